import type { DataType, Value } from '@graticule/columnar';
import { isNumeric, widestType } from '../types/coercion.js';
import { equality, isValid } from '@graticule/columnar';
import { strideOf } from './columns.js';
import { invalidPlan, RefusedConstant } from '../errors.js';
import { ArgumentError } from './definition.js';
import type { ArgumentType, ScalarFunction } from './definition.js';
import { chooseRows } from './select.js';
import { always, maybe, valueFunction } from './values.js';

/** Numbers and bytes as digits, base 64 and character sets. */

const STRING = { kind: 'string' } as const;
const BINARY = { kind: 'binary' } as const;
const INT = { kind: 'int' } as const;
const LONG = { kind: 'long' } as const;

const hexOfBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);

/** Bytes of hexadecimal digits; an odd number of them gets a zero in front. Null when there is another character. */
function bytesOfHex(text: string): Uint8Array | null {
  if (!/^[0-9a-fA-F]*$/.test(text)) return null;
  return Uint8Array.from(Buffer.from(text.length % 2 === 0 ? text : `0${text}`, 'hex'));
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const LARGEST = 0xffffffffffffffffn;

/**
 * The digits of a number in another base (2 to 36), read as an unsigned 64-bit number up to the first character that is
 * no digit; too large ones become the largest. A negative target base gives a signed result.
 */
function conv(text: string, from: number, to: number): string | null {
  const target = Math.abs(to);
  if (from < 2 || from > 36 || target < 2 || target > 36) return null;
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const negative = trimmed.startsWith('-');
  let value = 0n;
  for (const char of trimmed.slice(negative ? 1 : 0).toLowerCase()) {
    const digit = DIGITS.indexOf(char);
    if (digit < 0 || digit >= from) break;
    value = value * BigInt(from) + BigInt(digit);
    if (value > LARGEST) {
      value = LARGEST;
      break;
    }
  }
  if (negative && to > 0) value = BigInt.asIntN(64, value) < 0n ? LARGEST : unsigned(-value);
  if (to < 0) {
    const signed = BigInt.asIntN(64, negative ? -value : value);
    return (signed < 0n ? '-' : '') + (signed < 0n ? -signed : signed).toString(target).toUpperCase();
  }
  return value.toString(target).toUpperCase();
}

function swapped(bytes: Buffer): Uint8Array {
  return Uint8Array.from(bytes).length === 0 ? bytes : Uint8Array.from(bytes.swap16());
}

/** Java's other names of the character sets, without marks between their parts. */
const CHARSETS: Readonly<Record<string, string>> = {
  UTF8: 'UTF-8',
  UNICODE11UTF8: 'UTF-8',
  UTF16: 'UTF-16',
  UNICODE: 'UTF-16',
  UTF16LE: 'UTF-16LE',
  UTF16BE: 'UTF-16BE',
  ISO88591: 'ISO-8859-1',
  LATIN1: 'ISO-8859-1',
  L1: 'ISO-8859-1',
  IBM819: 'ISO-8859-1',
  CP819: 'ISO-8859-1',
  USASCII: 'US-ASCII',
  ASCII: 'US-ASCII',
  ISO646US: 'US-ASCII',
};

const canonical = (charset: string): string | undefined =>
  CHARSETS[charset.toUpperCase().replace(/[-_]/g, '')];

const BYTE_ORDER_MARK = Uint8Array.of(0xfe, 0xff);

function encode(text: string, charset: string): Uint8Array {
  switch (canonical(charset)) {
    case 'UTF-8':
      return Buffer.from(text, 'utf8');
    case 'UTF-16LE':
      return Buffer.from(text, 'utf16le');
    case 'UTF-16BE':
      return swapped(Buffer.from(text, 'utf16le'));
    case 'UTF-16': {
      const bytes = swapped(Buffer.from(text, 'utf16le'));
      return bytes.length === 0 ? bytes : Buffer.concat([BYTE_ORDER_MARK, bytes]);
    }
    case 'ISO-8859-1':
      return Uint8Array.from(text, (char) => single(char, 255));
    case 'US-ASCII':
      return Uint8Array.from(text, (char) => single(char, 127));
    default:
      throw unknownCharset(charset);
  }
}

function single(char: string, limit: number): number {
  const code = char.codePointAt(0)!;
  return code > limit ? 63 : code;
}

function decode(bytes: Uint8Array, charset: string): string {
  switch (canonical(charset)) {
    case 'UTF-8':
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
    case 'UTF-16LE':
      return Buffer.from(bytes).toString('utf16le');
    case 'UTF-16BE':
      return Buffer.from(swapped(Buffer.from(bytes))).toString('utf16le');
    case 'UTF-16': {
      const little = bytes[0] === 0xff && bytes[1] === 0xfe;
      const marked = little || (bytes[0] === 0xfe && bytes[1] === 0xff);
      return decode(marked ? bytes.subarray(2) : bytes, little ? 'UTF-16LE' : 'UTF-16BE');
    }
    case 'ISO-8859-1':
      return Buffer.from(bytes).toString('latin1');
    case 'US-ASCII':
      return Array.from(bytes, (byte) => (byte > 127 ? '\ufffd' : String.fromCharCode(byte))).join('');
    default:
      throw unknownCharset(charset);
  }
}

function unknownCharset(charset: string): ArgumentError {
  return new ArgumentError(
    `the character set ${charset} is not known; expected one of US-ASCII, ISO-8859-1, UTF-8, UTF-16BE, UTF-16LE, UTF-16`,
  );
}

/** Positions of the searched values, of their results and of the default (-1: none) among the arguments of `decode`. */
function decodeCases(count: number): { readonly searches: readonly number[]; readonly otherwise: number } {
  const searches = [];
  for (let k = 1; k + 1 < count; k += 2) searches.push(k);
  return { searches, otherwise: count % 2 === 0 ? count - 1 : -1 };
}

const isText = (args: readonly unknown[]): boolean => args.length === 2;

const decodeFunction: ScalarFunction = {
  kind: 'scalar',
  names: ['decode'],
  doc: 'Bytes as text by a character set; with more arguments: the result behind the first search value that equals the first argument (null equals null), or the default.',
  raises: true,
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 2,
    max: Infinity,
    types: (args) => {
      if (isText(args)) return [BINARY, STRING];
      const { searches, otherwise } = decodeCases(args.length);
      const common = (positions: readonly number[], missing: readonly DataType[] = []): DataType => {
        const type = widestType([...positions.map((k) => args[k].type), ...missing]);
        if (type === null) throw new ArgumentError('decode expects search values, and results, of one type');
        return type;
      };
      const searched = common([0, ...searches]);
      const results = searches.map((k) => k + 1);
      // The null where there is no default is text to Spark.
      const result = otherwise < 0 ? common(results, [STRING]) : common([...results, otherwise]);
      return args.map((_, k) => (k === 0 || searches.includes(k) ? searched : result));
    },
  },
  resultType: (args) => {
    if (isText(args)) return always(STRING)(args);
    const { searches, otherwise } = decodeCases(args.length);
    const results = [...searches.map((k) => k + 1), otherwise];
    return { type: args[2].type, nullable: results.some((k) => args[k]?.nullable ?? true) };
  },
  evaluate: (args, length, context, type) => {
    if (isText(args)) {
      return valueFunction({
        names: ['decode'],
        doc: '',
        inputTypes: { rule: 'each', types: [] },
        resultType: always(STRING),
        prepare: () => decode,
      }).evaluate(args, length, context, type, []);
    }
    const { searches, otherwise } = decodeCases(args.length);
    const [value] = args;
    const step = strideOf(value, length);
    const choice = new Int32Array(length).fill(otherwise);
    for (const k of [...searches].reverse()) {
      const equal = equality(value, args[k]);
      const other = strideOf(args[k], length);
      for (let i = 0; i < length; i++) {
        const valid = isValid(value, i * step);
        if (valid !== isValid(args[k], i * other)) continue;
        if (!valid || equal(i * step, i * other)) choice[i] = k + 1;
      }
    }
    return chooseRows(
      args.map((arg, k) => (k > 0 && choice.includes(k) ? arg : args[args.length - 1])),
      choice,
      length,
      type,
    );
  },
};

/** Text as bytes by its form. forgiving: what is not of the form is null. */
function toBinary(name: string, doc: string, forgiving: boolean): ScalarFunction {
  return valueFunction({
    names: [name],
    doc,
    raises: forgiving ? undefined : true,
    inputTypes: { rule: 'each', types: [STRING, STRING], optional: 1 },
    resultType: ([text, form]) => ({ type: BINARY, nullable: forgiving || mayFail(form) || text.nullable }),
    prepare:
      () =>
      (text: string, form = 'hex'): Value => {
        switch (form.toLowerCase()) {
          case 'utf-8':
            return Buffer.from(text, 'utf8');
          case 'base64':
            return forgiving && !BASE64.test(text) ? null : Uint8Array.from(Buffer.from(text, 'base64'));
          case 'hex':
            return bytesOfHex(text);
          default:
            // Refused beforehand, but by try_to_binary.
            return null;
        }
      },
  });
}

const FORMS: readonly unknown[] = ['hex', 'utf-8', 'base64'];

/** Whether a form has texts that are not of it. Throws for what is no form. */
function mayFail(form: ArgumentType | undefined): boolean {
  if (form === undefined || form.literal === null) return true;
  if (typeof form.literal !== 'string') {
    throw invalidPlan("The 'format' parameter of function 'to_binary' needs to be a string literal.");
  }
  const name = form.literal.toLowerCase();
  if (FORMS.includes(name)) return name === 'hex';
  const expected = `expected 'hex', 'utf-8' or 'base64', found '${form.literal}'`;
  throw new RefusedConstant('AssertionError', `Invalid format of to_binary: ${expected}`);
}

/** With any characters between that are no digits of it, as Java's decoder for e-mails allows. */
const BASE64 = /^[A-Za-z0-9+/=\s]*$/;

/** The digits of base 64 text; what is none of them does not count, but for the end: a single digit is no byte. */
function mimeDigits(text: string): string {
  const all = text.replace(/[^A-Za-z0-9+/=]/g, '');
  const [digits] = all.split('=', 1);
  const isComplete = /^=*$/.test(all.slice(digits.length)) && digits.length % 4 !== 1;
  if (isComplete) return digits;
  throw new ArgumentError(`base 64 text ends in the middle of a byte: ${text}`, 'IllegalArgumentException');
}

export const encodingFunctions: readonly ScalarFunction[] = [
  valueFunction({
    names: ['bin'],
    doc: 'Binary digits of a whole number (two’s complement of 64 bits).',
    inputTypes: { rule: 'each', types: [LONG] },
    resultType: always(STRING),
    prepare: () => (value: bigint) => unsigned(value).toString(2),
  }),
  valueFunction({
    names: ['hex'],
    doc: 'Hexadecimal digits of a whole number (two’s complement of 64 bits), of text in UTF-8 or of bytes.',
    inputTypes: {
      rule: 'custom',
      min: 1,
      max: 1,
      types: ([{ type }]) => {
        if (type.kind === 'binary') return [type];
        return [isNumeric(type) || type.kind === 'null' ? LONG : STRING];
      },
    },
    resultType: always(STRING),
    prepare: () => (value: bigint | string | Uint8Array) =>
      typeof value === 'bigint'
        ? unsigned(value).toString(16).toUpperCase()
        : hexOfBytes(typeof value === 'string' ? Buffer.from(value, 'utf8') : value),
  }),
  valueFunction({
    names: ['unhex'],
    doc: 'Bytes of hexadecimal digits; null when there is another character.',
    inputTypes: { rule: 'each', types: [STRING] },
    resultType: maybe(BINARY),
    prepare: () => bytesOfHex,
  }),
  valueFunction({
    names: ['conv'],
    doc: 'Digits of a number in one base as digits in another (2 to 36); a negative target base gives a signed result.',
    inputTypes: { rule: 'each', types: [STRING, INT, INT] },
    resultType: maybe(STRING),
    prepare: () => conv,
  }),
  valueFunction({
    names: ['base64'],
    doc: 'Bytes as base 64 text, in lines of 76 characters from 3.3 on.',
    inputTypes: { rule: 'each', types: [BINARY] },
    resultType: always(STRING),
    prepare:
      (_, { compat }) =>
      (bytes: Uint8Array) => {
        const text = Buffer.from(bytes).toString('base64');
        return compat === '2.2' ? text : text.replace(/.{76}(?=.)/g, '$&\r\n');
      },
  }),
  valueFunction({
    names: ['unbase64'],
    doc: 'Bytes of base 64 text.',
    inputTypes: { rule: 'each', types: [STRING] },
    resultType: always(BINARY),
    raises: true,
    prepare:
      (_, { compat }) =>
      (text: string): Value =>
        Uint8Array.from(Buffer.from(compat === '2.2' ? text : mimeDigits(text), 'base64')),
  }),
  toBinary('to_binary', 'Bytes of text in hexadecimal digits (hex, the default), UTF-8 or base 64.', false),
  toBinary('try_to_binary', 'As to_binary, but null for text that is not of the form.', true),
  valueFunction({
    names: ['encode'],
    doc: 'Text as bytes by a character set.',
    raises: true,
    inputTypes: { rule: 'each', types: [STRING, STRING] },
    resultType: always(BINARY),
    prepare: () => encode,
  }),
  decodeFunction,
];

import { PrimitiveBuilder, isValid, nullColumn } from '@graticule/columnar';
import type { Value } from '@graticule/columnar';
import { inputType } from '../types/coercion.js';
import { anyNullable, returns } from './columns.js';
import { concat, concatWs } from './concat.js';
import { defaultInt, defaultText } from './defaultArguments.js';
import { ArgumentError } from './definition.js';
import type { InputTypes, ScalarFunction } from './definition.js';
import { scalarText } from './scalarText.js';
import { always, valueFunction } from './values.js';

const STRING = { kind: 'string' } as const;
const BINARY = { kind: 'binary' } as const;
const INT = { kind: 'int' } as const;
const BOOLEAN = { kind: 'boolean' } as const;

/** The characters of a text by their position: the text itself, unless a character takes two code units. */
const characters = (text: string): string | string[] => (/[\ud800-\udfff]/.test(text) ? [...text] : text);
const sizeOf = (text: string): number => characters(text).length;

function slice(all: string | string[], start: number, end?: number): string {
  const part = all.slice(start, end);
  return typeof part === 'string' ? part : part.join('');
}

/** Positions count from 1, from the end when negative; 0 acts as 1. */
function substring(text: string, position: number, count = 2147483647): string {
  const all = characters(text);
  const start = position > 0 ? position - 1 : position < 0 ? all.length + position : 0;
  const end = Math.min(start + Math.max(count, 0), all.length);
  return slice(all, Math.max(start, 0), Math.max(end, 0));
}

/** Position of a part, from 1; 0 when it is not there. */
function locate(part: string, text: string, from = 1): number {
  if (from < 1) return 0;
  if (part === '') return 1;
  const all = characters(text);
  const start = from === 1 ? 0 : slice(all, 0, from - 1).length;
  const found = text.indexOf(part, start);
  return found < 0 || from > all.length + 1 ? 0 : sizeOf(text.slice(0, found)) + 1;
}

function pad(text: string, length: number, filler: string, left: boolean): string {
  const all = characters(text);
  if (length <= 0) return '';
  if (all.length >= length) return slice(all, 0, length);
  const fill = characters(filler);
  if (fill.length === 0) return text;
  const missing = length - all.length;
  const padding = filler.repeat(Math.floor(missing / fill.length)) + slice(fill, 0, missing % fill.length);
  return left ? padding + text : text + padding;
}

/** Delimiters may overlap: the next one begins at least a character after the one before it. */
function substringIndex(text: string, delimiter: string, count: number): string {
  if (delimiter === '' || count === 0) return '';
  let at = count > 0 ? -1 : text.length + 1;
  for (let left = Math.abs(count); left > 0; left--) {
    if (count > 0) at = text.indexOf(delimiter, at + 1);
    else at = at === 0 ? -1 : text.lastIndexOf(delimiter, at - 1);
    if (at < 0) return text;
  }
  return count > 0 ? text.slice(0, at) : text.slice(at + delimiter.length);
}

function translate(text: string, from: string, to: string): string {
  const target = characters(to);
  const map = new Map<string, string>();
  [...from].forEach((char, i) => {
    if (!map.has(char)) map.set(char, target[i] ?? '');
  });
  let out = '';
  for (const char of text) out += map.get(char) ?? char;
  return out;
}

const SPACE: ReadonlySet<string> = new Set(' ');

function trimmed(text: string, given: string, side: 'both' | 'left' | 'right'): string {
  const set = given === ' ' ? SPACE : new Set(given);
  const all = characters(text);
  let start = 0;
  let end = all.length;
  if (side !== 'right') while (start < end && set.has(all[start])) start++;
  if (side !== 'left') while (end > start && set.has(all[end - 1])) end--;
  return slice(all, start, end);
}

function levenshtein(a: string, b: string): number {
  const left = characters(a);
  const right = characters(b);
  let row = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[right.length];
}

const SOUNDEX: Readonly<Record<string, string>> = Object.fromEntries(
  ['BFPV', 'CGJKQSXZ', 'DT', 'L', 'MN', 'R'].flatMap((letters, i) =>
    [...letters].map((letter) => [letter, `${i + 1}`]),
  ),
);

function soundex(text: string): string {
  const upper = text.toUpperCase();
  if (!/^[A-Z]/.test(upper)) return text;
  let code = upper[0];
  let last = SOUNDEX[upper[0]] ?? '';
  for (const letter of upper.slice(1)) {
    const digit = SOUNDEX[letter];
    if (digit !== undefined && digit !== last) code += digit;
    if (letter !== 'H' && letter !== 'W') last = digit ?? '';
    if (code.length === 4) break;
  }
  return code.padEnd(4, '0');
}

const initcap = (text: string): string =>
  text.toLowerCase().replace(/(^| )([^ ])/gu, (_, before: string, letter: string) => before + title(letter));

/** Letters that would become two (ß) stay. */
function title(letter: string): string {
  const upper = letter.toUpperCase();
  return upper.length === letter.length ? upper : letter;
}

/** The text version of a function, or the one for bytes where its result is binary. */
function textOrBytes(text: ScalarFunction, bytes: ScalarFunction, inputTypes: InputTypes): ScalarFunction {
  return {
    ...text,
    inputTypes,
    resultType: (args) => ({ type: args[0].type, nullable: anyNullable(args) }),
    evaluate: (args, length, context, type, lambdas) =>
      (type.kind === 'string' ? text : bytes).evaluate(args, length, context, type, lambdas),
  };
}

const substringFunction = textOrBytes(
  scalarText(
    ['substring', 'substr', 'mid'],
    'Part of a text or of bytes from a position (from 1, negative from the end), of a length.',
    [STRING, INT, INT],
    STRING,
    substring,
    { optional: 1, defaults: [defaultInt(2147483647)] },
  ),
  valueFunction({
    names: ['substring'],
    doc: 'Part of bytes.',
    inputTypes: { rule: 'each', types: ['any', INT, INT] },
    resultType: always({ kind: 'binary' }),
    prepare: () => (bytes: Uint8Array, position: number, count: number) => {
      const start = position > 0 ? position - 1 : position < 0 ? bytes.length + position : 0;
      const end = Math.max(start + Math.max(count, 0), 0);
      return bytes.slice(Math.max(start, 0), end);
    },
  }),
  { rule: 'each', types: ['stringOrBinary', INT, INT], optional: 1 },
);

/** From 3.3 on bytes are filled up with bytes. */
function padFunction(name: string, side: string, left: boolean): ScalarFunction {
  const doc = `Text or bytes, filled up on the ${side} to a length, or cut to it.`;
  return textOrBytes(
    scalarText(
      [name],
      doc,
      [STRING, INT, STRING],
      STRING,
      (text: string, size: number, fill = ' ') => pad(text, size, fill, left),
      {
        defaults: [
          { ...defaultText(' '), ofBytes: { kind: 'literal', type: BINARY, value: Uint8Array.of(0) } },
        ],
      },
    ),
    valueFunction({
      names: [name],
      doc,
      inputTypes: { rule: 'each', types: [BINARY, INT, BINARY] },
      resultType: always(BINARY),
      prepare: () => (bytes: Uint8Array, size: number, fill: Uint8Array) => {
        if (size <= bytes.length || fill.length === 0) return bytes.slice(0, Math.max(size, 0));
        const filling = Uint8Array.from({ length: size - bytes.length }, (_, i) => fill[i % fill.length]);
        return Buffer.concat(left ? [filling, bytes] : [bytes, filling]);
      },
    }),
    {
      rule: 'custom',
      min: 2,
      max: 3,
      types: (args, compat) => {
        const filled = args.every(({ type }, k) => k === 1 || type.kind === 'binary');
        const wanted = compat === '3.3' && filled ? BINARY : STRING;
        return args.map(({ type }, k) => {
          const given = inputType(type, k === 1 ? INT : wanted);
          if (given !== null) return given;
          throw new ArgumentError(`${name} expects text or bytes, a length and what to fill up with`);
        });
      },
    },
  );
}

const reverse = textOrBytes(
  scalarText(
    ['reverse'],
    'Characters, or elements of an array, in reverse order.',
    [STRING],
    STRING,
    (text: string) => [...text].reverse().join(''),
  ),
  valueFunction({
    names: ['reverse'],
    doc: 'Elements of an array in reverse order.',
    inputTypes: { rule: 'each', types: ['array'] },
    resultType: ([arg]) => arg,
    prepare: () => (items: readonly Value[]) => [...items].reverse(),
  }),
  { rule: 'custom', min: 1, max: 1, types: ([{ type }]) => [type.kind === 'array' ? type : STRING] },
);

const locateFunction = valueFunction({
  names: ['locate', 'position'],
  doc: 'Position of the first text in the second, from 1 and from a start on; 0 when it is not there.',
  inputTypes: { rule: 'each', types: [STRING, STRING, INT], optional: 1 },
  defaults: [defaultInt(1)],
  resultType: returns(INT),
  seesNulls: true,
  prepare: () => (part: string | null, text: string | null, from: number | null) => {
    if (from === null) return 0;
    return part === null || text === null ? null : locate(part, text, from);
  },
});

/** Length in code points of text, in bytes of binary. */
const length: ScalarFunction = {
  kind: 'scalar',
  names: ['length', 'char_length', 'character_length', 'len'],
  doc: 'Number of characters (code points) of a text, of bytes of a binary value.',
  deterministic: true,
  inputTypes: { rule: 'each', types: ['stringOrBinary'] },
  resultType: returns(INT),
  evaluate: ([arg], rows) => {
    if (arg.layout !== 'bytes' && arg.layout !== 'dictionary') return nullColumn(INT, rows);
    const builder = new PrimitiveBuilder(INT, rows);
    const { offsets, data } = arg.layout === 'bytes' ? arg : arg.dictionary;
    const indices = arg.layout === 'bytes' ? null : arg.indices;
    const binary = arg.type.kind === 'binary';
    for (let i = 0; i < rows; i++) {
      if (!isValid(arg, i)) {
        builder.appendNull();
        continue;
      }
      const row = indices === null ? i : indices[i];
      let count = 0;
      // Bytes 10xxxxxx continue a code point.
      for (let b = offsets[row]; b < offsets[row + 1]; b++) if (binary || (data[b] & 0xc0) !== 0x80) count++;
      builder.appendNumber(count);
    }
    return builder.finish();
  },
};

/** Of two arguments the first has the characters, as in TRIM(characters FROM text). */
function trim(name: string, where: string, side: 'both' | 'left' | 'right'): ScalarFunction {
  return scalarText(
    [name],
    `Without blanks, or the characters given first, ${where}.`,
    [STRING, STRING],
    STRING,
    (first: string, text?: string) =>
      text === undefined ? trimmed(first, ' ', side) : trimmed(text, first, side),
    { optional: 1 },
  );
}

export const textFunctions: readonly ScalarFunction[] = [
  concat,
  concatWs,
  length,
  scalarText(['upper', 'ucase'], 'Upper case.', [STRING], STRING, (text: string) => text.toUpperCase()),
  scalarText(['lower', 'lcase'], 'Lower case.', [STRING], STRING, (text: string) => text.toLowerCase()),
  scalarText(
    ['initcap'],
    'First letter of every word in upper case, the others in lower case.',
    [STRING],
    STRING,
    initcap,
  ),
  trim('trim', 'at both ends', 'both'),
  trim('ltrim', 'at the start', 'left'),
  trim('rtrim', 'at the end', 'right'),
  scalarText(
    ['btrim'],
    'Without blanks, or the characters given second, at both ends.',
    [STRING, STRING],
    STRING,
    (text: string, set = ' ') => trimmed(text, set, 'both'),
    { optional: 1 },
  ),
  padFunction('lpad', 'left', true),
  padFunction('rpad', 'right', false),
  reverse,
  scalarText(
    ['repeat'],
    'The text a number of times.',
    [STRING, INT],
    STRING,
    (text: string, count: number) => text.repeat(Math.max(count, 0)),
  ),
  substringFunction,
  scalarText(['left'], 'The first characters.', [STRING, INT], STRING, (text: string, count: number) =>
    substring(text, 1, count),
  ),
  scalarText(
    ['right'],
    'The last characters.',
    [STRING, INT],
    STRING,
    (text: string, count: number) => (count <= 0 ? '' : slice(characters(text), -count)),
    { nullable: true },
  ),
  scalarText(
    ['substring_index'],
    'Part before the n-th delimiter, after the n-th from the end when n is negative.',
    [STRING, STRING, INT],
    STRING,
    substringIndex,
  ),
  scalarText(
    ['instr'],
    'Position of the second text in the first, from 1; 0 when it is not there.',
    [STRING, STRING],
    INT,
    (text: string, part: string) => locate(part, text),
  ),
  locateFunction,
  scalarText(
    ['translate'],
    'Characters of the second text replaced by those of the third.',
    [STRING, STRING, STRING],
    STRING,
    translate,
  ),
  scalarText(
    ['replace'],
    'All occurrences of a text replaced.',
    [STRING, STRING, STRING],
    STRING,
    (text: string, from: string, to = '') => (from === '' ? text : text.replaceAll(from, () => to)),
    { optional: 1, defaults: [defaultText('')] },
  ),
  scalarText(
    ['ascii'],
    'Code point of the first character; 0 for an empty text.',
    [STRING],
    INT,
    (text: string) => text.codePointAt(0) ?? 0,
  ),
  scalarText(['chr', 'char'], 'The character of a code (modulo 256).', [INT], STRING, (code: number) =>
    code < 0 ? '' : String.fromCharCode(code & 255),
  ),
  scalarText(['soundex'], 'Soundex code of a word.', [STRING], STRING, soundex),
  scalarText(
    ['levenshtein'],
    'Number of single-character edits between two texts.',
    [STRING, STRING],
    INT,
    levenshtein,
  ),
  scalarText(
    ['startswith'],
    'Whether the text begins with the other.',
    [STRING, STRING],
    BOOLEAN,
    (text: string, part: string) => text.startsWith(part),
  ),
  scalarText(
    ['endswith'],
    'Whether the text ends with the other.',
    [STRING, STRING],
    BOOLEAN,
    (text: string, part: string) => text.endsWith(part),
  ),
  scalarText(
    ['contains'],
    'Whether the text contains the other.',
    [STRING, STRING],
    BOOLEAN,
    (text: string, part: string) => text.includes(part),
  ),
];

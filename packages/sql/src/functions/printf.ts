import { ExtendedArgumentError } from './definition.js';
import { hashBytes } from './hash/murmur3.js';
import type { DataType, Value } from '@graticule/columnar';

/** Java's Formatter for the conversions that text formatting in SQL uses. Locale US, half up. */

export interface PrintfArgument {
  readonly value: Value;
  /** Text for %s. */
  readonly text: string;
  readonly type: DataType;
}

interface Specifier {
  readonly index: number | null;
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly conversion: string;
}

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

/** The text of a format and its arguments. Throws ArgumentError for a format that does not fit them. */
export function printf(format: string, args: readonly PrintfArgument[]): string {
  let next = 0;
  let last = -1;
  let end = 0;
  let out = '';
  for (const match of format.matchAll(SPECIFIER)) {
    out += literal(format.slice(end, match.index), format);
    end = match.index + match[0].length;
    const specifier: Specifier = {
      index: match[1] === undefined ? null : Number(match[1]) - 1,
      flags: match[2],
      width: Number(match[3] ?? 0),
      precision: match[4] === undefined ? null : Number(match[4]),
      conversion: match[5],
    };
    checkFlags(specifier, match[0]);
    if (specifier.conversion === '%') out += padded('%', specifier);
    else if (specifier.conversion === 'n') out += '\n';
    else {
      last = specifier.flags.includes('<') ? last : (specifier.index ?? next++);
      if (last < 0 || last >= args.length) throw new ExtendedArgumentError(`Format specifier '${match[0]}'`);
      out += converted(specifier, args[last], match[0]);
    }
  }
  return out + literal(format.slice(end), format);
}

function literal(text: string, format: string): string {
  if (text.includes('%'))
    throw new ExtendedArgumentError(`the format '${format}' has a % that no conversion follows`);
  return text;
}

function padded(text: string, { flags, width }: Specifier): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width);
}

function converted(specifier: Specifier, argument: PrintfArgument, written: string): string {
  const { conversion, flags, precision } = specifier;
  const lower = conversion.toLowerCase();
  const cased = (text: string): string => (conversion === lower ? text : text.toUpperCase());
  const { value } = argument;
  if (lower === 'b')
    return cut(
      value === null ? 'false' : typeof value === 'boolean' ? String(value) : 'true',
      specifier,
      cased,
    );
  if (lower === 's' || value === null) return cut(value === null ? 'null' : argument.text, specifier, cased);
  switch (lower) {
    case 'h':
      return cut(hashOf(argument).toString(16), specifier, cased);
    case 'c':
      if (!isWhole(argument.type) || argument.type.kind === 'long') break;
      return padded(cased(String.fromCodePoint(value as number)), specifier);
    case 'd':
      if (!isWhole(argument.type)) break;
      return signed(specifier, BigInt(value as number) < 0n, grouped(String(value).replace('-', ''), flags));
    case 'x':
    case 'o': {
      if (!isWhole(argument.type)) break;
      const bits = { byte: 8, short: 16, int: 32, long: 64 }[argument.type.kind as 'int'];
      const digits = BigInt.asUintN(bits, BigInt(value as number)).toString(lower === 'x' ? 16 : 8);
      const prefix = flags.includes('#') ? (lower === 'x' ? '0x' : '0') : '';
      const text =
        prefix + (flags.includes('0') ? digits.padStart(specifier.width - prefix.length, '0') : digits);
      return padded(cased(text), specifier);
    }
    case 'f':
    case 'e':
    case 'g':
      if (!isFloating(argument.type)) break;
      return cased(floating(specifier, lower, argument));
    case 'a':
      if (!isFloating(argument.type) || precision !== null) break;
      return padded(cased(hexadecimal(value as number)), specifier);
  }
  throw new ExtendedArgumentError(`format '${written}' does not fit a value of type ${argument.type.kind}`);
}

function cut(text: string, specifier: Specifier, cased: (text: string) => string): string {
  return padded(cased(specifier.precision === null ? text : text.slice(0, specifier.precision)), specifier);
}

/** Java refuses flags that a conversion has no use for, and two that contradict each other. */
const FLAGS: Readonly<Record<string, string>> = {
  b: '-',
  s: '-',
  h: '-',
  c: '-',
  d: '-+ 0,(',
  x: '-#0',
  o: '-#0',
  e: '-#+ 0(',
  f: '-#+ 0,(',
  g: '-+ 0,(',
  a: '-#+ 0',
  '%': '-',
  n: '',
};
const WITH_PRECISION = 'bshefga';
const WITH_CAPITALS = 'bshcxega';

function checkFlags({ conversion, flags, width, precision }: Specifier, written: string): void {
  const lower = conversion.toLowerCase();
  const known = conversion === lower || WITH_CAPITALS.includes(lower) ? FLAGS[lower] : undefined;
  const own = flags.replace('<', '');
  const has = (flag: string): boolean => own.includes(flag);
  if (
    known === undefined ||
    [...own].some((flag, k) => !known.includes(flag) || own.indexOf(flag) !== k) ||
    (has('-') && has('0')) ||
    (has('+') && has(' ')) ||
    ((has('-') || has('0')) && width === 0) ||
    (precision !== null && !WITH_PRECISION.includes(lower))
  ) {
    throw new ExtendedArgumentError(`Format specifier '${written}' is not one that Java's formatter knows`);
  }
}

function isFloating({ kind }: DataType): boolean {
  return kind === 'float' || kind === 'double';
}

/** Java's hashCode; of text that of Spark's own texts. */
function hashOf({ value, text, type }: PrintfArgument): number {
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  const bytes = Buffer.alloc(8);
  if (type.kind === 'float') bytes.writeFloatBE(value as number, 4);
  else if (type.kind === 'double') bytes.writeDoubleBE(value as number);
  else if (type.kind === 'long' || type.kind === 'timestamp') bytes.writeBigInt64BE(value as bigint);
  else if (typeof value === 'number') return value >>> 0;
  else return hashBytes(Buffer.from(text), 0, Buffer.byteLength(text), 42) >>> 0;
  return (bytes.readInt32BE(0) ^ bytes.readInt32BE(4)) >>> 0;
}

/** As Double.toHexString: 1.5 is 0x1.8p0. */
function hexadecimal(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  const bits = bytes.readBigUInt64BE();
  const power = Number((bits >> 52n) & 0x7ffn);
  const fraction = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0').replace(/0+$/, '') || '0';
  const exponent = power > 0 ? power - 1023 : fraction === '0' ? 0 : -1022;
  return `${bits >> 63n === 1n ? '-' : ''}0x${power > 0 ? 1 : 0}.${fraction}p${exponent}`;
}

function isWhole(type: DataType): boolean {
  return type.kind === 'byte' || type.kind === 'short' || type.kind === 'int' || type.kind === 'long';
}

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function grouped(digits: string, flags: string): string {
  if (!flags.includes(',')) return digits;
  const [whole, fraction] = digits.split('.');
  return groupThousands(whole) + (fraction === undefined ? '' : `.${fraction}`);
}

/** Sign, zeros and padding around the digits of a size. */
function signed(specifier: Specifier, negative: boolean, digits: string): string {
  const { flags, width } = specifier;
  const brackets = negative && flags.includes('(');
  const sign = brackets ? '(' : negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const close = brackets ? ')' : '';
  const body = flags.includes('0') ? digits.padStart(width - sign.length - close.length, '0') : digits;
  return padded(sign + body + close, specifier);
}

function floating(specifier: Specifier, conversion: string, { value, text }: PrintfArgument): string {
  const number = Number(text);
  if (!Number.isFinite(value)) {
    const name = value !== value ? 'NaN' : 'Infinity';
    return signed({ ...specifier, flags: specifier.flags.replace('0', '') }, number < 0, name);
  }
  const negative = text.startsWith('-');
  const precision = specifier.precision ?? 6;
  const size = negative ? text.slice(1) : text;
  let digits: string;
  if (conversion === 'e') digits = exponential(size, precision);
  else if (conversion === 'f') digits = fixed(size, precision);
  else {
    // %g counts significant digits and turns to powers of ten outside 10^-4 .. 10^precision.
    const significant = precision === 0 ? 1 : precision;
    const rounded = Math.abs(Number(number.toPrecision(significant)));
    if (rounded !== 0 && (rounded < 1e-4 || rounded >= 10 ** significant))
      digits = exponential(size, significant - 1);
    else
      digits = fixed(
        size,
        rounded === 0 ? significant - 1 : significant - 1 - Math.floor(Math.log10(rounded)),
      );
  }
  return signed(specifier, negative, grouped(digits, specifier.flags));
}

/** Digits and power of a size that is written as Java writes doubles, half up on the text. */
function exponential(size: string, precision: number): string {
  const [mantissa, power = '0'] = size.toLowerCase().split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  let exponent = digits === '' ? 0 : Number(power) + digits.length - fraction.length - 1;
  let text = fixed(`${digits.slice(0, 1) || '0'}.${digits.slice(1)}`, precision);
  if (text.startsWith('10')) {
    exponent++;
    text = fixed('1', precision);
  }
  return `${text}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Decimal text (plain or with a power) with `precision` digits after the point, rounded half up on the text. */
export function fixed(text: string, precision: number): string {
  const [mantissa, power = '0'] = text.toLowerCase().split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  const shift = Number(power) + precision - fraction.length;
  let unscaled = BigInt(whole + fraction);
  if (shift >= 0) unscaled *= 10n ** BigInt(shift);
  else {
    const unit = 10n ** BigInt(-shift);
    unscaled = (unscaled + unit / 2n) / unit;
  }
  const digits = unscaled.toString().padStart(precision + 1, '0');
  return precision === 0 ? digits : `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

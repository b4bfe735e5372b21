import type { DataType, Value } from '@graticule/columnar';
import { decimalText } from './decimal.js';
import { ArgumentError } from './definition.js';

/**
 * Numbers by the patterns of java.text.DecimalFormat: `#,##0.00`, `0.0%`, `0.###E0`, `$0.00;($0.00)`. Locale US, half
 * to even on the exact value.
 */

export interface DecimalPattern {
  readonly prefix: string;
  readonly suffix: string;
  readonly negativePrefix: string;
  readonly negativeSuffix: string;
  /** 100 for percent, 1000 for per mille. */
  readonly multiplier: number;
  /** Digits of a group before the point; 0 for none. */
  readonly group: number;
  readonly wholeMin: number;
  /** Digits before the point at most; only of patterns with a power. */
  readonly wholeMax: number;
  readonly fractionMin: number;
  readonly fractionMax: number;
  /** Digits of the power of ten at least; 0: there is none. */
  readonly power: number;
}

const PERCENT: Readonly<Record<string, number>> = { '%': 100, '\u2030': 1000 };
const NUMBER = /^([#,]*)([0,]*)(?:\.(0*)(#*))?(?:E(0+))?/;

interface Half extends Omit<DecimalPattern, 'negativePrefix' | 'negativeSuffix'> {
  readonly rest: string;
}

/** Throws ArgumentError for a text that is no pattern. */
export function decimalPattern(text: string): DecimalPattern {
  const { rest, ...positive } = half(text, text);
  const plain = {
    ...positive,
    negativePrefix: `-${positive.prefix}`,
    negativeSuffix: positive.suffix,
  };
  if (rest === '') return plain;
  const negative = half(rest.slice(1), text);
  if (negative.rest !== '') throw malformed(text);
  if (negative.prefix === positive.prefix && negative.suffix === positive.suffix) return plain;
  return { ...plain, negativePrefix: negative.prefix, negativeSuffix: negative.suffix };
}

const malformed = (text: string): ArgumentError => new ArgumentError(`Malformed pattern "${text}"`);

/** A pattern up to the semicolon. whole: all of it, for messages. */
function half(text: string, whole: string): Half {
  const before = affix(text, /[#0,.]/, whole);
  const match = NUMBER.exec(before.rest)!;
  const [number, optional, required, fraction = '', more = '', power = ''] = match as (string | undefined)[];
  const after = affix(before.rest.slice(number?.length), /(?!)/, whole);
  const integer = `${optional}${required}`;
  const digits = integer.replaceAll(',', '').length;
  const comma = integer.lastIndexOf(',');
  const group = comma < 0 ? 0 : integer.length - comma - 1;
  if ((comma >= 0 && (group === 0 || power !== '')) || /[#0,.]/.test(after.text)) throw malformed(whole);
  return {
    prefix: before.text,
    suffix: after.text,
    multiplier: before.multiplier ?? after.multiplier ?? 1,
    group,
    wholeMin: required?.replaceAll(',', '').length ?? 0,
    wholeMax: digits,
    fractionMin: fraction.length,
    fractionMax: fraction.length + more.length,
    power: power.length,
    rest: after.rest,
  };
}

interface Affix {
  readonly text: string;
  readonly multiplier?: number;
  readonly rest: string;
}

/** Text around the digits, up to a character of `end` or a semicolon; what is in single quotes is taken as it is. */
function affix(text: string, end: RegExp, whole: string): Affix {
  let out = '';
  let multiplier: number | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "'") {
      const close = text.indexOf("'", at + 1);
      if (close < 0) throw malformed(whole);
      out += close === at + 1 ? "'" : text.slice(at + 1, close);
      at = close;
      continue;
    }
    if (char === ';' || end.test(char)) return { text: out, multiplier, rest: text.slice(at) };
    if (char in PERCENT) {
      if (multiplier !== undefined) throw malformed(whole);
      multiplier = PERCENT[char];
    }
    out += char === '\u00a4' ? '$' : char;
  }
  return { text: out, multiplier, rest: '' };
}

/** The exact decimal expansion of a number as unscaled value and scale. */
function exactDecimal(value: Value, type: DataType): { readonly unscaled: bigint; readonly scale: number } {
  if (typeof value === 'bigint') return { unscaled: value, scale: type.kind === 'decimal' ? type.scale : 0 };
  let number = value as number;
  let scale = 0;
  // Every double is a whole number over a power of two; times 10 as often, it becomes whole.
  while (!Number.isInteger(number)) {
    number *= 2;
    scale++;
  }
  return { unscaled: BigInt(number) * 5n ** BigInt(scale), scale };
}

/** size / 10^digits, half to even; tiesUp: halves up. */
function rounded(size: bigint, digits: number, tiesUp = false): bigint {
  if (digits <= 0) return size * 10n ** BigInt(-digits);
  const unit = 10n ** BigInt(digits);
  const quotient = size / unit;
  const twice = 2n * (size % unit);
  return twice > unit || (twice === unit && (tiesUp || quotient % 2n === 1n)) ? quotient + 1n : quotient;
}

/** The text of a number (double, float, whole number or decimal of `type`) by a pattern. */
export function formatDecimal(value: Value, type: DataType, pattern: DecimalPattern): string {
  const { multiplier } = pattern;
  const scaled =
    multiplier === 1
      ? value
      : typeof value === 'bigint'
        ? value * BigInt(multiplier)
        : (value as number) * multiplier;
  const negative = typeof scaled === 'bigint' ? scaled < 0n : (scaled as number) < 0 || Object.is(scaled, -0);
  const around = (text: string): string =>
    negative
      ? pattern.negativePrefix + text + pattern.negativeSuffix
      : pattern.prefix + text + pattern.suffix;
  if (typeof scaled === 'number' && !Number.isFinite(scaled))
    return scaled !== scaled ? 'NaN' : around('\u221e');
  const { unscaled, scale } = exactDecimal(scaled, type);
  const size = unscaled < 0n ? -unscaled : unscaled;
  if (pattern.power > 0) return around(withPower(size, scale, pattern, typeof scaled === 'number'));
  const { fractionMax, fractionMin, wholeMin } = pattern;
  const [whole, fraction = ''] = decimalText(rounded(size, scale - fractionMax), fractionMax).split('.');
  const kept = withoutZeros(fraction, fractionMin);
  const integer = grouped(
    whole === '0' && wholeMin === 0 ? '' : whole.padStart(wholeMin, '0'),
    pattern.group,
  );
  return around((integer === '' && kept === '' ? '0' : integer) + (kept === '' ? '' : `.${kept}`));
}

function withoutZeros(fraction: string, least: number): string {
  let end = fraction.length;
  while (end > least && fraction[end - 1] === '0') end--;
  return fraction.slice(0, end);
}

function grouped(digits: string, size: number): string {
  if (size === 0) return digits;
  const first = digits.length % size;
  const groups = first === 0 ? [] : [digits.slice(0, first)];
  for (let at = first; at < digits.length; at += size) groups.push(digits.slice(at, at + size));
  return groups.join(',');
}

/**
 * Digits with a power of ten. More places before the point than required ones ask for powers that are multiples of
 * their number. double: Java takes the digits of a whole double for cut ones, so halves of it go up.
 */
function withPower(size: bigint, scale: number, pattern: DecimalPattern, double: boolean): string {
  const { wholeMin, wholeMax, fractionMin, fractionMax, power } = pattern;
  const count = wholeMax + fractionMax;
  let digits = size.toString();
  // The value is 0.digits times 10 to this.
  let point = digits.length - scale;
  if (count > 0 && digits.length > count) {
    const text = rounded(size, digits.length - count, double && scale === 0).toString();
    point += text.length - count;
    digits = text;
  }
  digits = digits.replace(/0+$/, '');
  if (digits === '') point = 0;
  const repeats = wholeMax > 1 && wholeMax > wholeMin;
  const least = repeats ? 1 : wholeMin;
  const exponent = repeats ? Math.floor((point - 1) / wholeMax) * wholeMax : point - wholeMin;
  const before = digits === '' ? least : point - exponent;
  const all = digits.padEnd(Math.max(wholeMin + fractionMin, before), '0');
  const shown = digits === '' ? 0 : exponent;
  return `${all.slice(0, before)}${all.length > before ? `.${all.slice(before)}` : ''}E${shown < 0 ? '-' : ''}${String(Math.abs(shown)).padStart(power, '0')}`;
}

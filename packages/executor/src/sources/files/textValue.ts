import type { DataType, Value } from '@graticule/columnar';
import {
  parseDate,
  parseDecimal,
  parseDouble,
  parseInstant,
  parseTimestamp,
  timeZone,
  type FileSession,
  type Instant,
} from '@graticule/sql';

/** How text in files becomes values; absent patterns: as casts read dates and timestamps. */
export interface TextFormats {
  readonly session: FileSession;
  readonly dateFormat?: string;
  readonly timestampFormat?: string;
  readonly nanValue: string;
  readonly positiveInf: string;
  readonly negativeInf: string;
}

/** A value of the type, or undefined when the text is none. Types are those that text can hold (see textTypes). */
export type TextParser = (text: string) => Value | undefined;

const INTEGER = /^[+-]?\d{1,40}$/;
const INTEGER_BITS: Readonly<Record<string, number>> = { byte: 8, short: 16, int: 32, long: 64 };

/** The parser for a type, or null when text does not hold values of it (arrays, structs ...). */
export function textParser(type: DataType, formats: TextFormats): TextParser | null {
  switch (type.kind) {
    case 'string':
      return (text) => text;
    case 'boolean':
      return (text) => {
        const word = text.toLowerCase();
        return word === 'true' ? true : word === 'false' ? false : undefined;
      };
    case 'byte':
    case 'short':
    case 'int':
    case 'long': {
      const bits = INTEGER_BITS[type.kind];
      return (text) => {
        if (!INTEGER.test(text)) return undefined;
        const value = BigInt(text[0] === '+' ? text.slice(1) : text);
        if (BigInt.asIntN(bits, value) !== value) return undefined;
        return bits === 64 ? value : Number(value);
      };
    }
    case 'float':
    case 'double':
      return (text) => numberOf(text, formats) ?? undefined;
    case 'decimal': {
      const { scale } = type;
      const limit = 10n ** BigInt(type.precision);
      return (text) => {
        if (text !== text.trim()) return undefined;
        const value = parseDecimal(text, scale);
        return value === null || value >= limit || value <= -limit ? undefined : value;
      };
    }
    case 'date':
      return (text) => dateOf(text, formats) ?? undefined;
    case 'timestamp':
      return (text) => timestampOf(text, formats) ?? undefined;
    case 'binary':
      return (text) => Buffer.from(text, 'utf8');
    default:
      return null;
  }
}

function numberOf(text: string, formats: TextFormats): number | null {
  if (text === formats.nanValue) return NaN;
  if (text === formats.positiveInf) return Infinity;
  if (text === formats.negativeInf) return -Infinity;
  return parseDouble(text, false);
}

/** Days since 1970-01-01. A text that does not fit the stated pattern is tried as a cast reads it. */
export function dateOf(text: string, { session, dateFormat }: TextFormats): number | null {
  if (dateFormat !== undefined) {
    const instant = parseInstant(text, dateFormat, timeZone('UTC'), session.compat === '2.2');
    if (instant !== null) return Math.floor(instant.seconds / 86_400);
  }
  return parseDate(text, session.compat);
}

/** Microseconds since 1970-01-01 UTC, by the stated pattern or else as a cast reads it. */
export function timestampOf(text: string, formats: TextFormats): bigint | null {
  const stated = patternTimestamp(text, formats);
  return stated ?? microsOf(parseTimestamp(text, timeZone(formats.session.timeZone), formats.session.compat));
}

/** As timestampOf, but a stated pattern is the only form: what inference goes by. */
export function inferredTimestamp(text: string, formats: TextFormats): bigint | null {
  return formats.timestampFormat === undefined ? timestampOf(text, formats) : patternTimestamp(text, formats);
}

function patternTimestamp(text: string, { session, timestampFormat }: TextFormats): bigint | null {
  if (timestampFormat === undefined) return null;
  return microsOf(parseInstant(text, timestampFormat, timeZone(session.timeZone), session.compat === '2.2'));
}

function microsOf(instant: Instant | null): bigint | null {
  return instant === null ? null : BigInt(instant.seconds) * 1_000_000n + BigInt(instant.micros);
}

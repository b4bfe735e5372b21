import type { DataType, Value } from '@graticule/columnar';
import { parseDecimal, parseDouble } from '../evaluation/numberText.js';
import { timeParser, upgraded } from '../evaluation/patterns/index.js';
import type { PatternContext, TimeParser } from '../evaluation/patterns/index.js';
import { parseDate, parseTimestamp } from '../evaluation/timeText.js';
import type { Instant } from '../evaluation/timeText.js';
import { timeZone } from '../evaluation/timeZone.js';
import { ArgumentError } from '../functions/definition.js';
import type { FileSession } from '../plan/source.js';

/** How text in files becomes values; absent patterns: as casts read dates and timestamps. The session's zone is that of the files. */
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
      return defined(dateReader(formats));
    case 'timestamp':
      return defined(timestampReader(formats));
    default:
      return null;
  }
}

function defined<T extends Value>(read: Reader<T>): TextParser {
  return (text) => read(text) ?? undefined;
}

function numberOf(text: string, formats: TextFormats): number | null {
  if (text === formats.nanValue) return NaN;
  if (text === formats.positiveInf) return Infinity;
  if (text === formats.negativeInf) return -Infinity;
  return parseDouble(text, false);
}

/** A time of a text, or null when the text is none. Throws ArgumentError where Spark 3 refuses to guess (see timeParser). */
type Reader<T> = (text: string) => T | null;

/** What the parsers of Spark 2 would have made a day or a time, however large its parts. */
const OLD_DATE = /^\s*\d+-\s*\d+-\s*\d+/;
const OLD_TIMESTAMP = /^\s*\d+-\s*\d+-\s*\d+ \s*\d+:\s*\d+:\s*\d+/;

/** Days since 1970-01-01. A text that does not fit the stated pattern is tried as a cast reads it. */
export function dateReader(formats: TextFormats): Reader<number> {
  const { compat } = formats.session;
  return timeReader(
    formats.dateFormat,
    { ...patternContext(formats), timeZone: 'UTC' },
    ({ seconds }) => Math.floor(seconds / 86_400),
    (text) => parseDate(text, compat),
    OLD_DATE,
  );
}

/** Microseconds since 1970-01-01 UTC, by the stated pattern or else as a cast reads it. */
export function timestampReader(formats: TextFormats): Reader<bigint> {
  const { compat, timeZone: zone } = formats.session;
  return timeReader(
    formats.timestampFormat,
    patternContext(formats),
    microsOf,
    (text) => {
      const instant = parseTimestamp(text, timeZone(zone), compat);
      return instant && microsOf(instant);
    },
    OLD_TIMESTAMP,
  );
}

function timeReader<T>(
  pattern: string | undefined,
  context: PatternContext,
  valueOf: (instant: Instant) => T,
  cast: Reader<T>,
  old: RegExp,
): Reader<T> {
  if (pattern === undefined) {
    const refuses = context.compat === '3.3' && context.timeParserPolicy === 'EXCEPTION';
    return (text) => {
      const value = cast(text);
      if (value === null && refuses && old.test(text)) {
        throw upgraded(`Fail to parse '${text}' in the new parser.`);
      }
      return value;
    };
  }
  // What is wrong with a pattern shows when a text is not read by a cast either.
  let parser: TimeParser | null = null;
  return (text) => {
    let refusal: ArgumentError | null = null;
    try {
      parser ??= timeParser(pattern, context);
      const instant = parser(text);
      if (instant !== null) return valueOf(instant);
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      refusal = error;
    }
    const value = cast(text);
    if (value === null && refusal !== null && isUpgrade(refusal)) throw refusal;
    return value;
  };
}

function isUpgrade({ message }: ArgumentError): boolean {
  return message.startsWith('You may get a different result');
}

function patternContext({ session }: TextFormats): PatternContext {
  const { compat, timeZone: zone, timeParserPolicy } = session;
  return { compat, timeZone: zone, timeParserPolicy, queryMicros: BigInt(Date.now()) * 1000n };
}

/** Whether inference takes a text for a timestamp: a stated pattern is the only form then. */
export function timestampTest(formats: TextFormats): (text: string) => boolean {
  const { compat, timeZone: zone } = formats.session;
  const { timestampFormat } = formats;
  if (timestampFormat === undefined) return (text) => parseTimestamp(text, timeZone(zone), compat) !== null;
  let parser: TimeParser | null = null;
  return (text) => {
    try {
      parser ??= timeParser(timestampFormat, patternContext(formats));
      return parser(text) !== null;
    } catch (error) {
      if (error instanceof ArgumentError) return false;
      throw error;
    }
  };
}

function microsOf({ seconds, micros }: Instant): bigint {
  return BigInt(seconds) * 1_000_000n + BigInt(micros);
}

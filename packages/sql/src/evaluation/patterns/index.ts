import { ArgumentError } from '../../functions/definition.js';
import type { EvaluationContext } from '../../functions/definition.js';
import type { Instant } from '../timeText.js';
import { timeZone } from '../timeZone.js';
import type { TimeZone } from '../timeZone.js';
import { formatLegacy } from './legacyFormat.js';
import { parseLegacy } from './legacyParse.js';
import { legacyPattern } from './legacyPattern.js';
import type { LegacyPart } from './legacyPattern.js';
import { formatModern } from './modernFormat.js';
import { ModernParser } from './modernParse.js';
import { modernPattern } from './modernPattern.js';
import type { Element } from './modernPattern.js';

/** Date and time patterns of date_format, to_date, to_timestamp, unix_timestamp ... and of files. */

export type TimeParser = (text: string) => Instant | null;
export type TimeWriter = (seconds: number, micros: number) => string;

/** What patterns depend on. */
export type PatternContext = Pick<
  EvaluationContext,
  'compat' | 'timeZone' | 'timeParserPolicy' | 'queryMicros'
>;

const modern = new Map<string, readonly Element[]>();
const legacy = new Map<string, readonly LegacyPart[]>();
const CACHE_LIMIT = 512;

function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  let value = cache.get(key);
  if (value === undefined) {
    value = make();
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(key, value);
  }
  return value;
}

const modernOf = (pattern: string, parsing: boolean): readonly Element[] =>
  cached(modern, `${parsing ? 'parse' : 'write'} ${pattern}`, () => modernPattern(pattern, parsing));
const legacyOf = (pattern: string): readonly LegacyPart[] =>
  cached(legacy, pattern, () => legacyPattern(pattern));

export function isLegacy({ compat, timeParserPolicy }: PatternContext): boolean {
  return compat === '2.2' || timeParserPolicy === 'LEGACY';
}

/** Where the old and the new way differ and nobody has said which is meant, Spark 3 refuses to guess. */
export function upgraded(what: string): ArgumentError {
  return new ArgumentError(
    `You may get a different result due to the upgrading to Spark >= 3.0: ${what}`,
    'SparkUpgradeException',
  );
}

function works(call: () => unknown): boolean {
  try {
    return call() !== null;
  } catch (error) {
    if (error instanceof ArgumentError) return false;
    throw error;
  }
}

function modernOrRefused(pattern: string, parsing: boolean, context: PatternContext): readonly Element[] {
  try {
    return modernOf(pattern, parsing);
  } catch (error) {
    const refused = context.timeParserPolicy === 'EXCEPTION' && works(() => legacyOf(pattern));
    if (!(error instanceof ArgumentError) || !refused) throw error;
    throw upgraded(
      `Fail to recognize '${pattern}' pattern in the DateTimeFormatter. 1) You can set ` +
        'spark.sql.legacy.timeParserPolicy to LEGACY to restore the behavior before Spark 3.0. 2) You can form a valid ' +
        'datetime pattern with the guide from https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html',
    );
  }
}

/**
 * Reads texts by a pattern; null for what does not fit. Throws ArgumentError for what is no pattern and, when the policy
 * is EXCEPTION, for texts that only the old way can read.
 */
export function timeParser(pattern: string, context: PatternContext): TimeParser {
  const zone = timeZone(context.timeZone, context.compat);
  const now = Number(context.queryMicros / 1_000_000n);
  if (isLegacy(context)) {
    const parts = legacyOf(pattern);
    return (text) => parseLegacy(text, parts, zone, now);
  }
  const parser = new ModernParser(modernOrRefused(pattern, true, context), zone);
  if (context.timeParserPolicy === 'CORRECTED') return (text) => parser.parse(text);
  return (text) => {
    const instant = parser.parse(text);
    if (instant === null && works(() => parseLegacy(text, legacyOf(pattern), zone, now))) {
      throw upgraded(
        `Fail to parse '${text}' in the new parser. You can set spark.sql.legacy.timeParserPolicy to LEGACY to restore ` +
          'the behavior before Spark 3.0, or set to CORRECTED and treat it as an invalid datetime string.',
      );
    }
    return instant;
  };
}

/** Writes instants by a pattern, on the session's wall clock. Throws ArgumentError for what is no pattern. */
export function timeWriter(pattern: string, context: PatternContext): TimeWriter {
  const zone = timeZone(context.timeZone, context.compat);
  if (isLegacy(context)) {
    const parts = legacyOf(pattern);
    return (seconds, micros) => formatLegacy(parts, seconds, micros, zone);
  }
  const elements = modernOrRefused(pattern, false, context);
  return (seconds, micros) => formatModern(elements, seconds, micros, zone);
}

/** The instant of one text by a pattern; null when it does not fit. legacy: as Spark 2. */
export function parseInstant(text: string, pattern: string, zone: TimeZone, isOld: boolean): Instant | null {
  if (isOld) return parseLegacy(text, legacyOf(pattern), zone, Date.now() / 1000);
  return new ModernParser(modernOf(pattern, true), zone).parse(text);
}

/** One instant written by a pattern. legacy: as Spark 2. */
export function formatInstant(
  seconds: number,
  micros: number,
  pattern: string,
  zone: TimeZone,
  isOld: boolean,
): string {
  if (isOld) return formatLegacy(legacyOf(pattern), seconds, micros, zone);
  return formatModern(modernOf(pattern, false), seconds, micros, zone);
}

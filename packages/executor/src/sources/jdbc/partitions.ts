import type { Field } from '@graticule/columnar';
import { dateText, formatValue, parseDate, parseTimestamp, timeZone, typeText } from '@graticule/sql';
import { fromValues, TIMESTAMP } from '@graticule/columnar';
import { SourceError } from '../sourceError.js';
import { quotedName } from './connection.js';
import { illegalOption, type JdbcOptions } from './jdbcOptions.js';

const NUMERIC: readonly string[] = ['byte', 'short', 'int', 'long', 'float', 'double', 'decimal'];
/** Digits behind the point that a stride is computed with. */
const STRIDE_SCALE = 10n ** 18n;

/**
 * Conditions that cut a table into numPartitions ranges of partitionColumn, as Spark cuts it: equal strides between the
 * bounds, the rest shared by the first and the last; rows outside the bounds are read too. fields: of the table.
 */
export function partitionConditions(options: JdbcOptions, fields: readonly Field[], zone: string): string[] {
  const { partitioncolumn, lowerbound, upperbound, numpartitions } = options;
  if (partitioncolumn === undefined) {
    if (lowerbound === undefined && upperbound === undefined) return [''];
    throw illegalOption(
      "requirement failed: When reading JDBC data sources, users need to specify all or none for the following options: 'partitionColumn', 'lowerBound', 'upperBound', and 'numPartitions'",
    );
  }
  if (lowerbound === undefined || upperbound === undefined || numpartitions === undefined) {
    throw illegalOption(
      "requirement failed: When reading JDBC data sources, users need to specify all or none for the following options: 'partitionColumn', 'lowerBound', 'upperBound', and 'numPartitions'",
    );
  }
  const column = columnOf(partitioncolumn, fields);
  const bound = boundsOf(column, zone);
  const [lower, upper] = [bound.parse(lowerbound), bound.parse(upperbound)];
  const wanted = whole('numPartitions', numpartitions);
  if (lower > upper) {
    throw illegalOption(
      'requirement failed: Operation not allowed: the lower bound of partitioning column is larger than the upper ' +
        `bound. Lower bound: ${lower}; Upper bound: ${upper}`,
    );
  }
  if (wanted <= 1n || lower === upper) return [''];
  const count = upper - lower < wanted ? upper - lower : wanted;
  const precise = share(upper, count) - share(lower, count);
  const stride = precise / STRIDE_SCALE;
  const lost = (precise - stride * STRIDE_SCALE) * count;
  const shift = (lost / 2n + STRIDE_SCALE / 2n) / STRIDE_SCALE;
  const name = quotedName(column.name);
  const cuts = Array.from({ length: Number(count) - 1 }, (_, i) =>
    bound.text(lower + shift + stride * BigInt(i + 1)),
  );
  return [...cuts, null].map((cut, i) => {
    if (i === 0) return `${name} < ${cut} OR ${name} IS NULL`;
    return cut === null ? `${name} >= ${cuts[i - 1]}` : `${name} >= ${cuts[i - 1]} AND ${name} < ${cut}`;
  });
}

/** value / count with eighteen digits behind the point, rounded half to even. */
function share(value: bigint, count: bigint): bigint {
  const scaled = value * STRIDE_SCALE;
  const floor = scaled / count - (scaled % count < 0n ? 1n : 0n);
  const twice = 2n * (scaled - floor * count);
  return twice > count || (twice === count && floor % 2n !== 0n) ? floor + 1n : floor;
}

function columnOf(name: string, fields: readonly Field[]): Field {
  const plain = name.replace(/^"(.*)"$/s, (_, inner: string) => inner.replaceAll('""', '"'));
  const found =
    fields.find((field) => field.name === plain) ??
    fields.find((field) => field.name.toLowerCase() === plain.toLowerCase());
  if (found) return found;
  const relation = typeText({ kind: 'struct', fields });
  throw new SourceError(
    'SOURCE_UNSUPPORTED',
    `User-defined partition column ${name} not found in the JDBC relation: ${relation}`,
  );
}

interface Bounds {
  /** A bound as a whole number: of days for dates, of microseconds for timestamps. */
  parse(text: string): bigint;
  /** A number of that kind in SQL. */
  text(value: bigint): string;
}

function boundsOf({ type }: Field, zone: string): Bounds {
  const invalid = (text: string) => illegalOption(`Cannot parse the bound value ${text} as ${type.kind}`);
  if (NUMERIC.includes(type.kind)) return { parse: (text) => whole('bound', text), text: String };
  if (type.kind === 'date') {
    return {
      parse: (text) => {
        const day = parseDate(text, '3.3');
        if (day === null) throw invalid(text);
        return BigInt(day);
      },
      text: (value) => `'${dateText(Number(value))}'`,
    };
  }
  if (type.kind === 'timestamp') {
    return {
      parse: (text) => {
        const instant = parseTimestamp(text, timeZone(zone), '3.3');
        if (instant === null) throw invalid(text);
        return BigInt(instant.seconds) * 1_000_000n + BigInt(instant.micros);
      },
      // The connection's zone is UTC, and columns without a zone are on the session's wall clock.
      text: (value) =>
        `'${formatValue(fromValues(TIMESTAMP, [value]), 0, { compat: '3.3', timeZone: zone })}'`,
    };
  }
  throw new SourceError(
    'SOURCE_UNSUPPORTED',
    `Partition column type should be numeric, date, or timestamp, but ${typeText(type)} found.`,
  );
}

function whole(option: string, text: string): bigint {
  if (/^-?\d{1,18}$/.test(text.trim())) return BigInt(text.trim());
  throw illegalOption(`Option ${option}: expected a whole number, found ${text}`);
}

import { isValid, valueAt, type Column } from '@graticule/columnar';
import { formatValue } from '../evaluation/format.js';
import { timeWriter } from '../evaluation/patterns/index.js';
import type { PatternContext } from '../evaluation/patterns/index.js';
import type { GivenOptions } from './fileOptions.js';

/** How values are written: options of the format (keys in lower case) and the session. */
export type WriteSettings = Pick<GivenOptions, 'options' | 'session'>;

/** Text of a valid row of a column that is no array, map or struct. */
export type ValueWriter = (row: number) => string;

const DATE_PATTERN = 'yyyy-MM-dd';
const TIMESTAMP_PATTERN = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

/** Dates and timestamps by the options' patterns, all else as a cast to string writes it. */
export function valueWriter(column: Column, { options, session }: WriteSettings): ValueWriter {
  const zone = options.timezone ?? session.timeZone;
  const { compat, timeParserPolicy } = session;
  const context: PatternContext = { compat, timeZone: zone, timeParserPolicy, queryMicros: 0n };
  if (column.layout === 'primitive' && column.type.kind === 'date') {
    const { values } = column;
    const write = timeWriter(options.dateformat ?? DATE_PATTERN, { ...context, timeZone: 'UTC' });
    return (row) => write(Number(values[row]) * 86_400, 0);
  }
  if (column.layout === 'primitive' && column.type.kind === 'timestamp') {
    const values = column.values as BigInt64Array;
    const write = timeWriter(options.timestampformat ?? TIMESTAMP_PATTERN, context);
    return (row) => {
      const micros = ((values[row] % 1_000_000n) + 1_000_000n) % 1_000_000n;
      return write(Number((values[row] - micros) / 1_000_000n), Number(micros));
    };
  }
  if (column.type.kind === 'decimal') {
    const { scale } = column.type;
    return (row) => bigDecimalText(valueAt(column, row) as bigint, scale);
  }
  const format = { compat, timeZone: zone };
  return (row) => formatValue(column, row, format);
}

/** As valueWriter, with null for rows without a value. */
export function nullableWriter(column: Column, settings: WriteSettings): (row: number) => string | null {
  const write = valueWriter(column, settings);
  return (row) => (isValid(column, row) ? write(row) : null);
}

/** As Java's BigDecimal shows itself: with an exponent when more than five zeros would follow the point. */
function bigDecimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  const exponent = digits.length - 1 - scale;
  if (exponent < -6) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${rest}E${exponent}`;
  }
  if (scale === 0) return sign + digits;
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, padded.length - scale)}.${padded.slice(-scale)}`;
}

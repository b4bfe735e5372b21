import { isValid, type Column } from '@graticule/columnar';
import { formatInstant, formatValue, timeZone } from '@graticule/sql';
import type { FileSink } from './fileSink.js';

/** Text of a valid row of a column that is no array, map or struct. */
export type ValueWriter = (row: number) => string;

const DATE_PATTERN = 'yyyy-MM-dd';
const TIMESTAMP_PATTERN = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

/** Dates and timestamps by the options' patterns, all else as a cast to string writes it. */
export function valueWriter(column: Column, { options, session }: FileSink): ValueWriter {
  const legacy = session.compat === '2.2';
  if (column.layout === 'primitive' && column.type.kind === 'date') {
    const { values } = column;
    const pattern = options.dateformat ?? DATE_PATTERN;
    const utc = timeZone('UTC');
    return (row) => formatInstant(Number(values[row]) * 86_400, 0, pattern, utc, legacy);
  }
  if (column.layout === 'primitive' && column.type.kind === 'timestamp') {
    const values = column.values as BigInt64Array;
    const pattern = options.timestampformat ?? TIMESTAMP_PATTERN;
    const zone = timeZone(session.timeZone);
    return (row) => {
      const micros = ((values[row] % 1_000_000n) + 1_000_000n) % 1_000_000n;
      return formatInstant(
        Number((values[row] - micros) / 1_000_000n),
        Number(micros),
        pattern,
        zone,
        legacy,
      );
    };
  }
  const format = { compat: session.compat, timeZone: session.timeZone };
  return (row) => formatValue(column, row, format);
}

/** As valueWriter, with null for rows without a value. */
export function nullableWriter(column: Column, sink: FileSink): (row: number) => string | null {
  const write = valueWriter(column, sink);
  return (row) => (isValid(column, row) ? write(row) : null);
}

import {
  int64ToNumber,
  int64Words,
  structType,
  writeInt64,
  type Batch,
  type Column,
} from '@graticule/columnar';
import { timeZone, type TimeZone } from '@graticule/sql';
import type { ParquetFooter } from '../parquet/footer.js';
import type { SchemaNode } from '../parquet/parquetSchema.js';
import { gregorianDay, gregorianInstant } from '../oldCalendar.js';

/** `LEGACY`: dates and times of files that do not say so are by the old calendar. */
export interface RebaseModes {
  readonly dateTime?: 'LEGACY';
  readonly int96?: 'LEGACY';
}

/** What of a file is by the old calendar, and in which zone; null: nothing. */
export interface LegacyTimes {
  readonly dates: boolean;
  readonly times: boolean;
  readonly zone: TimeZone;
}

const VERSION = 'org.apache.spark.version';
const ZONE = 'org.apache.spark.timeZone';

/** Spark notes in its files which version wrote them, and whether it kept to the old calendar. */
export function legacyTimes({ keyValues, columns }: ParquetFooter, modes: RebaseModes): LegacyTimes | null {
  const version = keyValues.get(VERSION);
  const isOld = (since: string, key: string, mode: 'LEGACY' | undefined) =>
    version === undefined ? mode === 'LEGACY' : version < since || keyValues.has(key);
  const dates = isOld('3.0.0', 'org.apache.spark.legacyDateTime', modes.dateTime);
  const times = columns.some(({ node }) => holdsInt96(node))
    ? isOld('3.1.0', 'org.apache.spark.legacyINT96', modes.int96)
    : dates;
  return dates || times ? { dates, times, zone: timeZone(keyValues.get(ZONE) ?? 'UTC') } : null;
}

function holdsInt96(node: SchemaNode): boolean {
  return node.kind === 'leaf' ? node.physical === 'INT96' : node.children.some(holdsInt96);
}

export function rebased({ schema, length, columns }: Batch, legacy: LegacyTimes): Batch {
  return {
    schema: structType(schema.fields),
    length,
    columns: columns.map((column) => rebasedColumn(column, legacy)),
  };
}

function rebasedColumn(column: Column, legacy: LegacyTimes): Column {
  if (column.layout === 'struct') {
    return { ...column, children: column.children.map((child) => rebasedColumn(child, legacy)) };
  }
  if (column.layout === 'list') return { ...column, child: rebasedColumn(column.child, legacy) };
  if (column.layout !== 'primitive') return column;
  if (column.type.kind === 'date' && legacy.dates) {
    return { ...column, values: (column.values as Int32Array).map(gregorianDay) };
  }
  if (column.type.kind !== 'timestamp' || !legacy.times) return column;
  const values = (column.values as BigInt64Array).slice();
  const words = int64Words(values);
  for (let row = 0; row < values.length; row++) {
    const second = Math.floor(int64ToNumber(words, row) / 1e6);
    const moved = gregorianInstant(second, legacy.zone);
    if (moved === second) continue;
    const micros = Number(values[row] - BigInt(second) * 1_000_000n);
    if (Math.abs(moved) < 9e9) writeInt64(words, row, moved * 1e6 + micros);
    else values[row] = BigInt(moved) * 1_000_000n + BigInt(micros);
  }
  return { ...column, values };
}

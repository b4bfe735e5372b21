import {
  DOUBLE,
  nullColumn,
  takeBatch,
  valueAt,
  type Batch,
  type Column,
  type Field,
} from '@graticule/columnar';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { momentsOf } from '../parquet/moments.js';
import type { ReadContext, ScanRequest } from '../source.js';
import { SourceError } from '../sourceError.js';
import { GEOMETRY, TIME, type DatasetFields } from './datasetFields.js';
import { decodeGeometry } from './geometryDecoding.js';
import { coordinates, markPositions, pointsOf, timeColumn } from './positions.js';

const WRONG_POSITION = 1;
const WRONG_TIME = 2;

/**
 * The requested columns of a dataset from those of a file: adds absent columns, `$geometry` and `$time`, and leaves out
 * rows with a position or a time that cannot be. firstRow: rows of the file before the batch.
 */
export function assembleDataset(
  batch: Batch,
  fields: DatasetFields,
  request: ScanRequest,
  file: DatasetFile,
  firstRow: number,
  context: ReadContext,
): Batch {
  const { geometry, time } = fields;
  const { length } = batch;
  const byName = new Map(batch.schema.fields.map((f, i) => [f.name, batch.columns[i]]));
  const columnOf = (name: string): Column =>
    byName.get(name) ?? nullColumn(fields.attributes.find((f) => f.name === name)!.type, length);
  const out = fields.schema.fields.filter(
    (f) => request.columns.includes(f.name) || (f.name === GEOMETRY && request.extent),
  );
  const made = new Map<string, Column>();
  const faults = new Int16Array(length);
  if (geometry?.from === 'coordinates') {
    const [xs, ys] = [
      numbersOf(columnOf(geometry.x), geometry.x),
      numbersOf(columnOf(geometry.y), geometry.y),
    ];
    if (geometry.geographic) markPositions(xs, ys, length, faults, WRONG_POSITION);
    made.set(GEOMETRY, pointsOf(xs, ys, length));
  } else if (geometry && out.some((f) => f.name === GEOMETRY)) {
    const encoded = byName.get(geometry.column);
    const unreadable = (row: number, reason: string) =>
      context.rejected(file.name, firstRow + row + 1, reason, '');
    const absent = () => nullColumn(fieldNamed(fields, GEOMETRY).type, length);
    made.set(GEOMETRY, encoded ? decodeGeometry(encoded, geometry, unreadable) : absent());
  }
  if (time && (isTextTime(fields) || request.columns.includes(TIME))) {
    const start = momentsOf(time.start, time.zone, columnOf, length, faults, WRONG_TIME);
    const end = time.end && momentsOf(time.end, time.zone, columnOf, length, faults, WRONG_TIME);
    made.set(TIME, timeColumn(start, end, length));
  }
  const columns = out.map((f) => made.get(f.name) ?? columnOf(f.name));
  const all: Batch = { schema: { kind: 'struct', fields: out }, length, columns };
  // Plain columns have been read: nothing can be wrong with them any more.
  if (geometry === null && time === null) return all;
  const good = reportFaults(faults, fields, columnOf, file, firstRow, context);
  return good.length === length ? all : takeBatch(all, good);
}

function reportFaults(
  faults: Int16Array,
  { geometry, time }: DatasetFields,
  columnOf: (name: string) => Column,
  file: DatasetFile,
  firstRow: number,
  context: ReadContext,
): Int32Array {
  const good = new Int32Array(faults.length);
  let count = 0;
  for (let row = 0; row < faults.length; row++) {
    if (faults[row] === 0) {
      good[count++] = row;
      continue;
    }
    const names =
      faults[row] === WRONG_POSITION && geometry?.from === 'coordinates'
        ? [geometry.x, geometry.y]
        : [...(time?.start ?? []), ...(time?.end ?? [])].map((part) => part.column);
    const expected =
      faults[row] === WRONG_POSITION ? 'a longitude and a latitude' : "a time of the manifest's formats";
    const found = names.map((name) => String(valueAt(columnOf(name), row))).join(', ');
    context.rejected(
      file.name,
      firstRow + row + 1,
      `expected ${expected} in ${names.join(', ')}, found ${found}`,
      found,
    );
  }
  return good.subarray(0, count);
}

function fieldNamed(fields: DatasetFields, name: string): Field {
  return fields.schema.fields.find((f) => f.name === name)!;
}

/** Times kept as text can be wrong, so that they are always looked at. */
export function isTextTime({ time, attributes }: DatasetFields): boolean {
  const names = new Set([...(time?.start ?? []), ...(time?.end ?? [])].map((part) => part.column));
  return attributes.some((f) => names.has(f.name) && f.type.kind === 'string');
}

/** A numeric column as doubles, NaN where null. */
function numbersOf(column: Column, name: string): Float64Array {
  if (column.layout !== 'primitive' || column.type.kind === 'timestamp' || column.type.kind === 'boolean') {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `coordinates in column ${name}: expected numbers, found ${column.type.kind}`,
    );
  }
  const values =
    column.values instanceof Float64Array
      ? column.values
      : Float64Array.from(column.values as Int32Array, Number);
  return coordinates({ ...column, type: DOUBLE, values });
}

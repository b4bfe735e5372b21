import type { GeometryBuilder } from './builder.js';
import { GeometryTextError, checkShape } from './shape.js';
import type { ShapeName } from './shape.js';

/**
 * Well-known binary (OGC 06-103r4, section 8.2, and ISO 13249-3 codes for Z and M; PostGIS's flags for Z, M and SRID
 * are understood, the SRID is skipped).
 */
const SHAPES: Readonly<Record<number, ShapeName>> = {
  1: 'Point',
  2: 'LineString',
  3: 'Polygon',
  4: 'MultiPoint',
  5: 'MultiLineString',
  6: 'MultiPolygon',
};
const EWKB_Z = 0x80000000;
const EWKB_M = 0x40000000;
const EWKB_SRID = 0x20000000;

interface Cursor {
  readonly data: Uint8Array;
  readonly view: DataView;
  readonly end: number;
  at: number;
}

/** Reads bytes start .. end as one geometry into the builder's current row. */
export function readWkb(
  data: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  builder: GeometryBuilder,
): void {
  const cursor = { data, view, end, at: start };
  const shape = readShape(cursor, builder, true);
  if (cursor.at !== end)
    throw new GeometryTextError(`${end - cursor.at} bytes after the end of the ${shape}`);
}

function readShape(cursor: Cursor, builder: GeometryBuilder, outermost: boolean): ShapeName {
  need(cursor, 5);
  const order = cursor.data[cursor.at];
  if (order > 1) throw new GeometryTextError(`byte order is ${order}, expected 0 or 1`);
  const little = order === 1;
  const code = cursor.view.getUint32(cursor.at + 1, little);
  cursor.at += 5;
  const plain = code & 0x1fffffff;
  const iso = Math.floor(plain / 1000);
  const shape = iso > 3 ? undefined : SHAPES[plain % 1000];
  if (shape === undefined) throw new GeometryTextError(`geometry type ${plain} is not supported`);
  if (outermost) checkShape(shape, builder);
  const hasZ = (code & EWKB_Z) !== 0 || iso === 1 || iso === 3;
  const hasM = (code & EWKB_M) !== 0 || iso === 2 || iso === 3;
  if ((code & EWKB_SRID) !== 0) {
    need(cursor, 4);
    cursor.at += 4;
  }
  if (shape === 'Point') {
    readVertices(cursor, builder, 1, little, hasZ, hasM, true);
    return shape;
  }
  const count = readCount(cursor, little);
  for (let k = 0; k < count; k++) {
    if (shape === 'LineString') {
      readVertices(cursor, builder, count, little, hasZ, hasM, false);
      break;
    } else if (shape === 'Polygon') {
      readVertices(cursor, builder, readCount(cursor, little), little, hasZ, hasM, false);
      builder.endPart();
    } else readShape(cursor, builder, false);
  }
  if (shape === 'LineString') builder.endPart();
  return shape;
}

function readVertices(
  cursor: Cursor,
  builder: GeometryBuilder,
  count: number,
  little: boolean,
  hasZ: boolean,
  hasM: boolean,
  single: boolean,
): void {
  const width = 2 + (hasZ ? 1 : 0) + (hasM ? 1 : 0);
  const bytes = 8 * width * count;
  need(cursor, bytes);
  const { view, data } = cursor;
  const start = cursor.at;
  cursor.at += bytes;
  if (little && !single && width === builder.width && hasZ === builder.dimensions.hasZ) {
    builder.verticesFromBytes(data.subarray(start, start + bytes), count);
    return;
  }
  for (let at = start; at < start + bytes; at += 8 * width) {
    const x = view.getFloat64(at, little);
    const y = view.getFloat64(at + 8, little);
    // The encoding of an empty point.
    if (single && x !== x && y !== y) return;
    const z = hasZ ? view.getFloat64(at + 16, little) : NaN;
    const m = hasM ? view.getFloat64(at + (hasZ ? 24 : 16), little) : NaN;
    builder.vertex(x, y, z, m);
  }
}

function readCount(cursor: Cursor, little: boolean): number {
  need(cursor, 4);
  const count = cursor.view.getUint32(cursor.at, little);
  cursor.at += 4;
  if (count > cursor.end - cursor.at)
    throw new GeometryTextError(`a count of ${count} exceeds the bytes that follow`);
  return count;
}

function need(cursor: Cursor, bytes: number): void {
  if (cursor.at + bytes > cursor.end) throw new GeometryTextError('ends before the geometry does');
}

import type { Column } from '@graticule/columnar';
import { hasGeometry, type GeometryView, type PathView } from '@graticule/geoanalytics';
import { GEOMETRY_TYPE } from '../../files/flatgeobufFormat.js';
import { attributeBytes, encodeAttributes } from './attributeEncoder.js';
import type { FeatureStore } from './featureStore.js';
import { polygonParts } from './polygonParts.js';

/**
 * Writes features as size-prefixed flatbuffers, front to back: tables first, the vectors they point to after them.
 * Layout of the buffers: https://flatbuffers.dev/internals/; of the tables: the schema feature.fbs of FlatGeobuf.
 */
const FEATURE_VTABLE = 8;
const FEATURE_TABLE = 16;
const AFTER_FEATURE_TABLE = 28;
/** Vtable (fields 0 to 7, padded) and table with four fields of a geometry. */
const GEOMETRY_VTABLE_BYTES = 20;
const GEOMETRY_TABLE_BYTES = 20;
const GEOMETRY_BYTES_MAX = GEOMETRY_VTABLE_BYTES + GEOMETRY_TABLE_BYTES + 40;

/** Encodes all rows of one batch. geometry null: a table without geometry. */
export function encodeFeatures(
  geometry: GeometryView | null,
  attributes: readonly Column[],
  length: number,
  store: FeatureStore,
): void {
  for (let row = 0; row < length; row++) {
    const shape = geometry !== null && isPresent(geometry, row) ? geometry : null;
    const room = store.reserve(
      AFTER_FEATURE_TABLE + 24 + geometryBytes(shape, row) + attributeBytes(attributes, row),
    );
    const writer = new FeatureWriter(room.bytes, room.offset);
    writer.feature(shape, attributes, row);
    store.commit(writer.size, writer.xmin, writer.ymin, writer.xmax, writer.ymax);
  }
}

/** A geometry without any vertex is written as none. */
function isPresent(view: GeometryView, row: number): boolean {
  if (!hasGeometry(view, row)) return false;
  if (view.kind === 'point') return true;
  const { partOffsets, geometryOffsets } = view;
  return partOffsets[geometryOffsets[row + 1]] > partOffsets[geometryOffsets[row]];
}

function geometryBytes(view: GeometryView | null, row: number): number {
  if (view === null) return 0;
  if (view.kind === 'point') return GEOMETRY_BYTES_MAX + 16;
  const { partOffsets, geometryOffsets } = view;
  const parts = geometryOffsets[row + 1] - geometryOffsets[row];
  const vertices = partOffsets[geometryOffsets[row + 1]] - partOffsets[geometryOffsets[row]];
  // One vertex more per ring where it has to be closed.
  return GEOMETRY_BYTES_MAX + 16 * vertices + parts * (GEOMETRY_BYTES_MAX + 8 + 16);
}

class FeatureWriter {
  xmin = Infinity;
  ymin = Infinity;
  xmax = -Infinity;
  ymax = -Infinity;
  /** Bytes of the finished feature, a multiple of 8. */
  size = 0;
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes.subarray(offset);
    this.view = new DataView(bytes.buffer, bytes.byteOffset + offset);
  }

  feature(shape: GeometryView | null, attributes: readonly Column[], row: number): void {
    const { view } = this;
    this.at = AFTER_FEATURE_TABLE;
    view.setUint32(4, FEATURE_TABLE - 4, true);
    view.setUint16(FEATURE_VTABLE, 8, true);
    view.setUint16(FEATURE_VTABLE + 2, AFTER_FEATURE_TABLE - FEATURE_TABLE, true);
    view.setUint16(FEATURE_VTABLE + 4, shape === null ? 0 : 4, true);
    view.setUint16(FEATURE_VTABLE + 6, 8, true);
    view.setInt32(FEATURE_TABLE, FEATURE_TABLE - FEATURE_VTABLE, true);
    if (shape !== null)
      view.setUint32(FEATURE_TABLE + 4, this.geometry(shape, row) - (FEATURE_TABLE + 4), true);
    this.at = (this.at + 3) & ~3;
    view.setUint32(FEATURE_TABLE + 8, this.at - (FEATURE_TABLE + 8), true);
    const end = encodeAttributes(attributes, row, view, this.bytes, this.at + 4);
    view.setUint32(this.at, end - this.at - 4, true);
    this.size = (end + 7) & ~7;
    view.setUint32(0, this.size - 4, true);
  }

  /** Writes the geometry of a row and returns the position of its table. */
  private geometry(shape: GeometryView, row: number): number {
    if (shape.kind === 'point') {
      const table = this.table(false, false, GEOMETRY_TYPE.unknown);
      const at = this.vector(table + 8, 2, 8);
      this.vertex(at, shape.xs[row], shape.ys[row]);
      return table;
    }
    const first = shape.geometryOffsets[row];
    const end = shape.geometryOffsets[row + 1];
    if (shape.kind === 'multipoint')
      return this.paths(shape, range(first, end), false, GEOMETRY_TYPE.unknown);
    const used = range(first, end).filter((part) => shape.partOffsets[part + 1] > shape.partOffsets[part]);
    if (shape.kind === 'polyline') return this.paths(shape, used, true, GEOMETRY_TYPE.unknown);
    return this.multiPolygon(shape, first, end);
  }

  private multiPolygon(shape: PathView, first: number, end: number): number {
    const table = this.table(true, true, GEOMETRY_TYPE.unknown);
    const polygons = polygonParts(shape, first, end);
    const offsets = this.vector(table + 4, polygons.length, 4);
    for (let i = 0; i < polygons.length; i++) {
      const rings = polygons[i].filter((ring) => shape.partOffsets[ring + 1] > shape.partOffsets[ring]);
      const part = this.paths(shape, rings, true, GEOMETRY_TYPE.polygon);
      this.view.setUint32(offsets + 4 * i, part - (offsets + 4 * i), true);
    }
    return table;
  }

  /** A geometry table with the vertices of some parts, and where each ends. */
  private paths(shape: PathView, parts: readonly number[], withEnds: boolean, type: number): number {
    const { coords, stride, partOffsets } = shape;
    const table = this.table(withEnds, false, type);
    const closing = parts.map((part) => type === GEOMETRY_TYPE.polygon && !isClosed(shape, part));
    const sizes = parts.map((part, i) => partOffsets[part + 1] - partOffsets[part] + (closing[i] ? 1 : 0));
    if (withEnds) {
      const ends = this.vector(table + 4, parts.length, 4);
      let sum = 0;
      for (let i = 0; i < parts.length; i++) this.view.setUint32(ends + 4 * i, (sum += sizes[i]), true);
    }
    let at = this.vector(table + 8, 2 * sizes.reduce((sum, size) => sum + size, 0), 8);
    for (let i = 0; i < parts.length; i++) {
      const start = partOffsets[parts[i]];
      const end = partOffsets[parts[i] + 1];
      for (let v = start; v < end; v++, at += 16) this.vertex(at, coords[v * stride], coords[v * stride + 1]);
      if (!closing[i]) continue;
      this.vertex(at, coords[start * stride], coords[start * stride + 1]);
      at += 16;
    }
    return table;
  }

  /**
   * Vtable and table of a geometry. Its fields lie at +4: ends or parts, +8: xy, +12: type; absent ones are left out of
   * the vtable. parts: it has parts instead of ends and xy.
   */
  private table(withEnds: boolean, parts: boolean, type: number): number {
    const { view } = this;
    const vtable = (this.at + 3) & ~3;
    const table = vtable + GEOMETRY_VTABLE_BYTES;
    view.setUint16(vtable, 20, true);
    view.setUint16(vtable + 2, 16, true);
    for (let field = 0; field < 8; field++) view.setUint16(vtable + 4 + 2 * field, 0, true);
    if (withEnds && !parts) view.setUint16(vtable + 4, 4, true);
    if (!parts) view.setUint16(vtable + 6, 8, true);
    if (type !== GEOMETRY_TYPE.unknown) view.setUint16(vtable + 16, 12, true);
    if (parts) view.setUint16(vtable + 18, 4, true);
    view.setInt32(table, table - vtable, true);
    view.setUint32(table + 12, type, true);
    this.at = table + 16;
    return table;
  }

  /** Reserves a vector, points the reference at it and returns where its elements begin. */
  private vector(reference: number, length: number, elementBytes: number): number {
    let start = (this.at + 3) & ~3;
    if (elementBytes === 8 && ((start + 4) & 7) !== 0) start += 4;
    this.view.setUint32(reference, start - reference, true);
    this.view.setUint32(start, length, true);
    this.at = start + 4 + length * elementBytes;
    return start + 4;
  }

  private vertex(at: number, x: number, y: number): void {
    this.view.setFloat64(at, x, true);
    this.view.setFloat64(at + 8, y, true);
    if (x < this.xmin) this.xmin = x;
    if (y < this.ymin) this.ymin = y;
    if (x > this.xmax) this.xmax = x;
    if (y > this.ymax) this.ymax = y;
  }
}

function isClosed(shape: PathView, part: number): boolean {
  const { coords, stride, partOffsets } = shape;
  const a = partOffsets[part] * stride;
  const b = (partOffsets[part + 1] - 1) * stride;
  return coords[a] === coords[b] && coords[a + 1] === coords[b + 1];
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { Batch, StructType } from '@graticule/columnar';
import {
  coordinateSystem,
  findGeometry,
  viewGeometry,
  type FoundGeometry,
  type GeometryKind,
} from '@graticule/geoanalytics';
import type { Field } from '@graticule/columnar';
import { GEOMETRY_TYPE, INDEX_NODE_SIZE, MAGIC, SPLIT_FEATURES } from '../../files/flatgeobufFormat.js';
import { SourceError } from '../../sources/sourceError.js';
import { columnTypeOf } from './attributeEncoder.js';
import { encodeFeatures } from './featureEncoder.js';
import { FeatureStore } from './featureStore.js';
import { encodeHeader } from './header.js';
import { hilbertKeys, orderByKey } from './hilbert.js';
import { packedTree } from './packedTree.js';

export interface WrittenLayer {
  readonly count: number;
  readonly bytes: number;
  /** xmin, ymin, xmax, ymax in the layer's system; null without any geometry. */
  readonly extent: readonly [number, number, number, number] | null;
}

const TYPES: Readonly<Record<GeometryKind, number>> = {
  point: GEOMETRY_TYPE.point,
  multipoint: GEOMETRY_TYPE.multiPoint,
  polyline: GEOMETRY_TYPE.multiLineString,
  polygon: GEOMETRY_TYPE.multiPolygon,
};
const WRITE_BYTES = 4 << 20;
/** A file has at most so many attribute columns: their numbers have 16 bits. */
const ATTRIBUTES_MAX = 65_535;

/**
 * Writes all batches as one FlatGeobuf file at `path`: complete and synced, or not at all. Features are in the order of a
 * Hilbert curve, equal positions by their bytes, so that the file depends on the rows alone and not on their order;
 * tables without a geometry column keep the order of the rows. Encoded features are held in memory until the end.
 * Null attributes are left out, null and empty geometries are written as none. Our own types are kept in the header's
 * metadata. Throws SINK_UNSUPPORTED for nested columns and for geometries with z or m.
 */
export async function writeFlatgeobuf(
  path: string,
  name: string,
  schema: StructType,
  batches: AsyncIterable<Batch> | Iterable<Batch>,
): Promise<WrittenLayer> {
  const geometry = findGeometry(schema.fields);
  const attributes = schema.fields.filter((_, i) => i !== geometry?.ordinal);
  checkSchema(geometry, attributes);
  const store = new FeatureStore();
  for await (const batch of batches) {
    const columns = batch.columns.filter((_, i) => i !== geometry?.ordinal);
    encodeFeatures(geometry && viewGeometry(batch.columns[geometry.ordinal]), columns, batch.length, store);
  }
  const extent = extentOf(store);
  const order = geometry
    ? spatialOrder(store, extent)
    : Uint32Array.from({ length: store.count }, (_, i) => i);
  const indexed = geometry !== null && store.count > 0;
  const header = encodeHeader({
    name,
    geometryType: geometry ? TYPES[geometry.kind] : GEOMETRY_TYPE.unknown,
    attributes,
    count: store.count,
    envelope: extent,
    indexNodeSize: indexed ? INDEX_NODE_SIZE : 0,
    ...referenceOf(geometry),
    metadata: JSON.stringify({ graticule: { fields: schema.fields, splits: splitPositions(store, order) } }),
  });
  const parts = [MAGIC, header, ...(indexed ? [packedTree(store, order)] : [])];
  const bytes = await writeWhole(path, parts, store, order);
  return { count: store.count, bytes, extent };
}

function checkSchema(geometry: FoundGeometry<Field> | null, attributes: readonly Field[]): void {
  if (geometry && (geometry.hasZ || geometry.hasM)) {
    throw new SourceError(
      'SINK_UNSUPPORTED',
      'a geometry with z or m values cannot be written to a layer yet',
    );
  }
  if (attributes.length > ATTRIBUTES_MAX) {
    throw new SourceError(
      'SINK_UNSUPPORTED',
      `${attributes.length} columns cannot be written; at most ${ATTRIBUTES_MAX}`,
    );
  }
  for (const field of attributes) columnTypeOf(field);
}

function referenceOf(geometry: FoundGeometry<Field> | null): { wkid: number | null; wkt: string | null } {
  if (!geometry) return { wkid: null, wkt: null };
  const { reference } = coordinateSystem(geometry.spatialReference);
  return { wkid: reference.latestWkid ?? reference.wkid ?? null, wkt: reference.wkt ?? null };
}

function extentOf(store: FeatureStore): [number, number, number, number] | null {
  const { boxes, count } = store;
  let [xmin, ymin, xmax, ymax] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < 4 * count; at += 4) {
    if (boxes[at] < xmin) xmin = boxes[at];
    if (boxes[at + 1] < ymin) ymin = boxes[at + 1];
    if (boxes[at + 2] > xmax) xmax = boxes[at + 2];
    if (boxes[at + 3] > ymax) ymax = boxes[at + 3];
  }
  return xmin <= xmax ? [xmin, ymin, xmax, ymax] : null;
}

function spatialOrder(store: FeatureStore, extent: readonly number[] | null): Uint32Array {
  const keys = hilbertKeys(store.boxes, store.count, Float64Array.from(extent ?? [0, 0, 0, 0]));
  const order = orderByKey(keys);
  for (let start = 0, end = 0; start < order.length; start = end) {
    const key = keys[order[start]];
    for (end = start + 1; end < order.length && keys[order[end]] === key;) end++;
    if (end - start > 1) {
      order.subarray(start, end).sort((a, b) => Buffer.compare(store.feature(a), store.feature(b)));
    }
  }
  return order;
}

/** Byte offset, among the features, of every 65,536th. */
function splitPositions(store: FeatureStore, order: Uint32Array): number[] {
  const positions: number[] = [];
  let offset = 0;
  for (let i = 0; i < order.length; i++) {
    if (i % SPLIT_FEATURES === 0) positions.push(offset);
    offset += store.size(order[i]);
  }
  return positions;
}

/** Writes to a name of its own beside the target first: another attempt of the task may be writing as well. */
async function writeWhole(
  path: string,
  parts: readonly Uint8Array[],
  store: FeatureStore,
  order: Uint32Array,
): Promise<number> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.writing`;
  const file = await open(temporary, 'wx');
  try {
    let bytes = store.bytes;
    for (const part of parts) {
      await file.writeFile(part);
      bytes += part.length;
    }
    await writeFeatures(file, store, order);
    await file.sync();
    await file.close();
    await rename(temporary, path);
    return bytes;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeFeatures(file: FileHandle, store: FeatureStore, order: Uint32Array): Promise<void> {
  const buffer = new Uint8Array(WRITE_BYTES);
  let used = 0;
  for (let i = 0; i < order.length; i++) {
    const feature = store.feature(order[i]);
    if (used + feature.length > WRITE_BYTES) {
      await file.writeFile(buffer.subarray(0, used));
      used = 0;
    }
    if (feature.length > WRITE_BYTES) await file.writeFile(feature);
    else {
      buffer.set(feature, used);
      used += feature.length;
    }
  }
  await file.writeFile(buffer.subarray(0, used));
}

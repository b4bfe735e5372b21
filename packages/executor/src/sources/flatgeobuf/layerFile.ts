import { stat } from 'node:fs/promises';
import {
  BINARY,
  BOOLEAN,
  BYTE,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  SHORT,
  STRING,
  TIMESTAMP,
  decimalType,
  field,
  type DataType,
  type Field,
} from '@graticule/columnar';
import { findGeometry, geometryMetadata, geometryType, type GeometryKind } from '@graticule/geoanalytics';
import { readRange, withFile } from '../../files/byteRange.js';
import {
  COLUMN_TYPES,
  GEOMETRY_TYPE,
  MAGIC,
  NODE_BYTES,
  treeLevels,
  type ColumnTypeName,
} from '../../files/flatgeobufFormat.js';
import { GEOMETRY } from '../dataset/datasetFields.js';
import { SourceError } from '../sourceError.js';
import { FlatbufferTable } from './flatbufferTable.js';

/** What a FlatGeobuf file's header says. */
export interface LayerFile {
  readonly path: string;
  /** Attribute columns in the file's order: their type in the file and ours. */
  readonly columns: readonly { readonly stored: ColumnTypeName; readonly field: Field }[];
  readonly geometry: { readonly kind: GeometryKind; readonly field: Field } | null;
  readonly count: number;
  /** 0: no index. */
  readonly indexNodeSize: number;
  readonly indexStart: number;
  readonly featuresStart: number;
  readonly bytes: number;
  /** Byte offsets, among the features, of every so many of them; only in files of our own. */
  readonly splits: readonly number[];
}

const HEADER_BYTES_MAX = 64 << 20;

/** Reads the header of a file. Throws SOURCE_NOT_FOUND, SOURCE_MALFORMED or SOURCE_UNSUPPORTED. */
export async function openLayerFile(path: string, name: string): Promise<LayerFile> {
  try {
    const { size } = await stat(path);
    return await withFile(path, async (handle) => {
      const start = await readRange(handle, 0, Math.min(12, size));
      const length = start.length < 12 ? 0 : new DataView(start.buffer).getUint32(8, true);
      const versioned = MAGIC.subarray(0, 4).every((byte, i) => start[i] === byte);
      if (!versioned || length === 0 || length > HEADER_BYTES_MAX || 12 + length > size) {
        throw new SourceError('SOURCE_MALFORMED', `layer ${name}: its file is not FlatGeobuf version 3`);
      }
      const header = await readRange(handle, 12, 12 + length);
      return parseHeader(path, name, size, header);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new SourceError('SOURCE_NOT_FOUND', `layer ${name}: its file is missing`, { cause: error });
  }
}

function parseHeader(path: string, name: string, bytes: number, header: Uint8Array): LayerFile {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const root = FlatbufferTable.root(view, 0);
  const own = ownMetadata(root.text(13));
  const ownFields = own?.fields ?? [];
  const ownGeometry = findGeometry(ownFields);
  const ownAttributes = ownFields.filter((_, i) => i !== ownGeometry?.ordinal);
  const columns = root.tables(7).map((column, i) => {
    const stored = COLUMN_TYPES[column.byte(1, 0)];
    if (stored === undefined)
      throw new SourceError('SOURCE_MALFORMED', `layer ${name}: column ${i} has an unknown type`);
    return {
      stored,
      field: ownAttributes[i] ?? field(column.text(0) ?? `field_${i + 1}`, FOREIGN_TYPES[stored]),
    };
  });
  const countAt = root.at(8);
  const nodeSizeAt = root.at(9);
  const count = countAt === 0 ? 0 : Number(view.getBigUint64(countAt, true));
  const indexNodeSize = count === 0 ? 0 : nodeSizeAt === 0 ? 16 : view.getUint16(nodeSizeAt, true);
  const indexStart = 12 + header.length;
  const indexBytes = indexNodeSize === 0 ? 0 : treeLevels(count, indexNodeSize).nodes * NODE_BYTES;
  const geometry = ownGeometry
    ? { kind: ownGeometry.kind, field: ownGeometry.column }
    : own
      ? null
      : foreignGeometry(root, name);
  const featuresStart = indexStart + indexBytes;
  return {
    path,
    columns,
    geometry,
    count,
    indexNodeSize,
    indexStart,
    featuresStart,
    bytes,
    splits: own?.splits ?? [],
  };
}

function ownMetadata(text: string | null): { fields: Field[]; splits: number[] } | null {
  if (!text) return null;
  try {
    const { graticule } = JSON.parse(text) as { graticule?: { fields: Field[]; splits: number[] } };
    return graticule ?? null;
  } catch {
    return null;
  }
}

const FOREIGN_TYPES: Readonly<Record<ColumnTypeName, DataType>> = {
  byte: BYTE,
  ubyte: SHORT,
  bool: BOOLEAN,
  short: SHORT,
  ushort: INT,
  int: INT,
  uint: LONG,
  long: LONG,
  ulong: decimalType(20, 0),
  float: FLOAT,
  double: DOUBLE,
  string: STRING,
  json: STRING,
  datetime: TIMESTAMP,
  binary: BINARY,
};

const KINDS: Readonly<Record<number, GeometryKind>> = {
  [GEOMETRY_TYPE.point]: 'point',
  [GEOMETRY_TYPE.multiPoint]: 'multipoint',
  [GEOMETRY_TYPE.lineString]: 'polyline',
  [GEOMETRY_TYPE.multiLineString]: 'polyline',
  [GEOMETRY_TYPE.polygon]: 'polygon',
  [GEOMETRY_TYPE.multiPolygon]: 'polygon',
};

function foreignGeometry(root: FlatbufferTable, name: string): LayerFile['geometry'] {
  const type = root.byte(2, 0);
  const kind = KINDS[type];
  if (!kind) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `layer ${name}: geometries of mixed or curved types (type ${type}) are not supported`,
    );
  }
  const crs = root.table(10);
  const codeAt = crs?.at(1) ?? 0;
  const wkid = codeAt === 0 ? 0 : crs!.view.getInt32(codeAt, true);
  const wkt = crs?.text(4) ?? null;
  const reference = wkid > 0 ? { wkid } : wkt ? { wkt } : { wkid: 4326 };
  return { kind, field: field(GEOMETRY, geometryType(kind), true, geometryMetadata(kind, reference)) };
}

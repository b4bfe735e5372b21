import {
  LONG,
  createBuilder,
  type Batch,
  type ColumnBuilder,
  type Field,
  type StructType,
} from '@graticule/columnar';
import { FLAT, GeometryBuilder } from '@graticule/geoanalytics';
import { GEOMETRY_TYPE, type ColumnTypeName } from '../../files/flatgeobufFormat.js';
import {
  ISO_FORMATS,
  NO_OFFSET,
  OFFSET,
  clearParts,
  parseParts,
  partsToMicros,
} from '../dataset/timeFormat.js';
import { SourceError } from '../sourceError.js';
import { FlatbufferTable } from './flatbufferTable.js';
import type { LayerFile } from './layerFile.js';

interface WantedColumn {
  readonly builder: ColumnBuilder;
  readonly field: Field;
  /** Row in which a value was appended last. */
  row: number;
}

/** Collects the wanted columns of up to `capacity` features, one after another. */
export class FeatureDecoder {
  rows = 0;
  private readonly ids: number[] = [];
  private readonly wanted: (WantedColumn | null)[];
  private readonly geometry: GeometryBuilder | null;
  private readonly parts = new Int32Array(9);

  constructor(
    private readonly file: LayerFile,
    private readonly schema: StructType,
    private readonly objectId: string,
    private readonly names: readonly string[],
    private readonly capacity: number,
  ) {
    const asked = new Set(schema.fields.map((f) => f.name));
    this.wanted = file.columns.map(({ field }, i) =>
      asked.has(names[i]) ? { builder: createBuilder(field.type), field, row: -1 } : null,
    );
    const needsGeometry = file.geometry !== null && asked.has(file.geometry.field.name);
    this.geometry = needsGeometry ? new GeometryBuilder(file.geometry!.kind, FLAT, capacity) : null;
  }

  get full(): boolean {
    return this.rows >= this.capacity;
  }

  /** start: position of the feature's buffer after its size prefix; index: its position in the file. */
  add(view: DataView, bytes: Uint8Array, start: number, index: number): void {
    const feature = FlatbufferTable.root(view, start);
    this.ids.push(index + 1);
    const properties = feature.vector(1);
    if (properties !== 0) {
      this.addProperties(view, bytes, properties + 4, properties + 4 + view.getUint32(properties, true));
    }
    for (const column of this.wanted)
      if (column !== null && column.row !== this.rows) column.builder.appendNull();
    if (this.geometry !== null) this.addGeometry(this.geometry, feature.table(0), view, bytes);
    this.rows++;
  }

  finish(): Batch {
    const columns = this.schema.fields.map((field) => {
      if (field.name === this.objectId) {
        const ids = BigInt64Array.from(this.ids, BigInt);
        return { layout: 'primitive' as const, type: LONG, length: this.rows, validity: null, values: ids };
      }
      const ordinal = this.names.indexOf(field.name);
      return ordinal >= 0 ? this.wanted[ordinal]!.builder.finish() : this.geometry!.finish();
    });
    return { schema: this.schema, length: this.rows, columns };
  }

  private addProperties(view: DataView, bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const ordinal = view.getUint16(at, true);
      const column = this.file.columns[ordinal];
      if (column === undefined)
        throw new SourceError('SOURCE_MALFORMED', `a feature names column ${ordinal}, which is not there`);
      const wanted = this.wanted[ordinal];
      at += 2;
      const fixed = FIXED_BYTES[column.stored];
      const size = fixed ?? view.getUint32(at, true);
      if (fixed === undefined) at += 4;
      if (wanted !== null) {
        wanted.row = this.rows;
        this.addValue(wanted, column.stored, view, bytes, at, size);
      }
      at += size;
    }
  }

  private addValue(
    { builder, field }: WantedColumn,
    stored: ColumnTypeName,
    view: DataView,
    bytes: Uint8Array,
    at: number,
    size: number,
  ): void {
    switch (stored) {
      case 'byte':
        return builder.append(view.getInt8(at));
      case 'ubyte':
        return builder.append(view.getUint8(at));
      case 'bool':
        return builder.append(view.getUint8(at) !== 0);
      case 'short':
        return builder.append(view.getInt16(at, true));
      case 'ushort':
        return builder.append(view.getUint16(at, true));
      case 'int':
        return builder.append(view.getInt32(at, true));
      case 'uint':
        return builder.append(BigInt(view.getUint32(at, true)));
      case 'long':
        return builder.append(view.getBigInt64(at, true));
      case 'ulong':
        return builder.append(view.getBigUint64(at, true));
      case 'float':
        return builder.append(view.getFloat32(at, true));
      case 'double': {
        const value = view.getFloat64(at, true);
        if (field.type.kind !== 'decimal') return builder.append(value);
        return builder.append(unscaled(value, field.type.scale));
      }
      case 'datetime':
        return this.addTime(builder, field, bytes, at, at + size);
      case 'binary':
        return builder.append(bytes.slice(at, at + size));
      default:
        return builder.append(Buffer.from(bytes.buffer, bytes.byteOffset + at, size).toString('utf8'));
    }
  }

  private addTime(builder: ColumnBuilder, field: Field, bytes: Uint8Array, start: number, end: number): void {
    const { parts } = this;
    for (const { steps } of ISO_FORMATS) {
      clearParts(parts);
      if (!parseParts(steps, bytes, start, end, parts)) continue;
      // A time without an offset is taken for UTC.
      if (parts[OFFSET] === NO_OFFSET) parts[OFFSET] = 0;
      const micros = partsToMicros(parts);
      if (Number.isNaN(micros)) break;
      return builder.append(
        field.type.kind === 'date' ? Math.floor(micros / 86_400_000_000) : BigInt(micros),
      );
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
    throw new SourceError(
      'SOURCE_MALFORMED',
      `field ${field.name}: expected an ISO 8601 time, found ${text.slice(0, 60)}`,
    );
  }

  private addGeometry(
    builder: GeometryBuilder,
    geometry: FlatbufferTable | null,
    view: DataView,
    bytes: Uint8Array,
  ): void {
    if (geometry === null) return builder.addNull();
    const parts = geometry.tables(7);
    if (parts.length > 0) for (const part of parts) addPaths(builder, part, view, bytes);
    else addPaths(builder, geometry, view, bytes);
    builder.endGeometry();
  }
}

function addPaths(
  builder: GeometryBuilder,
  geometry: FlatbufferTable,
  view: DataView,
  bytes: Uint8Array,
): void {
  const type = geometry.byte(6, GEOMETRY_TYPE.unknown);
  if (type > GEOMETRY_TYPE.multiPolygon) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `geometries of type ${type} (curves, surfaces) are not supported`,
    );
  }
  const xy = geometry.vector(1);
  if (xy === 0) return;
  const vertices = view.getUint32(xy, true) / 2;
  const endsAt = geometry.vector(0);
  const parts = endsAt === 0 ? 1 : view.getUint32(endsAt, true);
  let done = 0;
  for (let part = 0; part < parts; part++) {
    const end = endsAt === 0 ? vertices : view.getUint32(endsAt + 4 + 4 * part, true);
    builder.verticesFromBytes(bytes.subarray(xy + 4 + 16 * done, xy + 4 + 16 * end), end - done);
    builder.endPart();
    done = end;
  }
}

const FIXED_BYTES: Readonly<Partial<Record<ColumnTypeName, number>>> = {
  byte: 1,
  ubyte: 1,
  bool: 1,
  short: 2,
  ushort: 2,
  int: 4,
  uint: 4,
  long: 8,
  ulong: 8,
  float: 4,
  double: 8,
};

/** The decimal that was written as a double: exact up to 15 digits. */
function unscaled(value: number, scale: number): bigint {
  return BigInt(value.toFixed(Math.min(scale, 100)).replace('.', ''));
}

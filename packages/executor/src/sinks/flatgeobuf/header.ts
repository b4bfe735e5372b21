import type { Field } from '@graticule/columnar';
import { Builder } from 'flatbuffers';
import { COLUMN_TYPES } from '../../files/flatgeobufFormat.js';
import { columnTypeOf } from './attributeEncoder.js';

export interface HeaderFacts {
  readonly name: string;
  /** Number of the format's geometry type. */
  readonly geometryType: number;
  readonly attributes: readonly Field[];
  readonly count: number;
  /** xmin, ymin, xmax, ymax; null without any geometry. */
  readonly envelope: readonly number[] | null;
  readonly indexNodeSize: number;
  readonly wkid: number | null;
  readonly wkt: string | null;
  /** JSON text for readers of our own. */
  readonly metadata: string;
}

/** Codes up to here are EPSG's; larger ones are the vendor's own. */
const EPSG_MAX = 32767;

/** The size-prefixed header; field numbers are those of the schema header.fbs of FlatGeobuf. */
export function encodeHeader(facts: HeaderFacts): Uint8Array {
  const builder = new Builder(1024);
  const columns = facts.attributes.map((field) => {
    const name = builder.createString(field.name);
    builder.startObject(11);
    builder.addFieldOffset(0, name, 0);
    builder.addFieldInt8(1, COLUMN_TYPES.indexOf(columnTypeOf(field)), 0);
    return builder.endObject();
  });
  const columnVector = offsetVector(builder, columns);
  const envelope = facts.envelope && doubleVector(builder, facts.envelope);
  const crs = crsTable(builder, facts);
  const name = builder.createString(facts.name);
  const metadata = builder.createString(facts.metadata);
  builder.startObject(14);
  builder.addFieldOffset(0, name, 0);
  if (envelope !== null) builder.addFieldOffset(1, envelope, 0);
  builder.addFieldInt8(2, facts.geometryType, 0);
  builder.addFieldOffset(7, columnVector, 0);
  builder.addFieldInt64(8, BigInt(facts.count), 0n);
  builder.addFieldInt16(9, facts.indexNodeSize, INDEX_NODE_SIZE_DEFAULT);
  if (crs !== null) builder.addFieldOffset(10, crs, 0);
  builder.addFieldOffset(13, metadata, 0);
  builder.finishSizePrefixed(builder.endObject());
  return builder.asUint8Array();
}

/** What a reader assumes when the field is absent. */
const INDEX_NODE_SIZE_DEFAULT = 16;

function crsTable(builder: Builder, facts: HeaderFacts): number | null {
  if (facts.wkid === null && facts.wkt === null) return null;
  const organisation =
    facts.wkid === null ? null : builder.createString(facts.wkid <= EPSG_MAX ? 'EPSG' : 'ESRI');
  const wkt = facts.wkt === null ? null : builder.createString(facts.wkt);
  builder.startObject(6);
  if (organisation !== null) builder.addFieldOffset(0, organisation, 0);
  if (facts.wkid !== null) builder.addFieldInt32(1, facts.wkid, 0);
  if (wkt !== null) builder.addFieldOffset(4, wkt, 0);
  return builder.endObject();
}

function offsetVector(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (let i = offsets.length - 1; i >= 0; i--) builder.addOffset(offsets[i]);
  return builder.endVector();
}

function doubleVector(builder: Builder, values: readonly number[]): number {
  builder.startVector(8, values.length, 8);
  for (let i = values.length - 1; i >= 0; i--) builder.addFloat64(values[i]);
  return builder.endVector();
}

import { decodeText, isValid, plainBytes } from '@graticule/columnar';
import type { BytesColumn, Column, StructColumn } from '@graticule/columnar';
import { invalidGeometry } from '../errors.js';
import { GeometryBuilder } from './builder.js';
import { readEsriJson } from './esriJson.js';
import { readGeoJson } from './geoJson.js';
import { FLAT } from './kind.js';
import type { Dimensions, GeometryKind } from './kind.js';
import { GeometryTextError } from './shape.js';
import { readWkb } from './wkb.js';
import { readWkt } from './wkt.js';

export type GeometryEncoding = 'WKB' | 'WKT' | 'GeoJSON' | 'EsriJSON';

export interface DecodedGeometries {
  /** As many rows as the input; null where the input is null or empty text, or was rejected. */
  readonly column: StructColumn;
  readonly rejected: readonly RejectedGeometry[];
}

export interface RejectedGeometry {
  readonly row: number;
  readonly reason: string;
}

/**
 * Decodes a column of encoded geometries to a geometry column of the given kind. Points are taken for a multipoint
 * kind too. z and m beyond the wanted dimensions are dropped. Coordinates are as written; no coordinate system is read.
 */
export function decodeGeometries(
  encoding: GeometryEncoding,
  input: Column,
  kind: GeometryKind,
  dimensions: Dimensions = FLAT,
): DecodedGeometries {
  const bytes = bytesOf(input);
  const builder = new GeometryBuilder(kind, dimensions, input.length);
  const rejected: RejectedGeometry[] = [];
  const view = new DataView(bytes.data.buffer, bytes.data.byteOffset, bytes.data.byteLength);
  for (let row = 0; row < input.length; row++) {
    const start = bytes.offsets[row];
    const end = bytes.offsets[row + 1];
    if (start === end || !isValid(bytes, row)) {
      builder.addNull();
      continue;
    }
    try {
      if (encoding === 'WKB') readWkb(bytes.data, view, start, end, builder);
      else readText(encoding, decodeText(bytes.data, start, end), builder);
      builder.endGeometry();
    } catch (error) {
      if (!(error instanceof GeometryTextError)) throw error;
      rejected.push({ row, reason: `${encoding}: ${error.message}` });
      builder.discard();
    }
  }
  return { column: builder.finish(), rejected };
}

function readText(encoding: Exclude<GeometryEncoding, 'WKB'>, text: string, builder: GeometryBuilder): void {
  if (encoding === 'WKT') return readWkt(text, builder);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new GeometryTextError('not valid JSON');
  }
  if (encoding === 'GeoJSON') readGeoJson(value, builder);
  else readEsriJson(value, builder);
}

function bytesOf(input: Column): BytesColumn {
  if (input.layout === 'bytes' || input.layout === 'dictionary') return plainBytes(input);
  if (input.layout === 'null') {
    const offsets = new Int32Array(input.length + 1);
    return {
      layout: 'bytes',
      type: { kind: 'binary' },
      length: input.length,
      validity: null,
      offsets,
      data: new Uint8Array(0),
    };
  }
  throw invalidGeometry(`encoded geometries are strings or binary, found ${input.type.kind}`);
}

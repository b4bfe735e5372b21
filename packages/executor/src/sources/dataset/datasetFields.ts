import { TIMESTAMP, field, structType, type Field, type StructType } from '@graticule/columnar';
import {
  coordinateSystem,
  geometryKind,
  geometryMetadata,
  geometryType,
  timeMetadata,
  type GeometryKind,
} from '@graticule/geoanalytics';
import type { DatasetSource } from '@graticule/sql';
import { SourceError } from '../sourceError.js';
import { compileTimeFormat, type TimeFormat } from './timeFormat.js';

export const GEOMETRY = '$geometry';
export const TIME = '$time';

/** How the geometry of a row is made from its columns. */
export type GeometryRecipe =
  | { readonly from: 'coordinates'; readonly x: string; readonly y: string; readonly geographic: boolean }
  | {
      readonly from: 'encoded';
      readonly column: string;
      readonly encoding: 'WKT' | 'WKB' | 'GeoJSON' | 'EsriJSON';
      readonly kind: GeometryKind;
    };

export interface TimeFieldRecipe {
  readonly column: string;
  readonly formats: readonly TimeFormat[];
}

/** instant: `start` only. Several fields of one moment (a date and a time of day) complete one another. */
export interface TimeRecipe {
  readonly zone: string;
  readonly start: readonly TimeFieldRecipe[];
  readonly end: readonly TimeFieldRecipe[] | null;
}

/** What a dataset delivers and what it is made from. */
export interface DatasetFields {
  readonly schema: StructType;
  /** All columns that files are read by, those of encoded geometry included. */
  readonly files: readonly Field[];
  /** Attribute columns, without `$geometry` and `$time`. */
  readonly attributes: readonly Field[];
  readonly geometry: GeometryRecipe | null;
  readonly time: TimeRecipe | null;
}

/**
 * Completes attribute fields with the manifest's geometry and time. A column that holds an encoded geometry (WKT, WKB ...)
 * appears as `$geometry` only; coordinate and time columns stay attributes as well.
 */
export function datasetFields(source: DatasetSource, attributes: readonly Field[]): DatasetFields {
  const { manifest } = source;
  const geometry = geometryRecipe(source);
  const time = timeRecipe(source);
  const known = new Set(attributes.map((f) => f.name));
  const used = [
    ...(geometry?.from === 'coordinates' ? [geometry.x, geometry.y] : geometry ? [geometry.column] : []),
    ...[...(time?.start ?? []), ...(time?.end ?? [])].map((f) => f.column),
  ];
  for (const name of used) {
    if (known.has(name)) continue;
    throw new SourceError(
      'SOURCE_UNKNOWN_FIELD',
      `dataset ${source.name}: its manifest makes geometry or time from field ${name}, which is not in its schema`,
    );
  }
  const plain = attributes.filter((f) => geometry?.from !== 'encoded' || f.name !== geometry.column);
  const fields = [...plain];
  if (geometry) {
    const kind = geometry.from === 'coordinates' ? 'point' : geometry.kind;
    const metadata = geometryMetadata(kind, manifest.geometry!.spatialReference);
    fields.push(field(GEOMETRY, geometryType(kind), true, metadata));
  }
  if (time) fields.push(timeField(time.end !== null));
  return { schema: structType(fields), files: attributes, attributes: plain, geometry, time };
}

/** `$time`: a timestamp, or a struct of start and end. */
export function timeField(interval: boolean): Field {
  const type = interval ? structType([field('start', TIMESTAMP), field('end', TIMESTAMP)]) : TIMESTAMP;
  return field(TIME, type, true, timeMetadata(interval ? 'interval' : 'instant'));
}

function geometryRecipe(source: DatasetSource): GeometryRecipe | null {
  const { geometry } = source.manifest;
  if (!geometry || geometry.fields.length === 0) return null;
  const kind = geometryKind(geometry.geometryType);
  if (kind === null) throw unsupported(source, `geometry type ${geometry.geometryType}`);
  const named = (word: string) =>
    geometry.fields.find((f) => f.formats.some((g) => g.toLowerCase() === word))?.name;
  const [x, y] = [named('x'), named('y')];
  if (x !== undefined && y !== undefined) {
    if (kind !== 'point')
      throw unsupported(source, `geometry type ${geometry.geometryType} from x and y columns`);
    if (named('z') !== undefined) throw unsupported(source, 'a z column of points');
    return { from: 'coordinates', x, y, geographic: coordinateSystem(geometry.spatialReference).geographic };
  }
  const [column] = geometry.fields;
  const encoding = (['WKT', 'WKB', 'GeoJSON', 'EsriJSON'] as const).find((word) =>
    column.formats.some((format) => format.toLowerCase() === word.toLowerCase()),
  );
  if (!encoding)
    throw unsupported(source, `geometry format ${column.formats.join(', ')} of field ${column.name}`);
  return { from: 'encoded', column: column.name, encoding, kind };
}

function timeRecipe(source: DatasetSource): TimeRecipe | null {
  const { time } = source.manifest;
  if (!time || time.fields.length === 0) return null;
  const of = (role: string | null): TimeFieldRecipe[] =>
    time.fields
      .filter((f) => role === null || f.role === role)
      .map((f) => ({ column: f.name, formats: f.formats.map(compileTimeFormat) }));
  const zone = time.timeReference?.timeZone ?? 'UTC';
  if (time.timeType === 'instant') return { zone, start: of(null), end: null };
  const [start, end] = [of('startTime'), of('endTime')];
  if (start.length === 0 || end.length === 0) {
    throw unsupported(source, 'an interval without a field for startTime and one for endTime');
  }
  return { zone, start, end };
}

function unsupported(source: DatasetSource, what: string): SourceError {
  return new SourceError('SOURCE_UNSUPPORTED', `dataset ${source.name}: ${what} is not supported`);
}

import type { DataType, Metadata } from '@graticule/columnar';
import { invalidGeometry } from '../errors.js';
import { geometryKind, kindOfType } from './kind.js';
import type { Dimensions, GeometryKind } from './kind.js';

/** A spatial reference as scripts and services write it. */
export interface SpatialReference {
  readonly wkid?: number;
  readonly latestWkid?: number;
  readonly wkt?: string;
}

/** Longitude and latitude on WGS 84: what a geometry without a spatial reference is taken to be. */
export const WGS84: SpatialReference = { wkid: 4326, latestWkid: 4326 };

/** Anything that has a column's name, type and metadata: a field or an attribute of a plan. */
interface Described {
  readonly name: string;
  readonly type: DataType;
  readonly metadata?: Metadata;
}

export interface FoundGeometry<T> extends Dimensions {
  readonly ordinal: number;
  readonly column: T;
  readonly kind: GeometryKind;
  /** WGS 84 when the metadata says nothing. */
  readonly spatialReference: SpatialReference;
}

/**
 * The geometry column among fields or attributes, or null. The first column with `geometry` metadata is it; metadata
 * is lost by some operations, so a column named `$geometry` with the structure of a geometry is it as well.
 * Throws INVALID_GEOMETRY when metadata calls a column a geometry which is not built as one.
 */
export function findGeometry<T extends Described>(columns: readonly T[]): FoundGeometry<T> | null {
  const marked = columns.findIndex((column) => isRecord(column.metadata?.geometry));
  const named = columns.findIndex((column) => column.name.toLowerCase() === '$geometry');
  const ordinal = marked >= 0 ? marked : named;
  if (ordinal < 0) return null;
  const column = columns[ordinal];
  const kind = kindOfType(column.type);
  const metadata = isRecord(column.metadata?.geometry) ? column.metadata.geometry : {};
  if (kind === null) {
    if (marked < 0) return null;
    throw invalidGeometry(
      `column ${column.name} is marked as a geometry; expected a struct of x and y, points, paths or rings, ` +
        `found ${column.type.kind}`,
    );
  }
  const stated = typeof metadata.type === 'string' ? geometryKind(metadata.type) : null;
  if (stated !== null && stated !== kind) {
    throw invalidGeometry(`column ${column.name} is marked as ${stated} but is built as ${kind}`);
  }
  const names = column.type.kind === 'struct' ? column.type.fields.map((f) => f.name.toLowerCase()) : [];
  return {
    ordinal,
    column,
    kind,
    spatialReference: isRecord(metadata.spatialReference) ? metadata.spatialReference : WGS84,
    hasZ: metadata.hasZ === true || names.includes('z'),
    hasM: metadata.hasM === true || names.includes('m'),
  };
}

export interface FoundTime<T> {
  readonly ordinal: number;
  readonly column: T;
  /** instant: a timestamp; interval: a struct of two timestamps, start and end. */
  readonly timeType: 'instant' | 'interval';
}

/** The time column, or null: the first with `time` metadata, else `$time`, if it is a timestamp or two of them. */
export function findTime<T extends Described>(columns: readonly T[]): FoundTime<T> | null {
  const marked = columns.findIndex((c) => isRecord(c.metadata?.time) && timeTypeOf(c.type) !== null);
  const named = columns.findIndex((c) => c.name.toLowerCase() === '$time' && timeTypeOf(c.type) !== null);
  const ordinal = marked >= 0 ? marked : named;
  if (ordinal < 0) return null;
  const column = columns[ordinal];
  return { ordinal, column, timeType: timeTypeOf(column.type)! };
}

function timeTypeOf(type: DataType): 'instant' | 'interval' | null {
  if (type.kind === 'timestamp' || type.kind === 'date') return 'instant';
  if (type.kind !== 'struct' || type.fields.length !== 2) return null;
  return type.fields.every((f) => f.type.kind === 'timestamp') ? 'interval' : null;
}

/** Metadata that marks a column as a geometry, in the words scripts read. */
export function geometryMetadata(
  kind: GeometryKind,
  spatialReference: SpatialReference,
  dimensions?: Dimensions,
): Metadata {
  return {
    geometry: {
      type: kind,
      spatialReference,
      ...(dimensions?.hasZ ? { hasZ: true } : {}),
      ...(dimensions?.hasM ? { hasM: true } : {}),
    },
  };
}

export function timeMetadata(timeType: 'instant' | 'interval'): Metadata {
  return { time: { type: timeType } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

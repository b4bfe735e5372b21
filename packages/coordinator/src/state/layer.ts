import type { StructType } from '@graticule/columnar';

export type EsriGeometryType =
  'esriGeometryPoint' | 'esriGeometryMultipoint' | 'esriGeometryPolyline' | 'esriGeometryPolygon';

export interface SpatialReference {
  readonly wkid?: number;
  readonly latestWkid?: number;
  readonly wkt?: string;
}

/** Bounds in the spatial reference of the layer that carries them. */
export interface LayerExtent {
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
}

/** Which attributes hold the time of a feature; an interval when `endTimeField` is not null. */
export interface LayerTime {
  readonly startTimeField: string;
  readonly endTimeField: string | null;
  /** Milliseconds since 1970-01-01T00:00:00Z; null when no feature has a time. */
  readonly timeExtent: readonly [number, number] | null;
}

/** A stored result. */
export interface Layer {
  /** Unique without regard to case; letters, digits and underscores. */
  readonly name: string;
  /** Path of the layer's file as the executors see it. */
  readonly file: string;
  readonly owner: string;
  /** Id of the job that wrote it; null when it was registered by hand. */
  readonly job: string | null;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly created: number;
  /** Attributes as served: without the geometry and without OBJECTID, which every layer has (long, from 1). */
  readonly schema: StructType;
  /** Null for a table. */
  readonly geometryType: EsriGeometryType | null;
  readonly spatialReference: SpatialReference | null;
  /** Null for a table and for a layer without any geometry. */
  readonly extent: LayerExtent | null;
  readonly count: number;
  readonly time: LayerTime | null;
}

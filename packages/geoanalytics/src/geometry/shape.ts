import type { GeometryBuilder } from './builder.js';
import type { GeometryKind } from './kind.js';

/** A shape as an encoding names it, after its spelling is levelled. */
export type ShapeName =
  'Point' | 'MultiPoint' | 'LineString' | 'MultiLineString' | 'Polygon' | 'MultiPolygon';

export const KIND_OF_SHAPE: Readonly<Record<ShapeName, GeometryKind>> = {
  Point: 'point',
  MultiPoint: 'multipoint',
  LineString: 'polyline',
  MultiLineString: 'polyline',
  Polygon: 'polygon',
  MultiPolygon: 'polygon',
};

/** What a reader throws for one row; the row is rejected, the others go on. */
export class GeometryTextError extends Error {}

/** Throws unless a shape can be a row of the builder's kind. */
export function checkShape(shape: ShapeName, builder: GeometryBuilder): void {
  const kind = KIND_OF_SHAPE[shape];
  if (kind === builder.kind || (kind === 'point' && builder.kind === 'multipoint')) return;
  throw new GeometryTextError(`found ${shape}, expected a ${builder.kind}`);
}

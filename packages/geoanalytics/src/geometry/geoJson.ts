import type { GeometryBuilder } from './builder.js';
import { GeometryTextError, KIND_OF_SHAPE, checkShape } from './shape.js';
import type { ShapeName } from './shape.js';

/** Levels of arrays around positions. */
const DEPTH: Readonly<Record<ShapeName, number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};

/** Adds one GeoJSON geometry object (RFC 7946, section 3.1) to the builder's current row; JSON null adds nothing. */
export function readGeoJson(value: unknown, builder: GeometryBuilder): void {
  if (value === null) return;
  const { type, coordinates } = (typeof value === 'object' ? value : {}) as Record<string, unknown>;
  if (typeof type !== 'string' || !(type in KIND_OF_SHAPE)) {
    throw new GeometryTextError(`geometry type ${JSON.stringify(type)} is not supported`);
  }
  const shape = type as ShapeName;
  checkShape(shape, builder);
  readPositions(coordinates, DEPTH[shape], builder);
}

function readPositions(value: unknown, depth: number, builder: GeometryBuilder): void {
  if (!Array.isArray(value)) throw new GeometryTextError('coordinates are not nested as the type demands');
  if (depth === 0) {
    if (value.length > 0) readPosition(value, builder);
    return;
  }
  for (const child of value) readPositions(child, depth - 1, builder);
  if (depth === 1) builder.endPart();
}

/** Adds a vertex [x, y, z?, m?]; throws unless x and y are finite numbers. */
export function readPosition(position: unknown[], builder: GeometryBuilder): void {
  const [x, y, z, m] = position;
  if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y)) {
    throw new GeometryTextError(`position ${JSON.stringify(position).slice(0, 60)} is not two numbers`);
  }
  builder.vertex(x, y, typeof z === 'number' ? z : NaN, typeof m === 'number' ? m : NaN);
}

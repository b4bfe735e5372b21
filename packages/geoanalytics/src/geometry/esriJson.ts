import type { GeometryBuilder } from './builder.js';
import { GeometryTextError, checkShape } from './shape.js';
import { readPosition } from './geoJson.js';

/**
 * Adds one Esri JSON geometry ({x, y}, {points}, {paths} or {rings}) to the builder's current row. JSON null, and a
 * point whose x is null or "NaN", add nothing. Curves are refused.
 */
export function readEsriJson(value: unknown, builder: GeometryBuilder): void {
  if (value === null) return;
  if (typeof value !== 'object') throw new GeometryTextError(`found ${typeof value}, expected an object`);
  const geometry = value as Record<string, unknown>;
  if ('x' in geometry) return readPoint(geometry, builder);
  if ('points' in geometry) {
    checkShape('MultiPoint', builder);
    readPart(geometry.points, geometry, builder);
  } else if ('paths' in geometry) {
    checkShape('MultiLineString', builder);
    for (const path of listOf(geometry.paths)) readPart(path, geometry, builder);
  } else if ('rings' in geometry) {
    checkShape('MultiPolygon', builder);
    for (const ring of listOf(geometry.rings)) readPart(ring, geometry, builder);
  } else if ('curvePaths' in geometry || 'curveRings' in geometry) {
    throw new GeometryTextError('curves are not supported');
  } else throw new GeometryTextError('expected x and y, points, paths or rings');
}

function readPoint(geometry: Record<string, unknown>, builder: GeometryBuilder): void {
  checkShape('Point', builder);
  const { x, y, z, m } = geometry;
  if (x === null || x === 'NaN') return;
  readPosition([x, y, z, m], builder);
}

function readPart(part: unknown, geometry: Record<string, unknown>, builder: GeometryBuilder): void {
  // With m but no z the third number is m.
  const onlyM = geometry.hasM === true && geometry.hasZ !== true;
  for (const position of listOf(part)) {
    const numbers = listOf(position);
    readPosition(onlyM ? [numbers[0], numbers[1], undefined, numbers[2]] : numbers, builder);
  }
  builder.endPart();
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new GeometryTextError('coordinates are not nested lists');
  return value;
}

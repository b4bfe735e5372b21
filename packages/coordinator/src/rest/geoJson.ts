import type { Batch } from '@graticule/columnar';
import { attributeReader, type AttributeValue } from './attributeValue.js';
import { columnOf, GEOMETRY, type Ordinates } from './esriJson.js';
import { OBJECT_ID } from './esriFields.js';
import { geometryReader, type GeometryValue } from './geometryValue.js';
import { groupRings, oriented, type RingGroup } from './ringRoles.js';

export interface GeoJsonFeature {
  readonly type: 'Feature';
  readonly id: AttributeValue;
  readonly geometry: GeoJsonGeometry | null;
  readonly properties: Readonly<Record<string, AttributeValue>>;
}

export interface GeoJsonGeometry {
  readonly type: 'Point' | 'MultiPoint' | 'LineString' | 'MultiLineString' | 'Polygon' | 'MultiPolygon';
  readonly coordinates: readonly unknown[];
}

/**
 * The rows of a batch as GeoJSON features (RFC 7946) with OBJECTID as id and the attributes `fields`. Outer rings run
 * counterclockwise, holes clockwise. M values are left out: GeoJSON has no place for them. Dates are epoch
 * milliseconds, as in the Esri form.
 */
export function geoJsonFeatures(
  batch: Batch,
  fields: readonly string[],
  ordinates: Ordinates,
  rowsMax: number,
): GeoJsonFeature[] {
  const id = attributeReader(batch.columns[columnOf(batch, OBJECT_ID)], false);
  const readers = fields.map((name) => attributeReader(batch.columns[columnOf(batch, name)], false));
  const geometryColumn = batch.schema.fields.findIndex((field) => field.name === GEOMETRY);
  const geometry = geometryColumn < 0 ? null : geometryReader(batch.columns[geometryColumn]);
  const rows = Math.min(batch.length, rowsMax);
  const features: GeoJsonFeature[] = [];
  for (let row = 0; row < rows; row++) {
    const properties: Record<string, AttributeValue> = {};
    for (let i = 0; i < fields.length; i++) properties[fields[i]] = readers[i](row);
    const value = geometry === null ? null : geometry(row);
    features.push({
      type: 'Feature',
      id: id(row),
      geometry: value && geoJsonGeometry(value, ordinates),
      properties,
    });
  }
  return features;
}

/** Single parts give the single types. An empty geometry has an empty list of coordinates. */
function geoJsonGeometry(geometry: GeometryValue, { hasZ }: Ordinates): GeoJsonGeometry {
  const size = hasZ ? 3 : 2;
  const position = (vertex: readonly number[]): readonly number[] =>
    vertex.length > size ? vertex.slice(0, size) : vertex;
  switch (geometry.kind) {
    case 'point':
      return { type: 'Point', coordinates: position(geometry.coordinates) };
    case 'multipoint':
      return { type: 'MultiPoint', coordinates: geometry.points.map(position) };
    case 'polyline': {
      const lines = geometry.paths.map((path) => path.map(position));
      return lines.length === 1
        ? { type: 'LineString', coordinates: lines[0] }
        : { type: 'MultiLineString', coordinates: lines };
    }
    case 'polygon': {
      const polygon = ({ outer, holes }: RingGroup): unknown[] => [
        oriented(outer, false).map(position),
        ...holes.map((hole) => oriented(hole, true).map(position)),
      ];
      const polygons = groupRings(geometry.rings).map(polygon);
      return polygons.length === 1
        ? { type: 'Polygon', coordinates: polygons[0] }
        : { type: 'MultiPolygon', coordinates: polygons };
    }
  }
}

import type { Batch } from '@graticule/columnar';
import { attributeReader, type AttributeValue } from './attributeValue.js';
import { geometryReader, type GeometryValue } from './geometryValue.js';
import { groupRings, oriented } from './ringRoles.js';

/** How many ordinates a vertex may have besides x and y, in this order. */
export interface Ordinates {
  readonly hasZ: boolean;
  readonly hasM: boolean;
}

export interface EsriFeature {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly geometry?: EsriGeometry | null;
}

export type EsriGeometry = Readonly<Record<string, unknown>>;

/**
 * The rows of a batch as Esri JSON features with the attributes `fields`. With `$geometry` in the batch every feature
 * has a `geometry`, null where there is none. Outer rings run clockwise, holes counterclockwise. Coordinates stay in
 * the batch's coordinate system.
 */
export function esriFeatures(
  batch: Batch,
  fields: readonly string[],
  ordinates: Ordinates,
  rowsMax: number,
): EsriFeature[] {
  const readers = fields.map((name) => attributeReader(batch.columns[columnOf(batch, name)], true));
  const geometryColumn = batch.schema.fields.findIndex((field) => field.name === GEOMETRY);
  const geometry = geometryColumn < 0 ? null : geometryReader(batch.columns[geometryColumn]);
  const rows = Math.min(batch.length, rowsMax);
  const features: EsriFeature[] = [];
  for (let row = 0; row < rows; row++) {
    const attributes: Record<string, AttributeValue> = {};
    for (let i = 0; i < fields.length; i++) attributes[fields[i]] = readers[i](row);
    if (geometry === null) {
      features.push({ attributes });
    } else {
      const value = geometry(row);
      features.push({ attributes, geometry: value && esriGeometry(value, ordinates) });
    }
  }
  return features;
}

export const GEOMETRY = '$geometry';

export function columnOf(batch: Batch, name: string): number {
  const index = batch.schema.fields.findIndex((field) => field.name === name);
  if (index < 0) throw new Error(`The answer to a layer query lacks the field '${name}'.`);
  return index;
}

/** Empty geometries have empty lists. */
export function esriGeometry(geometry: GeometryValue, { hasZ, hasM }: Ordinates): EsriGeometry {
  const flags = { ...(hasZ && { hasZ }), ...(hasM && { hasM }) };
  switch (geometry.kind) {
    case 'point': {
      const [x, y, third, fourth] = geometry.coordinates;
      return { x, y, ...(hasZ && { z: third }), ...(hasM && { m: hasZ ? fourth : third }) };
    }
    case 'multipoint':
      return { ...flags, points: geometry.points };
    case 'polyline':
      return { ...flags, paths: geometry.paths };
    case 'polygon':
      return {
        ...flags,
        rings: groupRings(geometry.rings).flatMap(({ outer, holes }) => [
          oriented(outer, true),
          ...holes.map((hole) => oriented(hole, false)),
        ]),
      };
  }
}

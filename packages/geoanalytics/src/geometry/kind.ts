import { DOUBLE, arrayType, field, structType } from '@graticule/columnar';
import type { DataType, StructType } from '@graticule/columnar';

export type GeometryKind = 'point' | 'multipoint' | 'polyline' | 'polygon';

/** Kinds whose vertices are kept in nested lists. */
export type PathKind = Exclude<GeometryKind, 'point'>;

/** Dimensions a vertex has after x and y. */
export interface Dimensions {
  readonly hasZ: boolean;
  readonly hasM: boolean;
}

export const FLAT: Dimensions = { hasZ: false, hasM: false };

/** Name of the only field of the struct of each nested kind, as in Esri JSON. */
const LIST_FIELD: Readonly<Record<PathKind, string>> = {
  multipoint: 'points',
  polyline: 'paths',
  polygon: 'rings',
};

export const ESRI_GEOMETRY_TYPE: Readonly<Record<GeometryKind, string>> = {
  point: 'esriGeometryPoint',
  multipoint: 'esriGeometryMultipoint',
  polyline: 'esriGeometryPolyline',
  polygon: 'esriGeometryPolygon',
};

const WORDS: Readonly<Record<string, GeometryKind>> = {
  point: 'point',
  esrigeometrypoint: 'point',
  multipoint: 'multipoint',
  esrigeometrymultipoint: 'multipoint',
  polyline: 'polyline',
  line: 'polyline',
  linestring: 'polyline',
  esrigeometrypolyline: 'polyline',
  polygon: 'polygon',
  esrigeometrypolygon: 'polygon',
};

/** Kind for a word of metadata or of a service (`line`, `esriGeometryPolygon` ...), in any case; null when unknown. */
export function geometryKind(word: string): GeometryKind | null {
  return WORDS[word.toLowerCase()] ?? null;
}

/** Numbers per vertex. */
export function strideOf(dimensions: Dimensions): number {
  return 2 + (dimensions.hasZ ? 1 : 0) + (dimensions.hasM ? 1 : 0);
}

/** Struct type of a geometry column: point {x, y[, z][, m]}; points, paths or rings as nested lists of vertices. */
export function geometryType(kind: GeometryKind, dimensions: Dimensions = FLAT): StructType {
  if (kind === 'point') {
    const names = ['x', 'y', ...(dimensions.hasZ ? ['z'] : []), ...(dimensions.hasM ? ['m'] : [])];
    return structType(names.map((name) => field(name, DOUBLE)));
  }
  const vertices = arrayType(arrayType(DOUBLE));
  return structType([field(LIST_FIELD[kind], kind === 'multipoint' ? vertices : arrayType(vertices))]);
}

/**
 * Kind of a struct by its fields alone, or null: exactly x and y (and z, m) as numbers, or exactly one of points,
 * paths, rings with the right depth of lists of numbers. Field names are compared without regard to case.
 */
export function kindOfType(type: DataType): GeometryKind | null {
  if (type.kind !== 'struct') return null;
  const names = type.fields.map((f) => f.name.toLowerCase());
  if (names.length === 1) {
    for (const kind of ['multipoint', 'polyline', 'polygon'] as const) {
      if (names[0] !== LIST_FIELD[kind]) continue;
      return isNestedNumber(type.fields[0].type, kind === 'multipoint' ? 2 : 3) ? kind : null;
    }
    return null;
  }
  const known = names.every((name) => name === 'x' || name === 'y' || name === 'z' || name === 'm');
  const distinct = new Set(names).size === names.length;
  const numeric = type.fields.every((f) => isNestedNumber(f.type, 0));
  return known && distinct && numeric && names.includes('x') && names.includes('y') ? 'point' : null;
}

function isNestedNumber(type: DataType, depth: number): boolean {
  let inner = type;
  for (let level = 0; level < depth; level++) {
    if (inner.kind !== 'array') return false;
    inner = inner.element;
  }
  switch (inner.kind) {
    case 'double':
    case 'float':
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
    case 'decimal':
      return true;
    default:
      return false;
  }
}

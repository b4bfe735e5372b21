import {
  isValid,
  listEnd,
  listStart,
  type Column,
  type ListColumn,
  type StructColumn,
} from '@graticule/columnar';

/** One geometry of a `$geometry` column as plain nested arrays, vertices as the column has them ([x, y, ...]). */
export type GeometryValue =
  | { readonly kind: 'point'; readonly coordinates: readonly number[] }
  | { readonly kind: 'multipoint'; readonly points: readonly (readonly number[])[] }
  | { readonly kind: 'polyline'; readonly paths: readonly (readonly (readonly number[])[])[] }
  | { readonly kind: 'polygon'; readonly rings: readonly (readonly (readonly number[])[])[] };

/** The geometry of one row; null for a null one, and for a point without both coordinates. */
export type GeometryReader = (row: number) => GeometryValue | null;

const NESTED = { points: 'multipoint', paths: 'polyline', rings: 'polygon' } as const;

/**
 * A reader for a `$geometry` column: a struct of x, y (z, m) for points, of one nested list `points`, `paths` or
 * `rings` for the others. Throws for any other column.
 */
export function geometryReader(column: Column): GeometryReader {
  if (column.layout === 'null') return () => null;
  if (column.layout !== 'struct') throw notGeometry(column);
  const names = column.type.fields.map((field) => field.name);
  if (names[0] === 'x' && names[1] === 'y') return pointReader(column);
  const [name] = names;
  const [list] = column.children;
  if (names.length !== 1 || list.layout !== 'list' || !(name in NESTED)) throw notGeometry(column);
  const kind = NESTED[name as keyof typeof NESTED];
  return (row) => {
    if (!isValid(column, row) || !isValid(list, row)) return null;
    if (kind === 'multipoint') return { kind, points: vertices(list, row) };
    const parts = lists(list, row);
    return kind === 'polyline' ? { kind, paths: parts } : { kind, rings: parts };
  };
}

function notGeometry(column: Column): Error {
  return new Error(`Expected a geometry column, found one of type ${column.type.kind}.`);
}

function pointReader(column: StructColumn): GeometryReader {
  const values = column.children.map((child) => {
    if (child.layout !== 'primitive' || !(child.values instanceof Float64Array)) throw notGeometry(column);
    return child.values;
  });
  return (row) => {
    if (!isValid(column, row) || !isValid(column.children[0], row) || !isValid(column.children[1], row))
      return null;
    const coordinates = values.map((ordinates) => ordinates[row]);
    return Number.isNaN(coordinates[0]) || Number.isNaN(coordinates[1])
      ? null
      : { kind: 'point', coordinates };
  };
}

/** Paths or rings of a row. */
function lists(column: ListColumn, row: number): number[][][] {
  const parts = column.child;
  if (parts.layout !== 'list') throw notGeometry(column);
  const found: number[][][] = [];
  const end = listEnd(column, row);
  for (let part = listStart(column, row); part < end; part++) found.push(vertices(parts, part));
  return found;
}

/** The vertices of one list of coordinate lists. */
function vertices(column: ListColumn, row: number): number[][] {
  const coordinates = column.child;
  if (coordinates.layout !== 'list') throw notGeometry(column);
  const ordinates = coordinates.child;
  if (ordinates.layout !== 'primitive' || !(ordinates.values instanceof Float64Array))
    throw notGeometry(column);
  const { values } = ordinates;
  const found: number[][] = [];
  const end = listEnd(column, row);
  for (let vertex = listStart(column, row); vertex < end; vertex++) {
    found.push([...values.subarray(listStart(coordinates, vertex), listEnd(coordinates, vertex))]);
  }
  return found;
}

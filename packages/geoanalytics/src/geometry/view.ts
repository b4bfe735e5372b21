import { isValid, listEnd, listStart } from '@graticule/columnar';
import type { Column, ListColumn, StructColumn } from '@graticule/columnar';
import { invalidGeometry } from '../errors.js';
import { kindOfType } from './kind.js';
import type { PathKind } from './kind.js';
import { toDoubles } from './numbers.js';

/**
 * A geometry column as flat arrays, the form all kernels read. Arrays may be those of the column itself: read only.
 * A row is null when the column is null there; a point also when x or y is null or NaN. Bits as in columns
 * (least significant first, 1 = valid; null = no nulls).
 */
export type GeometryView = PointView | PathView;

export interface PointView {
  readonly kind: 'point';
  readonly length: number;
  readonly validity: Uint8Array | null;
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

/**
 * Geometry g has parts geometryOffsets[g] .. geometryOffsets[g + 1]; part p has vertices partOffsets[p] ..
 * partOffsets[p + 1]; vertex v is coords[v * stride], coords[v * stride + 1] (then z, m). A part is a path, a ring, or
 * all points of one multipoint. An empty geometry has no parts or only empty ones.
 */
export interface PathView {
  readonly kind: PathKind;
  readonly length: number;
  readonly validity: Uint8Array | null;
  readonly stride: number;
  readonly coords: Float64Array;
  readonly partOffsets: Int32Array;
  readonly geometryOffsets: Int32Array;
}

/** The view of a geometry column; throws INVALID_GEOMETRY when the column's type is not that of a geometry. */
export function viewGeometry(column: Column): GeometryView {
  const kind = column.layout === 'struct' ? kindOfType(column.type) : null;
  if (column.layout !== 'struct' || kind === null) {
    throw invalidGeometry(
      `expected a geometry column (a struct of x and y, points, paths or rings), found ${column.type.kind}`,
    );
  }
  return kind === 'point' ? viewPoints(column) : viewPaths(kind, column);
}

/** True when row `row` of the view holds a geometry (which may be empty). */
export function hasGeometry(view: GeometryView, row: number): boolean {
  const bits = view.validity;
  return bits === null || (bits[row >> 3] & (1 << (row & 7))) !== 0;
}

function childNamed(column: StructColumn, name: string): Column {
  const ordinal = column.type.fields.findIndex((f) => f.name.toLowerCase() === name);
  return column.children[ordinal];
}

function viewPoints(column: StructColumn): PointView {
  const xs = toDoubles(childNamed(column, 'x'));
  const ys = toDoubles(childNamed(column, 'y'));
  const length = column.length;
  let validity = column.validity;
  let copied = false;
  for (let row = 0; row < length; row++) {
    const x = xs[row];
    const y = ys[row];
    if (x === x && y === y) continue;
    if (!copied) {
      validity = validity === null ? new Uint8Array((length + 7) >> 3).fill(255) : validity.slice();
      copied = true;
    }
    validity![row >> 3] &= ~(1 << (row & 7));
  }
  return { kind: 'point', length, validity, xs: xs.subarray(0, length), ys: ys.subarray(0, length) };
}

function viewPaths(kind: PathKind, column: StructColumn): PathView {
  const outer = asList(column.children[0]);
  const length = column.length;
  const validity = bothValid(column.validity, outer.validity, length);
  if (kind === 'multipoint') {
    const { stride, coords } = vertices(asList(outer.child));
    const partOffsets = offsetsOf(outer, length);
    const geometryOffsets = Int32Array.from({ length: length + 1 }, (_, row) => row);
    return { kind, length, validity, stride, coords, partOffsets, geometryOffsets };
  }
  const parts = asList(outer.child);
  const { stride, coords } = vertices(asList(parts.child));
  const partOffsets = offsetsOf(parts, parts.length);
  return { kind, length, validity, stride, coords, partOffsets, geometryOffsets: offsetsOf(outer, length) };
}

function asList(column: Column): ListColumn {
  if (column.layout === 'list') return column;
  if (column.layout === 'null') {
    return { ...column, layout: 'list', offsets: null, stride: 0, child: { ...column, length: 0 } };
  }
  throw invalidGeometry(`expected nested lists of coordinates, found ${column.type.kind}`);
}

function bothValid(a: Uint8Array | null, b: Uint8Array | null, length: number): Uint8Array | null {
  if (a === null || b === null) return a ?? b;
  const both = new Uint8Array((length + 7) >> 3);
  for (let byte = 0; byte < both.length; byte++) both[byte] = a[byte] & b[byte];
  return both;
}

/** Offsets as an array of length + 1; a null inner list counts as empty only where it spans nothing. */
function offsetsOf(list: ListColumn, length: number): Int32Array {
  if (list.offsets !== null) return list.offsets.subarray(0, length + 1);
  return Int32Array.from({ length: length + 1 }, (_, row) => row * list.stride);
}

/**
 * Vertices at one stride. Lists of equal length that follow one another are used in place; lists of differing lengths
 * are copied to the longest, missing z or m filled with NaN.
 */
function vertices(list: ListColumn): { stride: number; coords: Float64Array } {
  const numbers = toDoubles(list.child);
  if (list.length === 0) return { stride: 2, coords: new Float64Array(0) };
  let longest = 0;
  let regular = true;
  const first = listStart(list, 0);
  const firstLength = listEnd(list, 0) - first;
  for (let vertex = 0; vertex < list.length; vertex++) {
    const size = isValid(list, vertex) ? listEnd(list, vertex) - listStart(list, vertex) : 0;
    if (size < 2) {
      throw invalidGeometry(`a vertex has ${size} numbers; expected x and y, and optionally z and m`);
    }
    if (size > longest) longest = size;
    if (size !== firstLength) regular = false;
  }
  if (regular) {
    return { stride: longest, coords: numbers.subarray(first, first + longest * list.length) };
  }
  const coords = new Float64Array(longest * list.length).fill(NaN);
  for (let vertex = 0; vertex < list.length; vertex++) {
    coords.set(numbers.subarray(listStart(list, vertex), listEnd(list, vertex)), vertex * longest);
  }
  return { stride: longest, coords };
}

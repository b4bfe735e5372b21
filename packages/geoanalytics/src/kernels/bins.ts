import { invalidGeometry } from '../errors.js';

/**
 * Square and hexagonal lattices over a projected plane, anchored at its origin and independent of the data. `size` is
 * the side of a square, or the distance between two parallel sides of a flat-topped hexagon, in units of the plane.
 * Square (i, j) covers [i size, (i + 1) size) x [j size, (j + 1) size). Hexagon (i, j) has its centre at
 * x = 1.5 s i, y = size j (+ size / 2 for odd i) with s = size / sqrt 3, and holds the points nearest to it; of equally
 * near centres the lower j wins, then the lower i.
 */
export type BinShape = 'Square' | 'Hexagon';

const INDEX_LIMIT = 2 ** 31;

/**
 * Bin of every point as the words of 64-bit ids, (i << 32) | (j & 0xffffffff): words[2 * row] = j, words[2 * row + 1]
 * = i, the layout of a little-endian BigInt64Array. Rows whose coordinates are NaN get the words of bin (0, 0): the
 * caller masks them. Throws INVALID_GEOMETRY when a bin index does not fit 32 bits.
 */
export function binIds(
  shape: BinShape,
  xs: Float64Array,
  ys: Float64Array,
  size: number,
  words: Int32Array,
): void {
  if (shape === 'Square') squareIds(xs, ys, size, words);
  else hexagonIds(xs, ys, size, words);
}

function squareIds(xs: Float64Array, ys: Float64Array, size: number, words: Int32Array): void {
  let largest = 0;
  for (let row = 0; row < xs.length; row++) {
    const i = Math.floor(xs[row] / size);
    const j = Math.floor(ys[row] / size);
    const reach = Math.max(i < 0 ? -i : i + 1, j < 0 ? -j : j + 1);
    if (reach > largest) largest = reach;
    words[2 * row] = j;
    words[2 * row + 1] = i;
  }
  checkReach(largest, size);
}

function hexagonIds(xs: Float64Array, ys: Float64Array, size: number, words: Int32Array): void {
  const columnWidth = (1.5 * size) / Math.sqrt(3);
  const half = size / 2;
  let largest = 0;
  for (let row = 0; row < xs.length; row++) {
    const x = xs[row];
    const y = ys[row];
    const left = Math.floor(x / columnWidth);
    // Of each of the two columns around the point the nearest centre; the lower one of two equally near.
    const leftShift = left & 1 ? half : 0;
    const rightShift = half - leftShift;
    const leftJ = Math.ceil((y - leftShift) / size - 0.5);
    const rightJ = Math.ceil((y - rightShift) / size - 0.5);
    const leftX = x - left * columnWidth;
    const rightX = x - (left + 1) * columnWidth;
    const leftY = y - (leftJ * size + leftShift);
    const rightY = y - (rightJ * size + rightShift);
    const leftDistance = leftX * leftX + leftY * leftY;
    const rightDistance = rightX * rightX + rightY * rightY;
    const takeRight = rightDistance < leftDistance || (rightDistance === leftDistance && rightJ < leftJ);
    const i = takeRight ? left + 1 : left;
    const j = takeRight ? rightJ : leftJ;
    const reach = Math.max(i < 0 ? -i : i + 1, j < 0 ? -j : j + 1);
    if (reach > largest) largest = reach;
    words[2 * row] = j;
    words[2 * row + 1] = i;
  }
  checkReach(largest, size);
}

function checkReach(largest: number, size: number): void {
  if (largest <= INDEX_LIMIT) return;
  throw invalidGeometry(
    `a bin size of ${size} is too small for coordinates that far from the origin; bin indexes must fit 32 bits`,
  );
}

/** Vertices of one closed bin ring. */
export function binRingLength(shape: BinShape): number {
  return shape === 'Square' ? 5 : 7;
}

/**
 * Closed clockwise ring of bin (i, j), written as x, y pairs to coords from `offset`. Vertices are multiples of one
 * lattice spacing, so bins that share a vertex have equal numbers there.
 */
export function writeBinRing(
  shape: BinShape,
  i: number,
  j: number,
  size: number,
  coords: Float64Array,
  offset: number,
): void {
  const xs = shape === 'Square' ? SQUARE_XS : HEXAGON_XS;
  const ys = shape === 'Square' ? SQUARE_YS : HEXAGON_YS;
  const stepX = shape === 'Square' ? size : size / Math.sqrt(3) / 2;
  const stepY = shape === 'Square' ? size : size / 2;
  const baseX = shape === 'Square' ? i : 3 * i;
  const baseY = shape === 'Square' ? j : 2 * j + (i & 1);
  for (let vertex = 0; vertex < xs.length; vertex++) {
    coords[offset + 2 * vertex] = (baseX + xs[vertex]) * stepX;
    coords[offset + 2 * vertex + 1] = (baseY + ys[vertex]) * stepY;
  }
}

const SQUARE_XS = [0, 0, 1, 1, 0];
const SQUARE_YS = [0, 1, 1, 0, 0];
const HEXAGON_XS = [-2, -1, 1, 2, 1, -1, -2];
const HEXAGON_YS = [0, 1, 1, 0, -1, -1, 0];

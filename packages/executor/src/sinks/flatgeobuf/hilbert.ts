const SIDE_MAX = 65535;

/**
 * Position of a cell along a Hilbert curve of order 16 (0 to 2^32 - 1); x and y are whole numbers of 0 to 65535.
 * After the classic bit-by-bit conversion, e.g. https://en.wikipedia.org/wiki/Hilbert_curve.
 */
function hilbertPosition(x: number, y: number): number {
  let a = x;
  let b = y;
  let position = 0;
  for (let side = 32768; side > 0; side >>= 1) {
    const right = (a & side) !== 0 ? 1 : 0;
    const upper = (b & side) !== 0 ? 1 : 0;
    position = position * 4 + ((3 * right) ^ upper);
    if (upper === 0) {
      if (right === 1) {
        a = SIDE_MAX - a;
        b = SIDE_MAX - b;
      }
      const swapped = a;
      a = b;
      b = swapped;
    }
  }
  return position;
}

/**
 * Curve positions of the centres of boxes (xmin, ymin, xmax, ymax each) within their common extent. Boxes that are not
 * finite stand for features without geometry and come last.
 */
export function hilbertKeys(boxes: Float64Array, count: number, extent: Float64Array): Uint32Array {
  const keys = new Uint32Array(count);
  const [xmin, ymin, xmax, ymax] = extent;
  const xScale = xmax > xmin ? SIDE_MAX / (xmax - xmin) : 0;
  const yScale = ymax > ymin ? SIDE_MAX / (ymax - ymin) : 0;
  for (let i = 0, at = 0; i < count; i++, at += 4) {
    if (boxes[at] > boxes[at + 2]) {
      keys[i] = 0xffffffff;
      continue;
    }
    const x = Math.floor((boxes[at] / 2 + boxes[at + 2] / 2 - xmin) * xScale);
    const y = Math.floor((boxes[at + 1] / 2 + boxes[at + 3] / 2 - ymin) * yScale);
    keys[i] = hilbertPosition(Math.min(Math.max(x, 0), SIDE_MAX), Math.min(Math.max(y, 0), SIDE_MAX));
  }
  return keys;
}

/** Items in ascending order of their keys (stable): two counting passes over 16 bits each. */
export function orderByKey(keys: Uint32Array): Uint32Array {
  const count = keys.length;
  let order = Uint32Array.from(keys.keys());
  let next = new Uint32Array(count);
  for (const shift of [0, 16]) {
    const starts = new Uint32Array(65537);
    for (let i = 0; i < count; i++) starts[((keys[i] >>> shift) & 65535) + 1]++;
    for (let digit = 0; digit < 65536; digit++) starts[digit + 1] += starts[digit];
    for (let i = 0; i < count; i++) next[starts[(keys[order[i]] >>> shift) & 65535]++] = order[i];
    [order, next] = [next, order];
  }
  return order;
}

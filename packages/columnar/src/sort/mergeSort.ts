import type { RowComparison } from '../compare.js';

/** 0 .. length - 1 in the order of the comparison, stable. */
export function mergeSort(length: number, compare: RowComparison): Int32Array {
  let from = new Int32Array(length);
  let to = new Int32Array(length);
  for (let i = 0; i < length; i++) from[i] = i;
  for (let width = 1; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      const middle = Math.min(start + width, length);
      const end = Math.min(start + 2 * width, length);
      let i = start;
      let j = middle;
      if (middle < end && compare(from[middle - 1], from[middle]) <= 0) {
        to.set(from.subarray(start, end), start);
        continue;
      }
      for (let k = start; k < end; k++) {
        to[k] = i < middle && (j >= end || compare(from[i], from[j]) <= 0) ? from[i++] : from[j++];
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

import { compareBytes, wordsOf, type BytesColumn } from '@graticule/columnar';

/** Bytes that are compared as one number. */
const PREFIX = 4;

/**
 * Order of two rows' bytes, for comparing many rows with one that seldom changes, as an extreme does: the second row's
 * first bytes are remembered as a number, which decides nearly always.
 */
export function textOrder({ offsets, data }: BytesColumn): (left: number, right: number) => number {
  const words = wordsOf(data);
  const prefixOf = (row: number): number => {
    const start = offsets[row];
    const end = offsets[row + 1];
    if (end - start >= PREFIX) return words.getUint32(start, false);
    let prefix = 0;
    for (let i = start; i < start + PREFIX; i++) prefix = prefix * 256 + (i < end ? data[i] : 0);
    return prefix;
  };
  let remembered = -1;
  let prefix = 0;
  return (left, right) => {
    if (right !== remembered) {
      remembered = right;
      prefix = prefixOf(right);
    }
    const own = prefixOf(left);
    if (own !== prefix) return own - prefix;
    return compareBytes(data, offsets[left], offsets[left + 1], data, offsets[right], offsets[right + 1]);
  };
}

import { markChanges, type Column } from '@graticule/columnar';

/** Rows in window order. Group g of either kind is the rows starts[g] .. starts[g + 1]; peers lie within a partition. */
export interface WindowRows {
  readonly length: number;
  readonly partitionStarts: Int32Array;
  readonly peerStarts: Int32Array;
}

/** partitionKeys, orderKeys: columns of the sorted rows. Without order keys all rows of a partition are peers. */
export function windowRows(
  partitionKeys: readonly Column[],
  orderKeys: readonly Column[],
  length: number,
): WindowRows {
  const partitionMarks = new Uint8Array(length);
  if (length > 0) partitionMarks[0] = 1;
  for (const key of partitionKeys) markChanges(key, partitionMarks);
  const peerMarks = partitionMarks.slice();
  for (const key of orderKeys) markChanges(key, peerMarks);
  return { length, partitionStarts: startsOf(partitionMarks), peerStarts: startsOf(peerMarks) };
}

/** The marked rows, and the number of all rows. */
function startsOf(marks: Uint8Array): Int32Array {
  const starts = new Int32Array(marks.length + 1);
  let count = 0;
  for (let i = 0; i < marks.length; i++) {
    starts[count] = i;
    count += marks[i];
  }
  starts[count] = marks.length;
  return starts.subarray(0, count + 1);
}

/** Per row the number of the group that it is in. */
export function groupNumbers(starts: Int32Array, length: number): Int32Array {
  const out = new Int32Array(length);
  for (let g = 0; g + 1 < starts.length; g++) out.fill(g, starts[g], starts[g + 1]);
  return out;
}

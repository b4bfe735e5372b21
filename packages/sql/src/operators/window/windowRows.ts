import { rowEquality, type Column, type RowEquality } from '@graticule/columnar';

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
  const samePartition = allEqual(partitionKeys);
  const samePeers = allEqual(orderKeys);
  const partitionStarts = new Int32Array(length + 1);
  const peerStarts = new Int32Array(length + 1);
  let partitions = 0;
  let peers = 0;
  for (let i = 0; i < length; i++) {
    const startsPartition = i === 0 || !samePartition(i - 1, i);
    if (startsPartition) partitionStarts[partitions++] = i;
    if (startsPartition || !samePeers(i - 1, i)) peerStarts[peers++] = i;
  }
  partitionStarts[partitions] = length;
  peerStarts[peers] = length;
  return {
    length,
    partitionStarts: partitionStarts.subarray(0, partitions + 1),
    peerStarts: peerStarts.subarray(0, peers + 1),
  };
}

function allEqual(columns: readonly Column[]): RowEquality {
  return columns.length === 0 ? () => true : rowEquality(columns, columns);
}

/** Per row the number of the group that it is in. */
export function groupNumbers(starts: Int32Array, length: number): Int32Array {
  const out = new Int32Array(length);
  for (let g = 0; g + 1 < starts.length; g++) out.fill(g, starts[g], starts[g + 1]);
  return out;
}

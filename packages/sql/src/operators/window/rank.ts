import { primitiveColumn, type Column } from '@graticule/columnar';
import type { WindowRows } from './windowRows.js';

const INT = { kind: 'int' } as const;
const DOUBLE = { kind: 'double' } as const;

/** Functions of a row's place in its partition. `buckets`: the argument of ntile. Null when `name` is none of them. */
export function rankColumn(name: string, rows: WindowRows, buckets: number): Column | null {
  switch (name) {
    case 'row_number':
      return primitiveColumn(INT, rowNumbers(rows));
    case 'rank':
      return primitiveColumn(INT, ranks(rows));
    case 'dense_rank':
      return primitiveColumn(INT, denseRanks(rows));
    case 'percent_rank':
      return primitiveColumn(DOUBLE, percentRanks(rows));
    case 'cume_dist':
      return primitiveColumn(DOUBLE, cumulativeShares(rows));
    case 'ntile':
      return primitiveColumn(INT, tiles(rows, buckets));
    default:
      return null;
  }
}

function rowNumbers({ partitionStarts, length }: WindowRows): Int32Array {
  const out = new Int32Array(length);
  for (let p = 0; p + 1 < partitionStarts.length; p++) {
    for (let i = partitionStarts[p], number = 1; i < partitionStarts[p + 1]; i++) out[i] = number++;
  }
  return out;
}

/** 1 + rows before the row's peers. */
function ranks({ partitionStarts, peerStarts, length }: WindowRows): Int32Array {
  const out = new Int32Array(length);
  for (let g = 0, p = 0; g + 1 < peerStarts.length; g++) {
    const start = peerStarts[g];
    if (start === partitionStarts[p + 1]) p++;
    out.fill(start - partitionStarts[p] + 1, start, peerStarts[g + 1]);
  }
  return out;
}

/** 1 + groups of peers before the row's own. */
function denseRanks({ partitionStarts, peerStarts, length }: WindowRows): Int32Array {
  const out = new Int32Array(length);
  for (let g = 0, p = 0, rank = 0; g + 1 < peerStarts.length; g++) {
    const start = peerStarts[g];
    if (start === partitionStarts[p + 1]) {
      p++;
      rank = 0;
    }
    out.fill(++rank, start, peerStarts[g + 1]);
  }
  return out;
}

/** (rank - 1) / (rows of the partition - 1); 0 in a partition of one row. */
function percentRanks(rows: WindowRows): Float64Array {
  const { partitionStarts, length } = rows;
  const rank = ranks(rows);
  const out = new Float64Array(length);
  for (let p = 0; p + 1 < partitionStarts.length; p++) {
    const others = partitionStarts[p + 1] - partitionStarts[p] - 1;
    for (let i = partitionStarts[p]; others > 0 && i < partitionStarts[p + 1]; i++)
      out[i] = (rank[i] - 1) / others;
  }
  return out;
}

/** Rows up to the row's last peer / rows of the partition. */
function cumulativeShares({ partitionStarts, peerStarts, length }: WindowRows): Float64Array {
  const out = new Float64Array(length);
  for (let g = 0, p = 0; g + 1 < peerStarts.length; g++) {
    if (peerStarts[g] === partitionStarts[p + 1]) p++;
    const size = partitionStarts[p + 1] - partitionStarts[p];
    out.fill((peerStarts[g + 1] - partitionStarts[p]) / size, peerStarts[g], peerStarts[g + 1]);
  }
  return out;
}

/** Buckets 1 .. n in order, of sizes that differ by at most one row, the larger ones first. */
function tiles({ partitionStarts, length }: WindowRows, buckets: number): Int32Array {
  const out = new Int32Array(length);
  for (let p = 0; p + 1 < partitionStarts.length; p++) {
    const end = partitionStarts[p + 1];
    const size = Math.floor((end - partitionStarts[p]) / buckets);
    const larger = (end - partitionStarts[p]) % buckets;
    for (let i = partitionStarts[p], bucket = 1; i < end; bucket++) {
      const next = Math.min(end, i + size + (bucket <= larger ? 1 : 0));
      out.fill(bucket, i, next);
      i = next;
    }
  }
  return out;
}

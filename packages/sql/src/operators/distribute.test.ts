import {
  fromValues,
  INT,
  LONG,
  field,
  hashColumns,
  structType,
  toValues,
  type Batch,
} from '@graticule/columnar';
import { describe, expect, it } from 'vitest';
import { boundColumn } from '../planner/bind.js';
import { newAttribute } from '../plan/attribute.js';
import { BUCKETS } from './buckets.js';
import { distributor } from './distribute.js';
import { loneTask } from './testing.js';

const ROWS = 20_000;
const PARTITIONS = 3;
const KEYS = 700;

/** The bucket of a hash. */
function bucketOf(hash: number): number {
  return Math.floor((Math.imul(hash, 0x85ebca77) >>> 0) / (2 ** 32 / BUCKETS));
}

/** Row r has the key (r * 31) % count, null for key 5. */
function table(count: number): Batch {
  const keys = Array.from({ length: ROWS }, (_, row) =>
    (row * 31) % count === 5 ? null : (row * 31) % count,
  );
  const places = Array.from({ length: ROWS }, (_, row) => BigInt(row));
  const schema = structType([field('k', INT), field('row', LONG)]);
  return { schema, length: ROWS, columns: [fromValues(INT, keys), fromValues(LONG, places)] };
}

async function spread(inBuckets: boolean, count = KEYS): Promise<readonly Batch[]> {
  const keys = [boundColumn(newAttribute('k', INT, true), 0)];
  const distribution = {
    kind: 'hash',
    keys,
    partitions: PARTITIONS,
    ...(inBuckets && { inBuckets }),
  } as const;
  return (await distributor(distribution, loneTask([])))(table(count));
}

describe('an exchange by hash', () => {
  it('gives every row to one partition, equal keys to the same, in their order', async () => {
    const parts = await spread(false);
    const owner = new Map<unknown, number>();
    const rows = parts.flatMap((part, p) => {
      const [keys, places] = part.columns.map(toValues);
      for (const key of keys) expect(owner.get(key) ?? p).toBe((owner.set(key, p), p));
      expect(places).toEqual([...places].sort((a, b) => Number(a) - Number(b)));
      return places;
    });
    expect(parts).toHaveLength(PARTITIONS);
    expect(rows.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: ROWS }, (_, row) => row));
    expect(owner.size).toBe(KEYS);
  });

  it('for an aggregation gives the same partitions, each in order of buckets and rows', async () => {
    const plain = await spread(false);
    const bucketed = await spread(true);
    bucketed.forEach((part, p) => {
      const bucketsOf = (batch: Batch) => [...hashColumns([batch.columns[0]], batch.length)].map(bucketOf);
      const buckets = bucketsOf(plain[p]);
      const places = toValues(plain[p].columns[1]);
      const expected = Array.from({ length: BUCKETS }, (_, bucket) =>
        places.filter((_place, row) => buckets[row] === bucket),
      ).flat();
      expect(toValues(part.columns[1])).toEqual(expected);
      expect(bucketsOf(part)).toEqual([...bucketsOf(part)].sort((a, b) => a - b));
    });
  });

  it('leaves the low bits of hashes, by which tables find their slots, as varied as they were', async () => {
    const slots = 1024;
    const [part] = await spread(true, 20_000);
    const hashes = hashColumns([part.columns[0]], part.length).filter((hash) => bucketOf(hash) < BUCKETS / 4);
    const used = new Set([...hashes].map((hash) => hash & (slots - 1)));
    // About 1667 keys: by chance 1024 (1 - e^(-1667 / 1024)) = 823 slots.
    expect(used.size).toBeGreaterThan(780);
  });
});

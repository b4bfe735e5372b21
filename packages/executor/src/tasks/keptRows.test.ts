import { LONG, openSealed, seal, type Batch, type StructType } from '@graticule/columnar';
import type { PhysicalNode, Stage } from '@graticule/sql';
import { describe, expect, it } from 'vitest';
import { KeptRows } from './keptRows.js';

const SCHEMA: StructType = {
  kind: 'struct',
  fields: [{ name: 'id', type: LONG, nullable: false }],
};

/** 1,000 rows of 8 bytes. */
const BATCH: Batch = {
  schema: SCHEMA,
  length: 1000,
  columns: [
    { layout: 'primitive', type: LONG, length: 1000, validity: null, values: new BigInt64Array(1000) },
  ],
};

const SORTED_PAIRS = {
  kind: 'sort',
  input: { kind: 'project', input: { kind: 'nestedLoopJoin' } },
} as unknown as PhysicalNode;

const STAGE = { id: 2, root: SORTED_PAIRS } as Stage;

describe('rows that a task keeps', () => {
  it('are refused beyond the memory, with the operators that made and kept them', () => {
    const kept = new KeptRows(STAGE, 7, 16_000);
    kept.add(BATCH);
    kept.add(BATCH);
    expect(() => kept.add(BATCH)).toThrow(
      'Stage 2 (sort after join of every row with every row) needs more than 0.0 MB in its task 7',
    );
  });

  it('do not count where they lie in the memory of a store', () => {
    const kept = new KeptRows(STAGE, 7, 0);
    expect(() => kept.add(openSealed(seal(BATCH)))).not.toThrow();
  });
});

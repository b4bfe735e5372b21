import { expect, test } from 'vitest';
import { DOUBLE, INT, LONG, STRING, field, structType } from '@graticule/columnar';
import type { Batch, Value } from '@graticule/columnar';
import { DEFAULT_CONTEXT } from '../evaluation/compile.js';
import { sqlText, tableOf, type RunOptions } from '../operators/testing.js';
import { randomQuery, seededRandom } from './randomQuery.js';

/** More than the usual number of queries: `GRATICULE_RANDOM_QUERIES=20000 npx vitest run packages/sql/src/planner`. */
const QUERIES = Number(process.env.GRATICULE_RANDOM_QUERIES ?? 150);
const FIRST_SEED = Number(process.env.GRATICULE_RANDOM_SEED ?? 1);
/** Queries of one test. */
const PORTION = 50;

const SCHEMA = structType([field('id', LONG), field('kind', STRING), field('size', DOUBLE), field('n', INT)]);

/** Few different values, so that there are many equal rows and keys; about one in six is null. */
function randomTable(seed: number, rows: number): Batch {
  const random = seededRandom(seed);
  const maybe = (value: Value): Value => (random(6) === 0 ? null : value);
  return tableOf(
    SCHEMA,
    Array.from({ length: rows }, () => [
      maybe(BigInt(random(5))),
      maybe(['a', 'b', 'c', 'ab', ''][random(5)]),
      maybe(random(12) / 4),
      maybe(random(6)),
    ]),
  );
}

const tables = {
  big: randomTable(101, 19),
  small: randomTable(102, 9),
  tiny: randomTable(103, 4),
  none: randomTable(104, 0),
};

/** The table without rows rarely: most queries are to have some. */
const FROM = [...Array.from({ length: 12 }, (_, i) => ['big', 'small', 'tiny'][i % 3]), 'none'];

const optimised = { tables, optimise: { context: DEFAULT_CONTEXT } };
const VARIANTS: readonly RunOptions[] = [
  { ...optimised, partitions: 1 },
  { ...optimised, partitions: 3 },
  { ...optimised, partitions: 3, broadcastBytes: 250 },
];

/** The rows as sorted lines, or the error. */
async function answer(text: string, options: RunOptions): Promise<string[]> {
  const rows = await sqlText(text, options);
  return rows.map((row) => row.join('|')).sort();
}

for (let first = 0; first < QUERIES; first += PORTION) {
  const last = Math.min(QUERIES, first + PORTION);
  test(`random queries ${first} to ${last - 1}: the same rows optimised and not`, async () => {
    for (let i = first; i < last; i++) {
      const seed = FIRST_SEED + i;
      const text = randomQuery(seededRandom(seed), FROM);
      const expected = await answer(text, { tables, partitions: 1, optimised: false });
      for (const variant of VARIANTS) {
        expect(
          await answer(text, variant),
          `seed ${seed}, ${JSON.stringify(variant.partitions)}: ${text}`,
        ).toEqual(expected);
      }
    }
  }, 120_000);
}

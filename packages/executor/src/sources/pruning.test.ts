import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BOOLEAN, DOUBLE, INT, LONG, STRING, toValues } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import type { Expression, FilesSource, LiteralValue } from '@graticule/sql';
import { mayMatch, type ColumnRange } from './pruning.js';
import { describeSource, planScan, readSource } from './readers.js';
import { FILE_SESSION, datasetSource } from './testing.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const flights = join(root, 'node_modules/vega-datasets/data/flights-3m.parquet');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graticule-pruning-'));
});
afterAll(() => rm(folder, { recursive: true }));

const call = (name: string, ...args: readonly Expression[]): Expression => ({
  kind: 'call',
  name,
  args,
  type: BOOLEAN,
  nullable: true,
});
const column = (ordinal: number, type: DataType): Expression => ({
  kind: 'bound',
  ordinal,
  name: `c${ordinal}`,
  type,
  nullable: true,
});
const value = (literal: LiteralValue, type: DataType): Expression => ({
  kind: 'literal',
  value: literal,
  type,
});

describe('a part of a source may match', () => {
  const n = column(0, INT);
  const range = (min: ColumnRange['min'], max: ColumnRange['max'], facts: Partial<ColumnRange> = {}) =>
    ({ min, max, nulls: true, values: true, ...facts }) as ColumnRange;
  const matches = (filter: Expression, known: ColumnRange | null): boolean => mayMatch([filter], () => known);

  test('when the literal of a comparison lies where its values do', () => {
    const outcome = (name: string): boolean[] =>
      [4, 5, 7, 9, 10].map((literal) => matches(call(name, n, value(literal, INT)), range(5, 9)));
    expect(outcome('=')).toEqual([false, true, true, true, false]);
    expect(outcome('<=>')).toEqual([false, true, true, true, false]);
    expect(outcome('<')).toEqual([false, false, true, true, true]);
    expect(outcome('<=')).toEqual([false, true, true, true, true]);
    expect(outcome('>')).toEqual([true, true, true, false, false]);
    expect(outcome('>=')).toEqual([true, true, true, true, false]);
    expect(matches(call('<', value(9, INT), n), range(5, 9))).toBe(false);
    expect(matches(call('in', n, value(1, INT), value(6, INT)), range(5, 9))).toBe(true);
    expect(matches(call('in', n, value(1, INT), value(10, INT)), range(5, 9))).toBe(false);
    expect(matches(call('not', call('=', n, value(5, INT))), range(5, 5))).toBe(false);
    expect(matches(call('not', call('=', n, value(5, INT))), range(5, 6))).toBe(true);
  });

  test('by its nulls', () => {
    expect(matches(call('isnull', n), range(5, 9, { nulls: false }))).toBe(false);
    expect(matches(call('isnull', n), range(5, 9))).toBe(true);
    expect(matches(call('isnotnull', n), range(null, null, { values: false }))).toBe(false);
    expect(matches(call('=', n, value(5, INT)), range(null, null, { values: false }))).toBe(false);
    expect(matches(call('<=>', n, value(null, INT)), range(5, 9, { nulls: false }))).toBe(false);
    expect(matches(call('=', n, value(null, INT)), range(5, 9))).toBe(false);
  });

  test('when all terms of AND, or one of OR, may hold', () => {
    const [yes, no] = [call('>', n, value(1, INT)), call('>', n, value(100, INT))];
    expect(matches(call('and', yes, no), range(5, 9))).toBe(false);
    expect(matches(call('or', yes, no), range(5, 9))).toBe(true);
    expect(matches(call('or', no, no), range(5, 9))).toBe(false);
  });

  test('when nothing is known, or the condition is of another kind', () => {
    expect(matches(call('=', n, value(5, INT)), null)).toBe(true);
    expect(matches(call('=', n, value(500, INT)), range(null, null))).toBe(true);
    expect(matches(call('=', call('abs', n), value(500, INT)), range(5, 9))).toBe(true);
    expect(matches(call('not', call('in', n, value(5, INT))), range(5, 5))).toBe(true);
  });

  test('with NaN above every number, which ranges do not tell', () => {
    const size = column(0, DOUBLE);
    expect(matches(call('>', size, value(100, DOUBLE)), range(5, 9))).toBe(true);
    expect(matches(call('=', size, value(NaN, DOUBLE)), range(5, 9))).toBe(true);
    expect(matches(call('=', size, value(100, DOUBLE)), range(5, 9))).toBe(false);
    expect(matches(call('<', size, value(5, DOUBLE)), range(5, 9))).toBe(false);
    expect(matches(call('=', size, value(-0, DOUBLE)), range(0, 0))).toBe(true);
  });

  test('with text compared by its bytes', () => {
    const text = column(0, STRING);
    const bytes = (letters: string): Uint8Array => Buffer.from(letters, 'utf8');
    expect(
      matches(call('=', text, value('\u{1f600}', STRING)), range(bytes('\uffee'), bytes('\u{1f601}'))),
    ).toBe(true);
    expect(matches(call('>', text, value('b', STRING)), range(bytes('a'), bytes('b')))).toBe(false);
    expect(matches(call('<', text, value('a', STRING)), range('a', 'b'))).toBe(false);
  });
});

test('row groups of Parquet whose smallest and largest values say that no row is wanted are not read', async () => {
  await cp(flights, join(folder, 'flights.parquet'));
  const source = datasetSource(folder, {
    format: { type: 'parquet', extension: 'parquet' },
    schema: { fields: [] },
  });
  const columns = ['delay', 'distance'];
  const delay = column(0, LONG);
  const plan = (filters: readonly Expression[]) => planScan(source, { columns, extent: null, filters });
  const all = await plan([]);
  expect(all.reduce((rows, split) => rows + (split.rows ?? 0), 0)).toBe(3_000_000);
  expect(await plan([call('>', delay, value(1_000_000n, LONG))])).toEqual([]);
  // Every row that a condition keeps is in a row group that is read.
  const limit = 1200n;
  const kept = await plan([call('>', delay, value(limit, LONG))]);
  const wantedIn = async (splits: typeof all): Promise<number> => {
    let found = 0;
    for (const split of splits) {
      const request = { columns, extent: null, filters: [] };
      const context = { rejected: () => undefined, signal: new AbortController().signal };
      for await (const batch of readSource(source, split, request, context)) {
        found += toValues(batch.columns[0]).filter((one) => one !== null && (one as bigint) > limit).length;
      }
    }
    return found;
  };
  expect(kept.length).toBeLessThan(all.length);
  expect(await wantedIn(kept)).toBe(await wantedIn(all));
});

test('files in folders of other values than the wanted one are not read', async () => {
  const base = join(folder, 'events');
  for (const [year, text] of [
    ['2019', '1\n'],
    ['2020', '2\n3\n'],
    ['__HIVE_DEFAULT_PARTITION__', '4\n'],
  ]) {
    await mkdir(join(base, `year=${year}`), { recursive: true });
    await writeFile(join(base, `year=${year}`, 'part.csv'), text);
  }
  const undescribed: FilesSource = {
    kind: 'files',
    format: 'csv',
    paths: [base],
    options: {},
    allowedPaths: [folder],
    session: FILE_SESSION,
  };
  const schema = await describeSource(undescribed);
  expect(schema.fields.map(({ name, type }) => `${name} ${type.kind}`)).toEqual(['_c0 string', 'year int']);
  const source = { ...undescribed, schema };
  const year = column(1, INT);
  const files = async (filter: Expression): Promise<string[]> =>
    (await planScan(source, { columns: ['_c0', 'year'], extent: null, filters: [filter] })).map(
      ({ detail }) => (detail.file as { name: string }).name.split('/')[0],
    );
  expect(await files(call('=', year, value(2020, INT)))).toEqual(['year=2020']);
  expect(await files(call('<', year, value(2020, INT)))).toEqual(['year=2019']);
  expect(await files(call('isnull', year))).toEqual(['year=__HIVE_DEFAULT_PARTITION__']);
  expect(await files(call('=', column(0, STRING), value('1', STRING)))).toHaveLength(3);
});

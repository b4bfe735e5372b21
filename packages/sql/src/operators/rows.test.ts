import { describe, expect, test } from 'vitest';
import { BOOLEAN, INT, LONG, STRING, field, structType } from '@graticule/columnar';
import type { Batch, Value } from '@graticule/columnar';
import type { BoundReference, Expression, JoinType } from '../plan/expression.js';
import type { HashJoin, PhysicalSample } from '../plan/physical.js';
import { localInput, rowsOfBatch, runNode, tableOf } from './testing.js';

const schema = structType([field('n', LONG), field('s', STRING)]);
const bound = (ordinal: number, from = schema): BoundReference => {
  const { name, type, nullable } = from.fields[ordinal];
  return { kind: 'bound', ordinal, name, type, nullable };
};
const batches = [
  tableOf(schema, [
    [2n, 'a'],
    [0n, 'b'],
  ]),
  tableOf(schema, [
    [null, 'c'],
    [1n, 'd'],
  ]),
];

describe('expand', () => {
  test('gives every row once per projection', async () => {
    const projections: Expression[][] = [
      [bound(1), { kind: 'literal', value: 0, type: INT }],
      [
        { kind: 'literal', value: null, type: STRING },
        { kind: 'literal', value: 1, type: INT },
      ],
    ];
    const out = structType([field('s', STRING), field('g', INT)]);
    const result = await runNode({ kind: 'expand', input: localInput(0, schema), projections, schema: out }, [
      batches,
    ]);
    expect(rowsOfBatch(result)).toEqual([
      ['a', 0],
      ['b', 0],
      [null, 1],
      [null, 1],
      ['c', 0],
      ['d', 0],
      [null, 1],
      [null, 1],
    ]);
  });
});

describe('singleRow', () => {
  const single = { kind: 'singleRow', input: localInput(0, schema), schema } as const;

  test('passes one row on and makes nulls of none', async () => {
    expect(rowsOfBatch(await runNode(single, [[tableOf(schema, [[7n, 'x']])]]))).toEqual([[7n, 'x']]);
    expect(rowsOfBatch(await runNode(single, [[]]))).toEqual([[null, null]]);
  });

  test('refuses more than one row', async () => {
    await expect(runNode(single, [batches])).rejects.toThrow(
      'more than one row returned by a subquery used as an expression',
    );
  });
});

describe('generate', () => {
  const replicate = (outer: boolean): Promise<Batch> =>
    runNode(
      {
        kind: 'generate',
        input: localInput(0, schema),
        generator: {
          kind: 'generator',
          name: 'replicate_rows',
          args: [bound(0)],
          outer,
          type: structType([]),
          nullable: false,
        },
        kept: [1],
        schema: structType([field('s', STRING)]),
      },
      [batches],
    );

  test('repeats rows as often as a number says, null counting as 0', async () => {
    expect(rowsOfBatch(await replicate(false))).toEqual([['a'], ['a'], ['d']]);
  });

  test('keeps every row once at least when it is outer', async () => {
    expect(rowsOfBatch(await replicate(true))).toEqual([['a'], ['a'], ['b'], ['c'], ['d']]);
  });
});

describe('sample', () => {
  const ids = structType([field('id', INT)]);
  const all = tableOf(
    ids,
    Array.from({ length: 20_000 }, (_, i) => [i]),
  );
  const sampled = async (options: Partial<PhysicalSample>, batchRows = 1000, task = 0): Promise<number[]> => {
    const node: PhysicalSample = {
      kind: 'sample',
      input: localInput(0, ids),
      lower: 0,
      upper: 0.25,
      withReplacement: false,
      seed: 42n,
      schema: ids,
      ...options,
    };
    return rowsOfBatch(await runNode(node, [[all]], { batchRows, task })).map(([id]) => id as number);
  };

  test('keeps about the share asked for, the same rows for the same seed', async () => {
    const kept = await sampled({});
    expect(kept.length).toBeGreaterThan(4700);
    expect(kept.length).toBeLessThan(5300);
    expect(await sampled({})).toEqual(kept);
    expect(await sampled({ seed: 43n })).not.toEqual(kept);
    expect(await sampled({}, 1000, 1)).not.toEqual(kept);
  });

  test('splits rows into parts that do not overlap and miss none', async () => {
    const parts = [
      ...(await sampled({ lower: 0, upper: 0.3 })),
      ...(await sampled({ lower: 0.3, upper: 0.5 })),
      ...(await sampled({ lower: 0.5, upper: 1 })),
    ];
    expect(parts.sort((a, b) => a - b)).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
  });

  test('draws with replacement as often as a Poisson number says', async () => {
    const drawn = await sampled({ upper: 1.5, withReplacement: true });
    expect(Math.abs(drawn.length / 20_000 - 1.5)).toBeLessThan(0.05);
    const times = new Int32Array(20_000);
    for (const id of drawn) times[id]++;
    const share = times.filter((t) => t === 2).length / 20_000;
    // e^-1.5 1.5^2 / 2!
    expect(Math.abs(share - 0.251)).toBeLessThan(0.02);
  });
});

describe('joins that ask whether there is a match', () => {
  const left = [
    tableOf(schema, [
      [1n, 'a'],
      [2n, 'b'],
      [null, 'c'],
      [3n, 'd'],
      [2n, 'e'],
    ] as Value[][]),
  ];
  const join = (
    type: JoinType,
    right: readonly (readonly Value[])[],
    more: Partial<HashJoin> = {},
  ): Promise<Value[][]> => {
    const fields = type === 'existence' ? [...schema.fields, field('found', BOOLEAN, false)] : schema.fields;
    const node: HashJoin = {
      kind: 'hashJoin',
      left: localInput(0, schema),
      right: localInput(1, schema),
      build: 'right',
      leftKeys: [bound(0)],
      rightKeys: [bound(0)],
      nullSafe: [false],
      type,
      condition: null,
      schema: structType(fields),
      ...more,
    };
    return runNode(node, [left, [tableOf(schema, right)]]).then(rowsOfBatch);
  };

  test('existence joins mark every left row', async () => {
    const right = [
      [2n, 'x'],
      [2n, 'y'],
      [null, 'z'],
    ];
    expect((await join('existence', right)).map((row) => row[2])).toEqual([false, true, false, false, true]);
    expect((await join('existence', right, { nullSafe: [true] })).map((row) => row[2])).toEqual([
      false,
      true,
      true,
      false,
      true,
    ]);
    const condition: Expression = {
      kind: 'call',
      name: '<',
      args: [bound(1), { ...bound(1), ordinal: 3 }],
      type: BOOLEAN,
      nullable: true,
    };
    const few = await join('existence', [[2n, 'c']], { condition });
    expect(few.map((row) => row[2])).toEqual([false, true, false, false, false]);
  });

  test('NOT IN keeps everything beside an empty set, nothing beside a set with a null', async () => {
    const kept = async (right: readonly (readonly Value[])[]): Promise<Value[]> =>
      (await join('anti', right, { nullAware: true })).map((row) => row[1]);
    expect(await kept([])).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await kept([[2n, 'x']])).toEqual(['a', 'd']);
    expect(
      await kept([
        [2n, 'x'],
        [null, 'y'],
      ]),
    ).toEqual([]);
  });

  test('an anti join that is not null-aware keeps rows without a key', async () => {
    expect(
      (
        await join('anti', [
          [2n, 'x'],
          [null, 'y'],
        ])
      ).map((row) => row[1]),
    ).toEqual(['a', 'c', 'd']);
  });
});

import { describe, expect, test } from 'vitest';
import {
  DATE,
  DOUBLE,
  INT,
  LONG,
  STRING,
  TIMESTAMP,
  field,
  sliceBatch,
  structType,
} from '@graticule/columnar';
import type { DataType, Value } from '@graticule/columnar';
import type {
  AggregateCall,
  BoundReference,
  FrameBound,
  FunctionCall,
  Literal,
  SortOrder,
  WindowCall,
  WindowFrame,
} from '../../plan/expression.js';
import type { PhysicalWindow } from '../../plan/physical.js';
import { localInput, rowsOfBatch, runNode, tableOf } from '../testing.js';

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 4294967296) * below);
  };
}

const schema = structType([
  field('id', INT),
  field('k', STRING),
  field('o', INT),
  field('v', DOUBLE),
  field('w', LONG),
]);
type Row = [number, string | null, number | null, number | null, bigint | null];
const next = generator(3);
const maybe = <T>(value: T): T | null => (next(8) === 0 ? null : value);
const rows: Row[] = Array.from({ length: 157 }, (_, id) => [
  id,
  maybe(['a', 'b', 'c'][next(3)]),
  maybe(next(12)),
  maybe(next(1000) / 8),
  maybe(BigInt(next(100) - 50)),
]);
const table = tableOf(schema, rows);

function column(ordinal: number): BoundReference {
  const { name, type, nullable } = schema.fields[ordinal];
  return { kind: 'bound', ordinal, name, type, nullable };
}
const int = (value: number): Literal => ({ kind: 'literal', value, type: INT });
const offset = (literal: Literal): FrameBound => ({ kind: 'offset', offset: literal });
const first: FrameBound = { kind: 'unboundedPreceding' };
const last: FrameBound = { kind: 'unboundedFollowing' };
const current: FrameBound = { kind: 'currentRow' };

function call(name: string, args: readonly FunctionCall['args'][number][], type: DataType): FunctionCall {
  return { kind: 'call', name, args, type, nullable: true };
}
function aggregateCall(name: string, args: AggregateCall['args'], type: DataType): AggregateCall {
  return { kind: 'aggregate', name, args, distinct: false, filter: null, type, nullable: true };
}

const byKey = [column(1)];
const ascending: SortOrder = { child: column(2), ascending: true, nullsFirst: true };
const descending: SortOrder = { child: column(2), ascending: false, nullsFirst: false };

async function run(
  functions: readonly WindowCall['function'][],
  frame: WindowFrame,
  orderBy: readonly SortOrder[],
  partitionBy: readonly BoundReference[] = byKey,
): Promise<Value[][]> {
  const calls = functions.map((inner): WindowCall => ({
    kind: 'window',
    function: inner,
    partitionBy,
    orderBy,
    frame,
    type: inner.type,
    nullable: true,
  }));
  const node: PhysicalWindow = {
    kind: 'window',
    input: localInput(0, schema),
    partitionBy,
    orderBy,
    functions: calls,
    schema: structType([...schema.fields, ...calls.map(({ type }, i) => field(`f${i}`, type))]),
  };
  return rowsOfBatch(await runNode(node, [[table]]));
}

/** Partitions in the order of k (null first), rows in the order of o with nulls before or behind, ties by input. */
function sortedPartitions(down: boolean): Row[][] {
  return [null, 'a', 'b', 'c'].map((k) =>
    rows
      .filter((row) => row[1] === k)
      .sort((a, b) => {
        if (a[2] === null || b[2] === null) {
          const order = (a[2] === null ? 0 : 1) - (b[2] === null ? 0 : 1);
          return (down ? -order : order) || a[0] - b[0];
        }
        return (down ? b[2] - a[2] : a[2] - b[2]) || a[0] - b[0];
      }),
  );
}

/** Whether `other` (at j) is in the frame of `row` (at i), straight from the definition. */
function inFrame(frame: WindowFrame, down: boolean, partition: Row[], i: number, j: number): boolean {
  const side = (bound: FrameBound, isLower: boolean): boolean => {
    const sign = isLower ? 1 : -1;
    if (bound.kind === 'unboundedPreceding' || bound.kind === 'unboundedFollowing') return true;
    const [a, b] = [partition[i][2], partition[j][2]];
    if (frame.unit === 'rows') {
      const shift = bound.kind === 'offset' ? (bound.offset.value as number) : 0;
      return sign * (j - (i + shift)) >= 0;
    }
    if (bound.kind === 'currentRow' || a === null) return a === b || sign * (j - i) >= 0;
    // Nulls lie before (or, descending, behind) all values, so only an unbounded side reaches them.
    if (b === null) return isLower === down;
    const shift = bound.offset.value as number;
    return down ? sign * (a - shift - b) >= 0 : sign * (b - (a + shift)) >= 0;
  };
  return side(frame.lower, true) && side(frame.upper, false);
}

const frames: [string, WindowFrame][] = [
  ['the whole partition', { unit: 'rows', lower: first, upper: last }],
  ['rows up to the current one', { unit: 'rows', lower: first, upper: current }],
  ['rows from the current one', { unit: 'rows', lower: current, upper: last }],
  ['two rows before to one behind', { unit: 'rows', lower: offset(int(-2)), upper: offset(int(1)) }],
  ['three rows before to two before', { unit: 'rows', lower: offset(int(-3)), upper: offset(int(-2)) }],
  ['an empty frame', { unit: 'rows', lower: offset(int(2)), upper: offset(int(1)) }],
  ['values up to the current one', { unit: 'range', lower: first, upper: current }],
  ['values from the current one', { unit: 'range', lower: current, upper: last }],
  ['equal values', { unit: 'range', lower: current, upper: current }],
  ['values from 3 below to 1 above', { unit: 'range', lower: offset(int(-3)), upper: offset(int(1)) }],
  ['values from 2 above on', { unit: 'range', lower: offset(int(2)), upper: last }],
  ['values up to 2 below', { unit: 'range', lower: first, upper: offset(int(-2)) }],
];

describe.each([
  ['ascending', ascending, false],
  ['descending', descending, true],
] as const)('aggregates over frames of an %s order', (_, order, down) => {
  test.each(frames)('of %s agree with a loop over the rows', async (__, frame) => {
    const functions = [
      aggregateCall('count', [column(3)], LONG),
      aggregateCall('sum', [column(4)], LONG),
      aggregateCall('sum', [column(3)], DOUBLE),
      aggregateCall('avg', [column(4)], DOUBLE),
      aggregateCall('min', [column(3)], DOUBLE),
      aggregateCall('max', [column(4)], LONG),
      aggregateCall(
        'first',
        [column(3), { kind: 'literal', value: true, type: { kind: 'boolean' } }],
        DOUBLE,
      ),
      aggregateCall('last', [column(0)], INT),
      call('nth_value', [column(0), int(2)], INT),
      aggregateCall('var_pop', [column(3)], DOUBLE),
      aggregateCall('collect_list', [column(0)], { kind: 'array', element: INT, containsNull: false }),
      {
        ...aggregateCall('sum', [column(3)], DOUBLE),
        filter: call('>', [column(3), { ...int(60), type: DOUBLE }], { kind: 'boolean' }),
      },
    ];
    const expected = sortedPartitions(down).flatMap((partition) =>
      partition.map((row, i) => {
        const seen = partition.filter((__, j) => inFrame(frame, down, partition, i, j));
        const v = seen.flatMap((other) => (other[3] === null ? [] : [other[3]]));
        const w = seen.flatMap((other) => (other[4] === null ? [] : [other[4]]));
        const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0);
        const mean = sum(v) / v.length;
        const large = v.filter((value) => value > 60);
        return [
          ...row,
          BigInt(v.length),
          w.length === 0 ? null : w.reduce((a, b) => a + b, 0n),
          v.length === 0 ? null : sum(v),
          w.length === 0 ? null : sum(w.map(Number)) / w.length,
          v.length === 0 ? null : Math.min(...v),
          w.length === 0 ? null : w.reduce((a, b) => (a > b ? a : b)),
          v[0] ?? null,
          seen.length === 0 ? null : seen[seen.length - 1][0],
          seen.length < 2 ? null : seen[1][0],
          v.length === 0 ? null : sum(v.map((value) => (value - mean) ** 2)) / v.length,
          seen.map((other) => other[0]),
          large.length === 0 ? null : sum(large),
        ];
      }),
    );
    const actual = await run(functions, frame, [order]);
    expect(actual.length).toBe(expected.length);
    actual.forEach((row, i) =>
      row.forEach((value, k) => {
        const wanted = expected[i][k];
        if (typeof value === 'number' && typeof wanted === 'number') expect(value).toBeCloseTo(wanted, 7);
        else expect(value, `row ${i} column ${k}`).toEqual(wanted);
      }),
    );
  });
});

describe('functions of the place in the partition', () => {
  test('number and rank rows as counting does', async () => {
    const functions = [
      call('row_number', [], INT),
      call('rank', [], INT),
      call('dense_rank', [], INT),
      call('percent_rank', [], DOUBLE),
      call('cume_dist', [], DOUBLE),
      call('ntile', [int(4)], INT),
    ];
    const actual = await run(functions, { unit: 'range', lower: first, upper: current }, [ascending]);
    const expected = sortedPartitions(false).flatMap((partition) =>
      partition.map((row, i) => {
        const rank = 1 + partition.findIndex((other) => other[2] === row[2]);
        const distinct = [...new Set(partition.map((other) => other[2]))];
        const upToPeers = partition.filter((other, j) => j <= i || other[2] === row[2]).length;
        const larger = partition.length % 4;
        const size = Math.floor(partition.length / 4);
        const tile =
          i < larger * (size + 1)
            ? Math.floor(i / (size + 1)) + 1
            : larger + Math.floor((i - larger * (size + 1)) / size) + 1;
        return [
          ...row,
          i + 1,
          rank,
          distinct.indexOf(row[2]) + 1,
          (rank - 1) / (partition.length - 1),
          upToPeers / partition.length,
          tile,
        ];
      }),
    );
    expect(actual).toEqual(expected);
  });

  test('ntile with more buckets than rows leaves the last ones empty', async () => {
    const small = tableOf(schema, rows.slice(0, 3));
    const node: PhysicalWindow = {
      kind: 'window',
      input: localInput(0, schema),
      partitionBy: [],
      orderBy: [],
      functions: [
        {
          kind: 'window',
          function: call('ntile', [int(5)], INT),
          partitionBy: [],
          orderBy: [],
          frame: { unit: 'rows', lower: first, upper: current },
          type: INT,
          nullable: false,
        },
      ],
      schema: structType([...schema.fields, field('n', INT)]),
    };
    expect(rowsOfBatch(await runNode(node, [[small]])).map((row) => row[5])).toEqual([1, 2, 3]);
    expect(rowsOfBatch(await runNode(node, [[]]))).toEqual([]);
  });

  test('lag and lead take the default outside the partition only', async () => {
    const functions = [
      call('lag', [column(3), int(2), { kind: 'literal', value: null, type: DOUBLE }], DOUBLE),
      call('lead', [column(0), int(1), int(-1)], INT),
      call('lead', [column(0), int(-3), column(2)], INT),
      call('lag', [column(1)], STRING),
    ];
    const actual = await run(functions, { unit: 'rows', lower: first, upper: current }, [descending]);
    const expected = sortedPartitions(true).flatMap((partition) =>
      partition.map((row, i) => [
        ...row,
        i < 2 ? null : partition[i - 2][3],
        i + 1 < partition.length ? partition[i + 1][0] : -1,
        i < 3 ? row[2] : partition[i - 3][0],
        i < 1 ? null : partition[i - 1][1],
      ]),
    );
    expect(actual).toEqual(expected);
  });
});

describe('ranges over time', () => {
  const times = structType([field('d', DATE), field('t', TIMESTAMP)]);
  const days = [0, 1, 1, 5, 6, 12];
  const day = 86_400_000_000n;
  const batch = tableOf(
    times,
    days.map((d) => [d, BigInt(d) * day]),
  );
  const counted = async (ordinal: number, lower: Literal, upper: FrameBound): Promise<Value[]> => {
    const { name, type } = times.fields[ordinal];
    const orderBy = [
      { child: { kind: 'bound', ordinal, name, type, nullable: true }, ascending: true, nullsFirst: true },
    ] as const;
    const node: PhysicalWindow = {
      kind: 'window',
      input: localInput(0, times),
      partitionBy: [],
      orderBy,
      functions: [
        {
          kind: 'window',
          function: aggregateCall('count', [int(1)], LONG),
          partitionBy: [],
          orderBy,
          frame: { unit: 'range', lower: offset(lower), upper },
          type: LONG,
          nullable: false,
        },
      ],
      schema: structType([...times.fields, field('n', LONG)]),
    };
    return rowsOfBatch(await runNode(node, [[batch]])).map((row) => row[2]);
  };

  test('count days of a date', async () => {
    expect(await counted(0, int(-4), current)).toEqual([1n, 3n, 3n, 3n, 2n, 1n]);
  });

  test('add an interval to a timestamp', async () => {
    const interval: Literal = {
      kind: 'literal',
      value: { months: 0, days: -4, micros: 0n },
      type: { kind: 'interval' },
    };
    expect(await counted(1, interval, current)).toEqual([1n, 3n, 3n, 3n, 2n, 1n]);
  });
});

test('a partition that fills several runs of rows is not cut', async () => {
  const values = structType([field('k', INT), field('v', INT)]);
  const reference = (ordinal: number): BoundReference => {
    const { name, type, nullable } = values.fields[ordinal];
    return { kind: 'bound', ordinal, name, type, nullable };
  };
  const partitionBy = [reference(0)];
  const frame: WindowFrame = { unit: 'rows', lower: first, upper: last };
  const count: WindowCall = {
    kind: 'window',
    function: aggregateCall('count', [reference(1)], LONG),
    partitionBy,
    orderBy: [],
    frame,
    type: LONG,
    nullable: false,
  };
  const keys = Array.from({ length: 900 }, (_, i) => (i % 10 === 0 ? i % 3 : 7));
  const node: PhysicalWindow = {
    kind: 'window',
    input: localInput(0, values),
    partitionBy,
    orderBy: [],
    functions: [count],
    schema: structType([...values.fields, field('n', LONG)]),
  };
  const table = tableOf(
    values,
    keys.map((key, i) => [key, i]),
  );
  const expected = [0, 1, 2, 7].flatMap((key) => {
    const members = keys.flatMap((own, i) => (own === key ? [i] : []));
    return members.map((i) => [key, i, BigInt(members.length)]);
  });
  const batches = Array.from({ length: 18 }, (_, i) => sliceBatch(table, 50 * i, 50 * (i + 1)));
  expect(rowsOfBatch(await runNode(node, [batches], { batchRows: 50 }))).toEqual(expected);
});

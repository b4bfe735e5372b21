import { DOUBLE, INT, KernelMemory, LONG, fromValues, toValues } from '@graticule/columnar';
import type { Column, DataType, Value } from '@graticule/columnar';
import { expect, test } from 'vitest';
import { DEFAULT_CONTEXT } from '../../evaluation/compile.js';
import type { Accumulator } from '../definition.js';
import { count } from './count.js';
import { GroupKernels } from './groupKernels.js';
import { NumberExtreme } from './numberExtreme.js';
import { average, sum } from './sum.js';

let state = 23;
function next(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const SPECIAL = [NaN, -0, 0, Infinity, -Infinity, 1e308, -1e308, 5e-324];
const special = (): number => SPECIAL[next(SPECIAL.length)];
const mixed = (): number => (next(50) === 0 ? special() : (next(2001) - 1000) / 7);
const cancelling = (): number => (next(2) === 0 ? 1e16 : -1e16) + next(1000) / 3;
const int = (): number => next(2 ** 32) - 2 ** 31;
const long = (): bigint => BigInt.asIntN(64, (BigInt(next(2 ** 32)) << 32n) | BigInt(next(2 ** 32)));

function created(definition: typeof sum, type: DataType): () => Accumulator {
  const arg = { type, nullable: true };
  const { type: result } = definition.resultType([arg], '3.3');
  return () => definition.create([arg], result, DEFAULT_CONTEXT);
}

interface Rows {
  readonly ids: Int32Array;
  readonly column: Column;
  readonly groups: number;
}

/** Batches of more rows than a block, with more and more groups; of every third one no value is null. */
function batches(type: DataType, value: () => Value): Rows[] {
  return [10, 700, 9000].map((groups, batch) => {
    const length = 20_003;
    const values = Array.from({ length }, () => (batch < 2 && next(6) === 0 ? null : value()));
    const ids = Int32Array.from({ length }, () => next(groups));
    return { ids, column: fromValues(type, values), groups };
  });
}

const CASES: readonly [string, DataType, () => Value, () => Accumulator][] = [
  ['sums of doubles', DOUBLE, mixed, created(sum, DOUBLE)],
  ['sums of doubles that nearly cancel out', DOUBLE, cancelling, created(sum, DOUBLE)],
  ['averages', DOUBLE, mixed, created(average, DOUBLE)],
  ['sums of ints', INT, int, created(sum, INT)],
  ['sums of longs that wrap around', LONG, long, created(sum, LONG)],
  ['counts of what is not null', INT, int, created(count, INT)],
  ['smallest doubles', DOUBLE, mixed, () => new NumberExtreme(DOUBLE, false)],
  ['largest doubles', DOUBLE, mixed, () => new NumberExtreme(DOUBLE, true)],
  ['largest of infinities, zeros and NaN', DOUBLE, special, () => new NumberExtreme(DOUBLE, true)],
  ['smallest ints', INT, int, () => new NumberExtreme(INT, false)],
  ['smallest longs', LONG, long, () => new NumberExtreme(LONG, false)],
  ['largest longs', LONG, long, () => new NumberExtreme(LONG, true)],
];

test.each(CASES)('%s are the same, to the bit, with kernels and without', (_, type, value, create) => {
  const memory = KernelMemory.acquire();
  const kernels = new GroupKernels(memory);
  const plain = create();
  const attached = create();
  attached.attach!(kernels);
  /** Moves into the memory when there are groups already. */
  const moved = create();
  batches(type, value).forEach(({ ids, column, groups }, batch) => {
    if (batch === 1) moved.attach!(kernels);
    for (const one of [plain, attached, moved]) one.update(ids, [column], ids.length, groups);
  });
  const expected = plain.state(9000);
  for (const one of [attached, moved]) {
    expect(one.state(9000)).toEqual(expected);
    expect(toValues(one.result(9000))).toEqual(toValues(plain.result(9000)));
  }

  const order = Int32Array.from({ length: 9000 }, (_unused, g) => (g * 7) % 9000);
  const [mergedPlain, merged] = [create(), create()];
  merged.attach!(kernels);
  for (const one of [mergedPlain, merged])
    for (let part = 0; part < 3; part++) one.merge(order, expected, 9000, 9000);
  expect(merged.state(9000)).toEqual(mergedPlain.state(9000));
  memory.release();
});

test('the sum, the count and the extremes of many rows are those of a brute force', () => {
  const memory = KernelMemory.acquire();
  const kernels = new GroupKernels(memory);
  const groups = 97;
  const values = Array.from({ length: 50_000 }, () => (next(5) === 0 ? null : next(1000) - 500));
  const ids = Int32Array.from(values, () => next(groups));
  const of = Array.from({ length: groups }, (_, g) =>
    values.filter((value, i): value is number => ids[i] === g && value !== null),
  );
  const answer = (accumulator: Accumulator): Value[] => {
    accumulator.attach!(kernels);
    accumulator.update(ids, [fromValues(INT, values)], values.length, groups);
    return toValues(accumulator.result(groups));
  };
  expect(answer(created(sum, INT)())).toEqual(of.map((all) => BigInt(all.reduce((a, b) => a + b))));
  expect(answer(created(count, INT)())).toEqual(of.map((all) => BigInt(all.length)));
  expect(answer(new NumberExtreme(INT, false))).toEqual(of.map((all) => Math.min(...all)));
  expect(answer(new NumberExtreme(INT, true))).toEqual(of.map((all) => Math.max(...all)));
  memory.release();
});

import { createBuilder, isValid, listColumn, take, valueAt } from '@graticule/columnar';
import type { Column, Value } from '@graticule/columnar';
import { elementOf } from './arrays.js';
import { ArgumentError } from './definition.js';
import type { LambdaKernel, ScalarFunction } from './definition.js';
import { elementsOf } from './higherOrder.js';
import { compareValues } from './valueOrder.js';

const INT = { kind: 'int' } as const;

/** A merge sort of places that asks for one comparison at a time (negative: the first comes first), so that many can go on side by side. */
function* mergeSort(places: readonly number[]): Generator<readonly [number, number], number[], number> {
  if (places.length < 2) return [...places];
  const middle = places.length >> 1;
  const left = yield* mergeSort(places.slice(0, middle));
  const right = yield* mergeSort(places.slice(middle));
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    if ((yield [left[i], right[j]]) <= 0) out.push(left[i++]);
    else out.push(right[j++]);
  }
  return [...out, ...left.slice(i), ...right.slice(j)];
}

/** Places of the elements of all rows in the order of the comparator: one call of it per round serves all rows. */
function sortedBy(child: Column, offsets: Int32Array, length: number, comparator: LambdaKernel): Int32Array {
  const out = new Int32Array(child.length);
  let open = Array.from({ length }, (_, row) => {
    const places = Array.from({ length: offsets[row + 1] - offsets[row] }, (__, k) => offsets[row] + k);
    return { row, sort: mergeSort(places), answer: 0, pair: [0, 0] as readonly [number, number] };
  });
  for (;;) {
    open = open.filter((state) => {
      const step = state.sort.next(state.answer);
      if (step.done === true) out.set(step.value, offsets[state.row]);
      else state.pair = step.value;
      return step.done !== true;
    });
    if (open.length === 0) return out;
    const sides = [0, 1].map((side) =>
      take(
        child,
        Int32Array.from(open, ({ pair }) => pair[side]),
      ),
    );
    const order = comparator(
      sides,
      Int32Array.from(open, ({ row }) => row),
    );
    open.forEach((state, i) => {
      if (!isValid(order, i))
        throw new ArgumentError('The comparison of array_sort returned null for two elements');
      state.answer = valueAt(order, i) as number;
    });
  }
}

export const arraySort: ScalarFunction = {
  kind: 'scalar',
  names: ['array_sort'],
  doc: 'The elements in ascending order, nulls last; or in that of a function of two elements (negative, 0, positive).',
  raises: true,
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 1,
    max: 2,
    types: ([list, order]) => {
      elementOf('array_sort', list.type);
      if (order !== undefined && order.type.kind !== 'int') {
        throw new ArgumentError(`array_sort expects a function that gives an int, found ${order.type.kind}`);
      }
      return order === undefined ? [list.type] : [list.type, INT];
    },
  },
  lambdaParameters: (args, count) => {
    if (args.length < 1) return null;
    if (count !== 2) throw new ArgumentError(`array_sort expects a function of 2 parameters, found ${count}`);
    const { element, containsNull } = elementOf('array_sort', args[0].type);
    return [element, element].map((type) => ({ type, nullable: containsNull }));
  },
  resultType: ([list]) => list,
  evaluate: ([list], length, _, type, [comparator]) => {
    if (comparator !== undefined) {
      const { child, offsets } = elementsOf(list, length, elementOf('array_sort', list.type).element);
      const places = sortedBy(child, offsets, length, comparator);
      return listColumn(type, offsets, take(child, places), list.validity);
    }
    const builder = createBuilder(type);
    for (let i = 0; i < length; i++) {
      const items = valueAt(list, i) as readonly Value[] | null;
      const inOrder =
        items === null
          ? null
          : [...items].sort((a, b) =>
              a === null || b === null ? (a === null ? 1 : 0) - (b === null ? 1 : 0) : compareValues(a, b),
            );
      builder.append(inOrder);
    }
    return builder.finish();
  },
};

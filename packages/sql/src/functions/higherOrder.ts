import {
  arrayType,
  concat,
  createBuilder,
  int32Of,
  isValid,
  listColumn,
  listEnd,
  listStart,
  mapEntryType,
  mapType,
  nullColumn,
  primitiveColumn,
  structColumn,
  take,
} from '@graticule/columnar';
import type { Column, DataType, StructColumn } from '@graticule/columnar';
import { elementOf } from './arrays.js';
import { valuesOf } from './columns.js';
import { ArgumentError } from './definition.js';
import type { ArgumentType, InputTypes, LambdaKernel, ResultType, ScalarFunction } from './definition.js';
import { checkCount, mapOf } from './lambdaArguments.js';
import type { MapOf } from './lambdaArguments.js';
import { keptEntries } from './mapEntries.js';
import { mapZipWith } from './mapZipWith.js';

/** Functions that are given a function of elements. Arguments are whole columns here, one row per row. */

const INT = { kind: 'int' } as const;
const BOOLEAN = { kind: 'boolean' } as const;

/** The elements of all rows that are not null, without gaps: offsets per row, the row of each element. */
interface Elements {
  readonly child: Column;
  readonly offsets: Int32Array;
  readonly rows: Int32Array;
}

export function elementsOf(list: Column, length: number, element: DataType): Elements {
  const offsets = new Int32Array(length + 1);
  if (list.layout !== 'list') return { child: nullColumn(element, 0), offsets, rows: new Int32Array(0) };
  for (let i = 0; i < length; i++) {
    offsets[i + 1] = offsets[i] + (isValid(list, i) ? listEnd(list, i) - listStart(list, i) : 0);
  }
  const total = offsets[length];
  const rows = new Int32Array(total);
  const places = new Int32Array(total);
  for (let i = 0, at = 0; i < length; i++) {
    if (!isValid(list, i)) continue;
    for (let k = listStart(list, i), end = listEnd(list, i); k < end; k++) {
      rows[at] = i;
      places[at++] = k;
    }
  }
  return { child: take(list.child, places), offsets, rows };
}

/** Position in its array, from 0, of every element. */
function positions({ offsets, rows }: Elements): Column {
  const out = new Int32Array(rows.length);
  for (let k = 0; k < out.length; k++) out[k] = k - offsets[rows[k]];
  return primitiveColumn(INT, out);
}

/** 1 where the column is true. */
function isTrue(column: Column): Uint8Array {
  const out = new Uint8Array(column.length);
  if (column.layout === 'null') return out;
  const values = valuesOf<Uint8Array>(column);
  for (let i = 0; i < out.length; i++) out[i] = values[i] === 1 && isValid(column, i) ? 1 : 0;
  return out;
}

const validityOf = (list: Column, length: number): Uint8Array | null =>
  list.layout === 'null' ? new Uint8Array((length + 7) >> 3) : list.validity;

/** A list column of the elements that `keep` marks. */
function kept(list: Column, length: number, elements: Elements, keep: Uint8Array, type: DataType): Column {
  const offsets = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) {
    let count = 0;
    for (let k = elements.offsets[i]; k < elements.offsets[i + 1]; k++) count += keep[k];
    offsets[i + 1] = offsets[i] + count;
  }
  const places = Int32Array.from(keep.keys()).filter((k) => keep[k] === 1);
  return listColumn(type, offsets, take(elements.child, places), validityOf(list, length));
}

interface HigherOrder {
  readonly name: string;
  readonly doc: string;
  /** Number of arguments before the (first) function. */
  readonly before: number;
  readonly inputTypes: InputTypes;
  parameters(args: readonly ArgumentType[], count: number): readonly ResultType[];
  resultType(args: readonly ArgumentType[]): ResultType;
  evaluate(args: readonly Column[], length: number, type: DataType, lambda: LambdaKernel): Column;
}

function higherOrder({
  name,
  doc,
  before,
  inputTypes,
  parameters,
  resultType,
  evaluate,
}: HigherOrder): ScalarFunction {
  return {
    kind: 'scalar',
    names: [name],
    doc,
    deterministic: true,
    inputTypes,
    lambdaParameters: (args, count) => (args.length < before ? null : parameters(args, count)),
    resultType,
    evaluate: (args, length, _, type, [lambda]) => evaluate(args, length, type, lambda),
  };
}

const asWritten = (count: number): InputTypes => ({
  rule: 'custom',
  min: count,
  max: count,
  types: (args) => args.map((arg) => arg.type),
});

/** A function of the element, or of the element and its position. */
function elementParameters(name: string) {
  return ([list]: readonly ArgumentType[], count: number): readonly ResultType[] => {
    const { element, containsNull } = elementOf(name, list.type);
    const parameter = { type: element, nullable: containsNull };
    if (count === 1) return [parameter];
    if (count === 2) return [parameter, { type: INT, nullable: false }];
    throw new ArgumentError(`${name} expects a function of 1 or 2 parameters, found ${count}`);
  };
}

const elementOfColumn = (list: Column): DataType => elementOf('', list.type).element;

/** Values of the function for all elements; it takes as many parameters as it was written with. */
function applied(list: Column, length: number, lambda: LambdaKernel): { elements: Elements; result: Column } {
  const elements = elementsOf(list, length, elementOfColumn(list));
  return { elements, result: lambda([elements.child, positions(elements)], elements.rows) };
}

function toBoolean(name: string): InputTypes {
  return {
    rule: 'custom',
    min: 2,
    max: 2,
    types: (args) => {
      const { kind } = args[1].type;
      if (kind !== 'boolean' && kind !== 'null')
        throw new ArgumentError(`${name} expects a condition, found ${kind}`);
      return args.map((arg) => arg.type);
    },
  };
}

/** exists and forall: `decided` by one element with that truth value, unknown when not and one is null. */
function quantifier(name: string, doc: string, decided: 0 | 1): ScalarFunction {
  return higherOrder({
    name,
    doc,
    before: 1,
    inputTypes: toBoolean(name),
    parameters: ([list], count) => {
      checkCount(name, 1, count);
      return elementParameters(name)([list], 1);
    },
    resultType: ([list, condition]) => ({ type: BOOLEAN, nullable: list.nullable || condition.nullable }),
    evaluate: ([list], length, type, lambda) => {
      const { elements, result } = applied(list, length, lambda);
      const builder = createBuilder(type);
      const values = result.layout === 'null' ? new Uint8Array(result.length) : valuesOf<Uint8Array>(result);
      for (let i = 0; i < length; i++) {
        let found: boolean | null = decided === 0;
        for (let k = elements.offsets[i]; k < elements.offsets[i + 1]; k++) {
          if (!isValid(result, k)) found = null;
          else if (values[k] === decided) {
            found = decided === 1;
            break;
          }
        }
        builder.append(isValid(list, i) ? found : null);
      }
      return builder.finish();
    },
  });
}

/** Folds array after array: step k combines the k-th elements of all rows that have one. */
function fold(list: Column, zero: Column, length: number, merge: LambdaKernel): Column {
  const elements = elementsOf(list, length, elementOfColumn(list));
  const { offsets } = elements;
  let state = zero;
  for (let k = 0; ; k++) {
    const rows: number[] = [];
    for (let i = 0; i < length; i++) if (offsets[i + 1] - offsets[i] > k) rows.push(i);
    if (rows.length === 0) return state;
    const active = Int32Array.from(rows);
    const next = merge(
      [
        take(state, active),
        take(
          elements.child,
          active.map((i) => offsets[i] + k),
        ),
      ],
      active,
    );
    const places = int32Of(length, (i) => i);
    rows.forEach((row, i) => (places[row] = length + i));
    state = take(concat(zero.type, [state, next]), places);
  }
}

const aggregate: ScalarFunction = {
  kind: 'scalar',
  names: ['aggregate', 'reduce'],
  doc: 'Folds an array from a start value by a function of state and element; a last function makes the result of the state.',
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 3,
    max: 4,
    types: ([list, zero, merged, ...rest]) =>
      [list.type, zero.type, zero.type, ...rest.map((arg) => arg.type)].map((type, k) =>
        k === 2 ? merged.type : type,
      ),
  },
  lambdaParameters: (args, count) => {
    if (args.length < 2) return null;
    const state = { type: args[1].type, nullable: true };
    checkCount('aggregate', args.length === 2 ? 2 : 1, count);
    if (args.length === 3) return [state];
    const { element, containsNull } = elementOf('aggregate', args[0].type);
    return [state, { type: element, nullable: containsNull }];
  },
  resultType: (args) => {
    const [, zero, merged, finished] = args;
    if (zero.type.kind !== merged.type.kind) {
      throw new ArgumentError(
        `aggregate expects a function that gives the type of the start value (${zero.type.kind}), found ${merged.type.kind}`,
      );
    }
    return { type: (finished ?? merged).type, nullable: true };
  },
  evaluate: ([list, zero], length, _, type, [merge, finish]) => {
    const state = fold(list, zero, length, merge);
    const all = int32Of(length, (i) => i);
    const result = finish === undefined ? state : finish([state], all);
    return {
      ...take(
        result,
        all.map((i) => (isValid(list, i) ? i : -1)),
      ),
      type,
    } as Column;
  },
};

const zipWith = higherOrder({
  name: 'zip_with',
  doc: 'A function of the elements of two arrays in turn; null for those that the shorter one lacks.',
  before: 2,
  inputTypes: asWritten(3),
  parameters: ([a, b], count) => {
    checkCount('zip_with', 2, count);
    return [a, b].map(({ type }) => ({ type: elementOf('zip_with', type).element, nullable: true }));
  },
  resultType: ([a, b, result]) => ({
    type: arrayType(result.type, result.nullable),
    nullable: a.nullable || b.nullable,
  }),
  evaluate: ([a, b], length, type, lambda) => {
    const sides = [a, b].map((list) => elementsOf(list, length, elementOfColumn(list)));
    const offsets = new Int32Array(length + 1);
    const known = (i: number): boolean => isValid(a, i) && isValid(b, i);
    const size = ({ offsets: of }: Elements, i: number): number => of[i + 1] - of[i];
    for (let i = 0; i < length; i++) {
      offsets[i + 1] = offsets[i] + (known(i) ? Math.max(size(sides[0], i), size(sides[1], i)) : 0);
    }
    const rows = new Int32Array(offsets[length]);
    const places = sides.map(() => new Int32Array(rows.length).fill(-1));
    for (let i = 0; i < length; i++) {
      rows.fill(i, offsets[i], offsets[i + 1]);
      if (!known(i)) continue;
      sides.forEach((side, s) => {
        for (let k = 0; k < size(side, i); k++) places[s][offsets[i] + k] = side.offsets[i] + k;
      });
    }
    const result = lambda(
      sides.map(({ child }, s) =>
        child.length === 0 ? nullColumn(child.type, rows.length) : take(child, places[s]),
      ),
      rows,
    );
    const validity = new Uint8Array((length + 7) >> 3);
    for (let i = 0; i < length; i++) if (known(i)) validity[i >> 3] |= 1 << (i & 7);
    return listColumn(type, offsets, result, validity);
  },
});

function entryParameters(name: string) {
  return ([map]: readonly ArgumentType[], count: number): readonly ResultType[] => {
    checkCount(name, 2, count);
    const { key, value, valueContainsNull } = mapOf(name, map.type);
    return [
      { type: key, nullable: false },
      { type: value, nullable: valueContainsNull },
    ];
  };
}

/** Keys and values of all maps and what the function makes of them. */
function appliedToEntries(map: Column, length: number, lambda: LambdaKernel) {
  const elements = elementsOf(map, length, mapEntryType(mapOf('', map.type)));
  const [keys, values] = (elements.child as StructColumn).children;
  return { elements, keys, values, result: lambda([keys, values], elements.rows) };
}

function entriesColumn(map: Column, offsets: Int32Array, keys: Column, values: Column, type: MapOf): Column {
  const child = structColumn(mapEntryType(type), [keys, values], keys.length);
  return listColumn(type, offsets, child, validityOf(map, offsets.length - 1));
}

const transformKeys: ScalarFunction = {
  kind: 'scalar',
  names: ['transform_keys'],
  doc: 'The map with keys made by a function of key and value.',
  raises: true,
  deterministic: true,
  inputTypes: asWritten(2),
  lambdaParameters: (args, count) =>
    args.length < 1 ? null : entryParameters('transform_keys')(args, count),
  resultType: ([map, key]) => {
    const { value, valueContainsNull } = mapOf('transform_keys', map.type);
    return { type: mapType(key.type, value, valueContainsNull), nullable: map.nullable };
  },
  evaluate: ([map], length, context, type, [lambda]) => {
    const { elements, values, result } = appliedToEntries(map, length, lambda);
    const kept = keptEntries(result, elements.offsets, context);
    if (kept === null) return entriesColumn(map, elements.offsets, result, values, type as MapOf);
    return entriesColumn(
      map,
      kept.offsets,
      take(result, kept.keys),
      take(values, kept.values),
      type as MapOf,
    );
  },
};

export const higherOrderFunctions: readonly ScalarFunction[] = [
  higherOrder({
    name: 'transform',
    doc: 'An array of what a function makes of every element (and its position from 0).',
    before: 1,
    inputTypes: asWritten(2),
    parameters: elementParameters('transform'),
    resultType: ([list, result]) => ({
      type: arrayType(result.type, result.nullable),
      nullable: list.nullable,
    }),
    evaluate: ([list], length, type, lambda) => {
      const { elements, result } = applied(list, length, lambda);
      return listColumn(type, elements.offsets, result, validityOf(list, length));
    },
  }),
  higherOrder({
    name: 'filter',
    doc: 'The elements for which a condition is true.',
    before: 1,
    inputTypes: toBoolean('filter'),
    parameters: elementParameters('filter'),
    resultType: ([list]) => list,
    evaluate: ([list], length, type, lambda) => {
      const { elements, result } = applied(list, length, lambda);
      return kept(list, length, elements, isTrue(result), type);
    },
  }),
  quantifier(
    'exists',
    'Whether a condition holds for an element; null when not and it is unknown for one.',
    1,
  ),
  quantifier('forall', 'Whether a condition holds for all elements; null when it is unknown for one.', 0),
  aggregate,
  zipWith,
  transformKeys,
  higherOrder({
    name: 'transform_values',
    doc: 'The map with values made by a function of key and value.',
    before: 1,
    inputTypes: asWritten(2),
    parameters: entryParameters('transform_values'),
    resultType: ([map, value]) => ({
      type: mapType(mapOf('transform_values', map.type).key, value.type, value.nullable),
      nullable: map.nullable,
    }),
    evaluate: ([map], length, type, lambda) => {
      const { elements, keys, result } = appliedToEntries(map, length, lambda);
      return entriesColumn(map, elements.offsets, keys, result, type as MapOf);
    },
  }),
  higherOrder({
    name: 'map_filter',
    doc: 'The entries of a map for which a condition of key and value is true.',
    before: 1,
    inputTypes: toBoolean('map_filter'),
    parameters: entryParameters('map_filter'),
    resultType: ([map]) => map,
    evaluate: ([map], length, type, lambda) => {
      const { elements, result } = appliedToEntries(map, length, lambda);
      return kept(map, length, elements, isTrue(result), type);
    },
  }),
  mapZipWith,
];

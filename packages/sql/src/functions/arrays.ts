import type { DataType, Value } from '@graticule/columnar';
import { arrayType, structType } from '@graticule/columnar';
import { widestType } from '../types/coercion.js';
import { anyNullable } from './columns.js';
import { ArgumentError } from './definition.js';
import type { ArgumentType, InputTypes, ScalarFunction } from './definition.js';
import { compareValues, valueKey } from './valueOrder.js';
import { valueFunction } from './values.js';

/** Functions of arrays, value by value. */

const INT = { kind: 'int' } as const;
const LONG = { kind: 'long' } as const;
const BOOLEAN = { kind: 'boolean' } as const;

type Items = readonly Value[];
type ArrayOf = DataType & { kind: 'array' };

export function elementOf(name: string, type: DataType): ArrayOf {
  if (type.kind === 'array') return type;
  throw new ArgumentError(`${name} expects an array, found ${type.kind}`);
}

function commonElement(name: string, types: readonly DataType[]): DataType {
  const common = widestType(types);
  if (common === null) throw new ArgumentError(`${name} expects elements of one type`);
  return common;
}

/** Two arrays, brought to one element type. */
const twoArrays = (name: string): InputTypes => ({
  rule: 'custom',
  min: 2,
  max: 2,
  types: (args) => {
    const arrays = args.map((arg) => elementOf(name, arg.type));
    const element = commonElement(
      name,
      arrays.map((array) => array.element),
    );
    return arrays.map((array) => ({ ...array, element }));
  },
});

/** An array and a value of its element type. */
const arrayAndElement = (name: string): InputTypes => ({
  rule: 'custom',
  min: 2,
  max: 2,
  types: ([list, value]) => {
    const array = elementOf(name, list.type);
    const kinds = [array.element.kind, value.type.kind];
    if (kinds.includes('string') && kinds.some((kind) => kind !== 'string' && kind !== 'null')) {
      throw new ArgumentError(
        `${name} expects an array and a value of its type, found ${kinds.join(' and ')}`,
      );
    }
    const element = commonElement(name, [array.element, value.type]);
    return [{ ...array, element }, element];
  },
});

function unionType(args: readonly ArgumentType[]): { readonly type: DataType; readonly nullable: boolean } {
  const arrays = args.map((arg) => arg.type as ArrayOf);
  const containsNull = arrays.some((array) => array.containsNull);
  return { type: { ...arrays[0], containsNull }, nullable: anyNullable(args) };
}

const firstType = (
  args: readonly ArgumentType[],
): { readonly type: DataType; readonly nullable: boolean } => ({
  type: args[0].type.kind === 'null' ? arrayType(args[0].type) : args[0].type,
  nullable: anyNullable(args),
});

/** As valueKey, but 0.0 and -0.0 are two values, as for Spark's sets. */
const setKey = (value: Value): unknown => (Object.is(value, -0) ? '-0.0' : valueKey(value));

/** The items for which `keep` says so, each once. */
function distinct(items: Items, keep: (key: unknown) => boolean = () => true): Value[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const key = setKey(item);
    if (seen.has(key) || !keep(key)) return false;
    seen.add(key);
    return true;
  });
}

const keysOf = (items: Items): Set<unknown> => new Set(items.map(setKey));

function extreme(name: string, doc: string, sign: 1 | -1): ScalarFunction {
  return valueFunction({
    names: [name],
    doc,
    inputTypes: { rule: 'each', types: ['array'] },
    resultType: ([{ type }]) => ({
      type: type.kind === 'null' ? type : elementOf(name, type).element,
      nullable: true,
    }),
    prepare: () => (items: Items) => {
      let best: Value = null;
      for (const item of items) {
        if (item !== null && (best === null || sign * compareValues(item, best) > 0)) best = item;
      }
      return best;
    },
  });
}

/** True when an element is in both; null when not, but one of two arrays with elements has a null. */
function overlap(a: Items, b: Items): boolean | null {
  const keys = keysOf(a.filter((item) => item !== null));
  if (b.some((item) => item !== null && keys.has(setKey(item)))) return true;
  const unknown = a.length > 0 && b.length > 0 && (a.includes(null) || b.includes(null));
  return unknown ? null : false;
}

function slice(items: Items, start: number, length: number): Items {
  if (start === 0)
    throw new ArgumentError('Unexpected value for start in function slice: SQL array indices start at 1.');
  if (length < 0)
    throw new ArgumentError(
      'Unexpected value for length in function slice: length must be greater than or equal to 0.',
    );
  const from = start > 0 ? start - 1 : items.length + start;
  return from < 0 || from >= items.length ? [] : items.slice(from, from + length);
}

const zip: ScalarFunction = valueFunction({
  names: ['arrays_zip'],
  doc: 'An array of structs: struct n has the n-th elements of the arrays, null where one is shorter.',
  inputTypes: {
    rule: 'custom',
    min: 1,
    max: Infinity,
    types: (args) =>
      args.map(({ type }) => (type.kind === 'null' ? arrayType(type) : elementOf('arrays_zip', type))),
  },
  resultType: (args) => {
    const fields = args.map(({ type, name }, k) => ({
      name: name ?? String(k),
      type: elementOf('arrays_zip', type).element,
      nullable: true,
    }));
    return { type: arrayType(structType(fields), false), nullable: anyNullable(args) };
  },
  prepare:
    () =>
    (...lists: Items[]) => {
      const length = Math.max(...lists.map((list) => list.length));
      return Array.from({ length }, (_, i) => lists.map((list) => list[i] ?? null));
    },
});

export const arrayFunctions: readonly ScalarFunction[] = [
  valueFunction({
    names: ['array_distinct'],
    doc: 'The elements without repetitions, in order of first appearance.',
    inputTypes: { rule: 'each', types: ['array'] },
    resultType: firstType,
    prepare: () => (items: Items) => distinct(items),
  }),
  valueFunction({
    names: ['array_union'],
    doc: 'The elements of both arrays, each once.',
    inputTypes: twoArrays('array_union'),
    resultType: unionType,
    prepare: () => (a: Items, b: Items) => distinct([...a, ...b]),
  }),
  valueFunction({
    names: ['array_except'],
    doc: 'The elements of the first array that are not in the second, each once.',
    inputTypes: twoArrays('array_except'),
    resultType: firstType,
    prepare: () => (a: Items, b: Items) => {
      const keys = keysOf(b);
      return distinct(a, (key) => !keys.has(key));
    },
  }),
  valueFunction({
    names: ['array_intersect'],
    doc: 'The elements that are in both arrays, each once.',
    inputTypes: twoArrays('array_intersect'),
    resultType: (args) => {
      const containsNull = args.every(({ type }) => (type as ArrayOf).containsNull);
      return { type: { ...(args[0].type as ArrayOf), containsNull }, nullable: anyNullable(args) };
    },
    prepare: () => (a: Items, b: Items) => {
      const keys = keysOf(b);
      return distinct(a, (key) => keys.has(key));
    },
  }),
  valueFunction({
    names: ['arrays_overlap'],
    doc: 'Whether an element is in both arrays; null when none is, but an array has nulls.',
    inputTypes: twoArrays('arrays_overlap'),
    resultType: (args) => ({
      type: BOOLEAN,
      nullable: anyNullable(args) || args.some(({ type }) => elementOf('arrays_overlap', type).containsNull),
    }),
    prepare: () => overlap,
  }),
  zip,
  extreme('array_max', 'Largest element that is not null; NaN is the largest number.', 1),
  extreme('array_min', 'Smallest element that is not null.', -1),
  valueFunction({
    names: ['array_position'],
    doc: 'Position of the first element that equals a value, from 1; 0 when there is none.',
    inputTypes: arrayAndElement('array_position'),
    resultType: (args) => ({ type: LONG, nullable: anyNullable(args) }),
    prepare: () => (items: Items, value: Value) => {
      const wanted = valueKey(value);
      return BigInt(items.findIndex((item) => item !== null && Object.is(valueKey(item), wanted)) + 1);
    },
  }),
  valueFunction({
    names: ['array_remove'],
    doc: 'The elements that do not equal a value.',
    inputTypes: arrayAndElement('array_remove'),
    resultType: firstType,
    prepare: () => (items: Items, value: Value) => {
      const unwanted = valueKey(value);
      return items.filter((item) => item === null || !Object.is(valueKey(item), unwanted));
    },
  }),
  valueFunction({
    names: ['array_repeat'],
    doc: 'An array of a value a number of times.',
    inputTypes: { rule: 'each', types: ['any', { exactly: INT }] },
    resultType: ([value, count]) => ({
      type: arrayType(value.type, value.nullable),
      nullable: count.nullable,
    }),
    seesNulls: true,
    prepare: () => (value: Value, count: number | null) =>
      count === null ? null : Array.from({ length: Math.max(count, 0) }, () => value),
  }),
  valueFunction({
    names: ['flatten'],
    doc: 'The elements of the arrays of an array; null when one of these is null.',
    inputTypes: { rule: 'each', types: ['array'] },
    resultType: ([{ type, nullable }]) => {
      const outer = elementOf('flatten', type);
      if (outer.element.kind !== 'array') {
        throw new ArgumentError(
          `flatten expects an array of arrays, found an array of ${outer.element.kind}`,
        );
      }
      return { type: outer.element, nullable: nullable || outer.containsNull };
    },
    prepare: () => (lists: readonly (Items | null)[]) =>
      lists.includes(null) ? null : (lists as Items[]).flat(),
  }),
  valueFunction({
    names: ['slice'],
    doc: 'Some elements from a position on (from 1, negative from the end).',
    raises: true,
    inputTypes: { rule: 'each', types: ['array', INT, INT] },
    resultType: firstType,
    prepare: () => slice,
  }),
  valueFunction({
    names: ['shuffle'],
    doc: 'The elements in a random order.',
    deterministic: false,
    inputTypes: { rule: 'each', types: ['array'] },
    resultType: firstType,
    prepare: () => (items: Items) => {
      const out = [...items];
      for (let i = out.length - 1; i > 0; i--) {
        const k = Math.floor(Math.random() * (i + 1));
        [out[i], out[k]] = [out[k], out[i]];
      }
      return out;
    },
  }),
  valueFunction({
    names: ['array_size'],
    doc: 'Number of elements of an array; null for null.',
    inputTypes: { rule: 'each', types: ['array'] },
    resultType: ([arg]) => ({ type: INT, nullable: arg.nullable }),
    prepare: () => (items: Items) => items.length,
  }),
];

import { int32Of, isValid, valueComparison } from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { compareColumns } from './comparison.js';
import { booleanColumn, strideOf, valuesOf } from './columns.js';
import { ArgumentError } from './definition.js';
import type { ArgumentType, InputTypes, ResultType, ScalarFunction } from './definition.js';
import { chooseRows, firstValid } from './select.js';
import { comparisonType, inputType, widestType } from '../types/coercion.js';
import { castColumn } from '../evaluation/cast.js';

const BOOLEAN = { kind: 'boolean' } as const;

const firstType = (args: readonly ArgumentType[]): DataType =>
  (args.find((arg) => arg.type.kind !== 'null') ?? args[0]).type;

const nullableWhenAll = (args: readonly ArgumentType[]): ResultType => ({
  type: firstType(args),
  nullable: args.every((arg) => arg.nullable),
});

const coalesce = (names: readonly string[], inputTypes: InputTypes): ScalarFunction => ({
  kind: 'scalar',
  names,
  doc: 'The first argument that is not null.',
  deterministic: true,
  inputTypes,
  resultType: nullableWhenAll,
  evaluate: (args, length, _, type) => chooseRows(args, firstValid(args, length), length, type),
});

const nullTest = (names: readonly string[], whenNull: 0 | 1): ScalarFunction => ({
  kind: 'scalar',
  names,
  doc: whenNull === 1 ? 'Whether the value is null.' : 'Whether the value is not null.',
  deterministic: true,
  inputTypes: { rule: 'each', types: ['any'] },
  resultType: () => ({ type: BOOLEAN, nullable: false }),
  evaluate: ([arg], length) => {
    // The same for all rows.
    if (arg.layout === 'null') return booleanColumn(Uint8Array.of(whenNull), null);
    if (arg.validity === null) return booleanColumn(Uint8Array.of(1 - whenNull), null);
    const values = new Uint8Array(length);
    for (let i = 0; i < length; i++) values[i] = isValid(arg, i) ? 1 - whenNull : whenNull;
    return booleanColumn(values, null);
  },
});

const extreme = (name: string, sign: 1 | -1): ScalarFunction => ({
  kind: 'scalar',
  names: [name],
  doc: `The ${name} of the arguments, nulls skipped; NaN is the largest.`,
  deterministic: true,
  inputTypes: { rule: 'widest', min: 2, withoutText: true },
  resultType: (args) => {
    const { kind } = firstType(args);
    if (kind === 'map' || kind === 'interval')
      throw new ArgumentError(`${name} does not support ordering on type ${kind}`);
    return nullableWhenAll(args);
  },
  evaluate: (args, length, _, type) => {
    const choice = firstValid(args, length);
    args.forEach((column, k) => {
      const step = strideOf(column, length);
      const comparisons = args.map((other) =>
        other.layout === 'null' ? null : valueComparison(column, other),
      );
      const steps = args.map((other) => strideOf(other, length));
      for (let i = 0; i < length; i++) {
        const best = choice[i];
        if (best < 0 || best >= k || !isValid(column, i * step)) continue;
        if (sign * comparisons[best]!(i * step, i * steps[best]) > 0) choice[i] = k;
      }
    });
    return chooseRows(args, choice, length, type);
  },
});

function ifTypes(args: readonly ArgumentType[]): readonly DataType[] {
  const { kind } = args[0].type;
  if (kind !== 'boolean' && kind !== 'null') {
    throw new ArgumentError(`type of predicate expression in If should be boolean, not ${kind}`);
  }
  return [BOOLEAN, ...branchTypes(args)];
}

/** Rows where the condition is true: 1. */
function isTrue(condition: Column, length: number): Uint8Array {
  const out = new Uint8Array(length);
  if (condition.layout === 'null') return out;
  const values = valuesOf<Uint8Array>(condition);
  const step = strideOf(condition, length);
  for (let i = 0; i < length; i++) out[i] = values[i * step] !== 0 && isValid(condition, i * step) ? 1 : 0;
  return out;
}

/** The second and third argument take their widest common type. */
function branchTypes([, ...branches]: readonly ArgumentType[]): readonly DataType[] {
  const types = branches.map((branch) => branch.type);
  const common = widestType(types);
  if (common === null)
    throw new ArgumentError(`values of different types: ${types.map((t) => t.kind).join(' and ')}`);
  return types.map(() => common);
}

export const conditionalFunctions: readonly ScalarFunction[] = [
  coalesce(['coalesce'], { rule: 'widest', min: 1 }),
  coalesce(['nvl', 'ifnull'], { rule: 'widest', min: 2, max: 2 }),
  nullTest(['isnull'], 1),
  nullTest(['isnotnull'], 0),
  extreme('greatest', 1),
  extreme('least', -1),
  {
    kind: 'scalar',
    names: ['if'],
    doc: 'The second argument where the first is true, else the third.',
    deterministic: true,
    inputTypes: { rule: 'custom', min: 3, max: 3, types: ifTypes },
    resultType: (args) => ({
      type: firstType(args.slice(1)),
      nullable: args[1].nullable || args[2].nullable,
    }),
    evaluate: ([condition, a, b], length, _, type) => {
      const yes = isTrue(condition, length);
      const choice = int32Of(length, (i) => 1 - yes[i]);
      return chooseRows([a, b], choice, length, type);
    },
  },
  {
    kind: 'scalar',
    names: ['nvl2'],
    doc: 'The second argument where the first is not null, else the third.',
    deterministic: true,
    inputTypes: { rule: 'custom', min: 3, max: 3, types: (args) => [args[0].type, ...branchTypes(args)] },
    resultType: (args) => ({
      type: firstType(args.slice(1)),
      nullable: args[1].nullable || args[2].nullable,
    }),
    evaluate: ([value, a, b], length, _, type) => {
      const step = strideOf(value, length);
      const choice = int32Of(length, (i) => (isValid(value, i * step) ? 0 : 1));
      return chooseRows([a, b], choice, length, type);
    },
  },
  {
    kind: 'scalar',
    names: ['nullif'],
    doc: 'The first argument, null where it equals the second.',
    deterministic: true,
    // Compared as `=` does, but the first argument keeps its own type.
    inputTypes: { rule: 'custom', min: 2, max: 2, types: (args) => args.map((arg) => arg.type) },
    resultType: (args, compat) => {
      const common = comparisonType('=', args[0].type, args[1].type, compat);
      if (common === null || common.kind === 'interval' || common.kind === 'map') {
        throw new ArgumentError(`nullif cannot compare ${args[0].type.kind} with ${args[1].type.kind}`);
      }
      return { type: args[0].type, nullable: true };
    },
    evaluate: ([a, b], length, context, type) => {
      const common = comparisonType('=', a.type, b.type, context.compat)!;
      const sides = [a, b].map((side) => castColumn(side, common, context));
      const equal = isTrue(compareColumns('=', sides[0], sides[1], length), length);
      return chooseRows(
        [a],
        int32Of(length, (i) => -equal[i]),
        length,
        type,
      );
    },
  },
  {
    kind: 'scalar',
    names: ['isnan'],
    doc: 'Whether the number is NaN; false for null.',
    deterministic: true,
    inputTypes: { rule: 'each', types: ['fraction'] },
    resultType: () => ({ type: BOOLEAN, nullable: false }),
    evaluate: ([arg], length) => {
      const out = new Uint8Array(length);
      if (arg.layout === 'null') return booleanColumn(out, null);
      const values = valuesOf<Float64Array>(arg);
      for (let i = 0; i < length; i++) out[i] = values[i] !== values[i] && isValid(arg, i) ? 1 : 0;
      return booleanColumn(out, null);
    },
  },
  {
    kind: 'scalar',
    names: ['nanvl'],
    doc: 'The first argument, or the second where the first is NaN.',
    deterministic: true,
    inputTypes: {
      rule: 'custom',
      min: 2,
      max: 2,
      types: (args) => {
        const types = args.map(({ type }) => {
          const fraction = inputType(type, 'fraction');
          if (fraction !== null) return fraction;
          throw new ArgumentError(`nanvl expects floating point numbers, found ${type.kind}`);
        });
        return types.some(({ kind }) => kind === 'double') ? types.map(() => ({ kind: 'double' })) : types;
      },
    },
    resultType: (args) => ({ type: args[0].type, nullable: args.some((arg) => arg.nullable) }),
    evaluate: ([a, b], length, _, type) => {
      const step = strideOf(a, length);
      const values = a.layout === 'null' ? new Float64Array(length) : valuesOf<Float64Array>(a);
      const choice = int32Of(length, (i) => (Number.isNaN(values[i * step]) && isValid(a, i * step) ? 1 : 0));
      return chooseRows([a, b], choice, length, type);
    },
  },
];

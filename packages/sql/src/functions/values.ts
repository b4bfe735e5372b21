import { createBuilder, isValid, valueAt } from '@graticule/columnar';
import type { Value } from '@graticule/columnar';
import { anyNullable, strideOf } from './columns.js';
import type {
  ArgumentType,
  DefaultArgument,
  EvaluationContext,
  InputTypes,
  Raises,
  ResultType,
  ScalarFunction,
} from './definition.js';

export interface ValueFunction {
  readonly names: readonly string[];
  readonly doc: string;
  readonly inputTypes: InputTypes;
  readonly defaults?: readonly DefaultArgument[];
  resultType(args: readonly ArgumentType[], context: EvaluationContext['compat']): ResultType;
  readonly deterministic?: boolean;
  readonly raises?: Raises;
  /** Whether `compute` is called with nulls too; else a null argument gives null. */
  readonly seesNulls?: boolean;
  /** A function of one row's values, made once per batch from the call's result type and the settings. */
  prepare(
    type: ResultType['type'],
    context: EvaluationContext,
    args: readonly ResultType['type'][],
  ): (...args: never[]) => Value;
}

/** A scalar function computed row by row on values (see Value): for results that are no plain numbers. */
export function valueFunction(definition: ValueFunction): ScalarFunction {
  const { names, doc, inputTypes, seesNulls = false } = definition;
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: definition.deterministic ?? true,
    raises: definition.raises,
    inputTypes,
    defaults: definition.defaults,
    resultType: (args, compat) => definition.resultType(args, compat),
    evaluate: (args, length, context, type) => {
      const types = args.map((arg) => arg.type);
      const compute = definition.prepare(type, context, types) as (...values: Value[]) => Value;
      const builder = createBuilder(type);
      const steps = args.map((arg) => strideOf(arg, length));
      const values: Value[] = args.map((arg, k) => (steps[k] === 0 ? valueAt(arg, 0) : null));
      for (let i = 0; i < length; i++) {
        let known = true;
        for (let k = 0; k < values.length; k++) {
          if (steps[k] === 1) values[k] = isValid(args[k], i) ? valueAt(args[k], i) : null;
          if (values[k] === null) known = false;
        }
        if (known || seesNulls) builder.append(compute(...values));
        else builder.appendNull();
      }
      return builder.finish();
    },
  };
}

/** resultType of a function that gives null when an argument is null and only then. */
export function always(type: ResultType['type']): (args: readonly ArgumentType[]) => ResultType {
  return (args) => ({ type, nullable: anyNullable(args) });
}

/** resultType of a function that may give null for any arguments. */
export function maybe(type: ResultType['type']): () => ResultType {
  return () => ({ type, nullable: true });
}

import type { DataType, Value } from '@graticule/columnar';
import type { Literal } from '../plan/expression.js';
import { typeText } from '../types/text.js';
import { ArgumentError } from './definition.js';
import type { EvaluationContext, InputFile, ScalarFunction } from './definition.js';
import { maybe, valueFunction } from './values.js';

/** Functions about the session and about expressions, and those that stop a query. */

const STRING = { kind: 'string' } as const;
const LONG = { kind: 'long' } as const;
const NULL = { kind: 'null' } as const;

function refuseEvaluation(text: Value): never {
  throw new ArgumentError(`Cannot evaluate expression: ${String(text)}`);
}

/** A text that is known when the query is analysed. */
function constantText(
  names: readonly string[],
  doc: string,
  text: (context: EvaluationContext) => string,
): ScalarFunction {
  return valueFunction({
    names,
    doc,
    inputTypes: { rule: 'each', types: [] },
    resultType: () => ({ type: STRING, nullable: false }),
    prepare: (_, context) => () => text(context),
  });
}

/** Something of the file that a row comes from; `none` without one. */
function ofInputFile(
  name: string,
  doc: string,
  type: DataType,
  none: Value,
  value: (file: InputFile) => Value,
): ScalarFunction {
  return valueFunction({
    names: [name],
    doc,
    inputTypes: { rule: 'each', types: [] },
    deterministic: false,
    resultType: () => ({ type, nullable: false }),
    prepare: (_, { inputFile }) => {
      const found = inputFile === null ? none : value(inputFile);
      return () => found;
    },
  });
}

export const sessionFunctions: readonly ScalarFunction[] = [
  constantText(['current_catalog'], 'Name of the catalog: there is one only.', () => 'spark_catalog'),
  constantText(
    ['current_database', 'current_schema'],
    'Name of the database: there is one only.',
    () => 'default',
  ),
  constantText(['version'], 'The Spark that the session follows.', ({ compat }) => `${compat} graticule`),
  ofInputFile(
    'input_file_name',
    'URI of the file that the row comes from; empty without one.',
    STRING,
    '',
    ({ uri }) => uri,
  ),
  ofInputFile(
    'input_file_block_start',
    'First byte of the part of the file that the row comes from; -1 without a file.',
    LONG,
    -1n,
    ({ start }) => BigInt(start),
  ),
  ofInputFile(
    'input_file_block_length',
    'Bytes of the part of the file that the row comes from; -1 without a file.',
    LONG,
    -1n,
    ({ length }) => BigInt(length),
  ),
  {
    kind: 'scalar',
    names: ['java_method', 'reflect'],
    doc: 'Calls a method of a Java class in Spark. There is no Java here: it is refused.',
    deterministic: false,
    inputTypes: { rule: 'custom', min: 2, max: Infinity, types: (args) => args.map(({ type }) => type) },
    resultType: () => {
      throw new ArgumentError('java_method and reflect call Java, which is not there');
    },
    evaluate: () => {
      throw new ArgumentError('java_method and reflect call Java, which is not there');
    },
  },
  valueFunction({
    names: ['current_timezone'],
    doc: 'The session’s time zone.',
    inputTypes: { rule: 'each', types: [] },
    deterministic: false,
    resultType: () => ({ type: STRING, nullable: false }),
    prepare: (_, context) => () => context.timeZone,
  }),
  valueFunction({
    names: ['typeof'],
    doc: 'The type of the argument, as DDL.',
    inputTypes: { rule: 'each', types: ['any'] },
    resultType: () => ({ type: STRING, nullable: false }),
    seesNulls: true,
    prepare: (_, __, [type]) => {
      const text = type.kind === 'null' ? 'void' : typeText(type);
      return () => text;
    },
  }),
  valueFunction({
    names: ['assert_true'],
    doc: 'Null when the condition is true; else the query fails with the message.',
    raises: true,
    inputTypes: { rule: 'each', types: [{ kind: 'boolean' }, STRING], optional: 1 },
    deterministic: false,
    resultType: maybe(NULL),
    seesNulls: true,
    prepare: () => (condition: boolean | null, message?: Value) => {
      if (condition !== true)
        throw new ArgumentError(String(message ?? 'the condition of assert_true is not true!'));
      return null;
    },
  }),
  {
    ...valueFunction({
      names: ['unevaluable'],
      doc: 'What cannot be computed where it stands; the query fails, whatever rows there are.',
      raises: true,
      inputTypes: { rule: 'each', types: [STRING, 'any'], optional: 1, repeated: true },
      resultType: maybe(NULL),
      seesNulls: true,
      prepare: () => refuseEvaluation,
    }),
    internal: true,
    refuseLiterals: ([text]) => refuseEvaluation((text as Literal).value),
  },
  valueFunction({
    names: ['raise_error'],
    doc: 'The query fails with the message.',
    raises: true,
    inputTypes: { rule: 'each', types: [STRING] },
    deterministic: false,
    resultType: maybe(NULL),
    seesNulls: true,
    prepare:
      () =>
      (message: Value): Value => {
        throw new ArgumentError(String(message));
      },
  }),
];

import { take } from '@graticule/columnar';
import type { Batch, Column } from '@graticule/columnar';
import { ArgumentError } from '../functions/definition.js';
import type { EvaluationContext, LambdaKernel } from '../functions/definition.js';
import { expressionChildren, someExpression } from '../plan/expressions.js';
import type { Expression, LambdaFunction, LambdaVariable } from '../plan/expression.js';
import type { Evaluator } from './compile.js';

/** The rows that the body of a lambda function sees: taken from those around it, with its parameters beside them. */
interface LambdaBatch extends Batch {
  readonly variables: ReadonlyMap<number, Column>;
}

const NO_VARIABLES: ReadonlyMap<number, Column> = new Map();

function variablesOf(batch: Batch): ReadonlyMap<number, Column> {
  return (batch as Partial<LambdaBatch>).variables ?? NO_VARIABLES;
}

export function lambdaVariable({ id, name }: LambdaVariable): Evaluator {
  return (batch) => {
    const column = variablesOf(batch).get(id);
    if (column === undefined) throw new ArgumentError(`${name} is used outside of its lambda function`);
    return column;
  };
}

/** Whether the body depends on more than its own parameters. */
export function refersOutside(lambda: LambdaFunction): boolean {
  const own = new Set(lambda.parameters.map((parameter) => parameter.id));
  const visit = (expression: Expression): boolean => {
    if (expression.kind === 'bound') return true;
    if (expression.kind === 'lambdaVariable') return !own.has(expression.id);
    if (expression.kind === 'lambda') for (const { id } of expression.parameters) own.add(id);
    return expressionChildren(expression).some(visit);
  };
  return visit(lambda.body);
}

/** The columns and the parameters of lambda functions around it that an expression refers to. */
interface References {
  readonly ordinals: ReadonlySet<number>;
  readonly variables: ReadonlySet<number>;
}

export function referencesOf(expression: Expression): References {
  const ordinals = new Set<number>();
  const variables = new Set<number>();
  someExpression(expression, (inner) => {
    if (inner.kind === 'bound') ordinals.add(inner.ordinal);
    if (inner.kind === 'lambdaVariable') variables.add(inner.id);
    return false;
  });
  return { ordinals, variables };
}

/** Rows of a batch, with only what is referred to. */
export function takeRows(batch: Batch, references: References, rows: Int32Array): LambdaBatch {
  const columns: Column[] = [];
  for (const ordinal of references.ordinals) columns[ordinal] = take(batch.columns[ordinal], rows);
  const variables = new Map<number, Column>();
  for (const [id, column] of variablesOf(batch)) {
    if (references.variables.has(id)) variables.set(id, take(column, rows));
  }
  return { schema: batch.schema, length: rows.length, columns, variables };
}

/** body: the evaluator of the lambda's body. Of outer columns only those that it refers to are taken. */
export function lambdaKernel(
  lambda: LambdaFunction,
  body: Evaluator,
): (batch: Batch, context: EvaluationContext) => LambdaKernel {
  const references = referencesOf(lambda.body);
  return (batch, context) => (parameters, rows) => {
    const outer = takeRows(batch, references, rows);
    const variables = new Map(outer.variables);
    lambda.parameters.forEach(({ id }, k) => variables.set(id, parameters[k]));
    const inner: LambdaBatch = { ...outer, variables };
    return body(inner, context);
  };
}

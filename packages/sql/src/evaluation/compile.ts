import { andBitmaps, fromValues, valueAt, withValidity } from '@graticule/columnar';
import type { Batch, Column, StructType } from '@graticule/columnar';
import { expand } from '../functions/columns.js';
import { ArgumentError, requireFunction } from '../functions/registry.js';
import type { EvaluationContext } from '../functions/registry.js';
import type {
  Expression,
  FieldAccess,
  FunctionCall,
  LambdaFunction,
  Literal,
  LiteralValue,
} from '../plan/expression.js';
import { branchingCall, caseEvaluator } from './branches.js';
import { castColumn } from './cast.js';
import { lambdaKernel, lambdaVariable, refersOutside } from './lambda.js';

/** Computes one column per batch. The result has as many rows as the batch. */
export type Evaluator = (batch: Batch, context: EvaluationContext) => Column;

/**
 * The evaluator of a bound expression. Every subexpression is evaluated for the whole batch, but for branches of
 * conditions that may raise an error (branches.ts); expressions of literals only are computed once per batch and repeated.
 */
export function compile(expression: Expression): Evaluator {
  const evaluate = compileCompact(expression);
  return (batch, context) => expand(evaluate(batch, context), batch.length);
}

/** The value of an expression without column references. Functions that are not deterministic throw. */
export function evaluateConstant(
  expression: Expression,
  context: EvaluationContext = DEFAULT_CONTEXT,
): LiteralValue {
  const schema: StructType = { kind: 'struct', fields: [] };
  return valueAt(compile(expression)({ schema, length: 1, columns: [] }, context), 0) as LiteralValue;
}

/** Spark 3.3 behaviour at UTC in partition 0; for constants and tests. */
export const DEFAULT_CONTEXT: EvaluationContext = {
  compat: '3.3',
  timeZone: 'UTC',
  timeParserPolicy: 'EXCEPTION',
  mapKeyDedupPolicy: 'EXCEPTION',
  queryMicros: 0n,
  task: 0,
  rowOffset: 0,
  inputFile: null,
};

/** As compile, but what is the same for all rows may come as one row. */
export function compileCompact(expression: Expression): Evaluator {
  switch (expression.kind) {
    case 'bound': {
      const { ordinal } = expression;
      return (batch) => {
        const column = batch.columns[ordinal];
        if (column !== undefined) return column;
        throw new ArgumentError(
          `${expression.name}: column ${ordinal} of an input with ${batch.columns.length} columns`,
        );
      };
    }
    case 'literal': {
      const column = literalColumn(expression);
      return () => column;
    }
    case 'alias':
      return compileCompact(expression.child);
    case 'cast': {
      const child = compileCompact(expression.child);
      const { type } = expression;
      return (batch, context) => castColumn(child(batch, context), type, context);
    }
    case 'field':
      return buildField(expression);
    case 'case':
      return caseEvaluator(expression, compileCompact);
    case 'call':
      return buildCall(expression);
    case 'lambdaVariable':
      return lambdaVariable(expression);
    case 'attribute':
    case 'aggregate':
    case 'generator':
      throw new ArgumentError(
        `${expression.name} (${expression.kind}) cannot be evaluated: it is not bound to a column`,
      );
    case 'lambda':
    case 'window':
    case 'subquery':
      throw new ArgumentError(`an expression of kind ${expression.kind} has no value of its own`);
  }
}

function literalColumn(literal: Literal): Column {
  return fromValues(literal.type, [literal.value]);
}

function buildCall(expression: FunctionCall): Evaluator {
  const definition = requireFunction(expression.name);
  if (definition.kind !== 'scalar') {
    throw new ArgumentError(`${expression.name} is a ${definition.kind} function: it has no value per row`);
  }
  const branching = branchingCall(expression, compileCompact);
  if (branching !== null) return branching;
  const functions = expression.args.filter((arg): arg is LambdaFunction => arg.kind === 'lambda');
  const args = expression.args.filter((arg) => arg.kind !== 'lambda').map((arg) => compileCompact(arg));
  const { type } = expression;
  if (definition.folds === true) {
    return (batch, context) =>
      args.slice(1).reduce(
        (soFar, arg) => {
          const next = arg(batch, context);
          const length = soFar.length === 1 && next.length === 1 ? 1 : batch.length;
          return definition.evaluate([soFar, next], length, context, type, []);
        },
        args[0](batch, context),
      );
  }
  const deterministic = definition.deterministic && !functions.some(refersOutside);
  const kernels = functions.map((lambda) => lambdaKernel(lambda, compile(lambda.body)));
  return (batch, context) => {
    let columns = args.map((arg) => arg(batch, context));
    const constant = deterministic && columns.every((column) => column.length === 1);
    const length = constant ? 1 : batch.length;
    // Higher-order functions are given whole columns.
    if (kernels.length > 0) columns = columns.map((column) => expand(column, length));
    const lambdas = kernels.map((kernel) => kernel(batch, context));
    return definition.evaluate(columns, length, context, type, lambdas);
  };
}

function buildField(expression: FieldAccess): Evaluator {
  const child = compileCompact(expression.child);
  const { ordinal } = expression;
  return (batch, context) => {
    const struct = child(batch, context);
    if (struct.layout !== 'struct')
      throw new ArgumentError(`${expression.name} is taken from a ${struct.type.kind}`);
    const field = struct.children[ordinal];
    if (struct.validity === null || field.layout === 'null') return field;
    return withValidity(field, andBitmaps(struct.validity, field.validity, struct.length));
  };
}

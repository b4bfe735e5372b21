import { valueAt } from '@graticule/columnar';
import { evaluateConstant } from '../evaluation/compile.js';
import { isConstant } from '../evaluation/constant.js';
import { RefusedConstant } from '../errors.js';
import { ExtendedArgumentError } from '../functions/definition.js';
import { ArgumentError, lookupFunction } from '../functions/registry.js';
import type { EvaluationContext } from '../functions/registry.js';
import type { Expression, LiteralValue, NamedExpression } from '../plan/expression.js';
import { expressionChildren, replaceExpression } from '../plan/expressions.js';
import type { LocalNode, LogicalNode } from '../plan/logical.js';
import { childrenOf, expressionsOf } from '../plan/walk.js';

/**
 * Spark computes constants before it starts tasks, so that their errors keep their classes and come even where there are
 * no rows. What stands in a branch that may not be taken is left to the rows. To be called when constants are folded.
 */
export function refuseConstants(plan: LogicalNode, context: EvaluationContext): void {
  const seen = new Set<LogicalNode>();
  const visit = (node: LogicalNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const expression of expressionsOf(node)) {
      refuseLiterals(expression, context);
      refuse(expression, context);
    }
    childrenOf(node).forEach(visit);
    inlineRows(node, context);
  };
  visit(plan);
}

/** The rows that are known where a node only computes from VALUES, and null elsewhere: Spark computes them ahead too. */
function inlineRows(node: LogicalNode, context: EvaluationContext): readonly InlineRow[] | null {
  switch (node.kind) {
    case 'local':
      return node.inline === true ? rowsOfLocal(node) : null;
    case 'limit': {
      const end = node.count === null ? undefined : node.offset + node.count;
      return inlineRows(node.input, context)?.slice(node.offset, end) ?? null;
    }
    case 'filter': {
      const { condition } = node;
      return computed(node.input, [condition], context, (row, [holds]) => (holds === true ? [row] : []));
    }
    case 'project': {
      const { expressions } = node;
      return computed(node.input, expressions.map(valueOf), context, (_, values) => [
        new Map(expressions.map(({ id }, k) => [id, values[k]])),
      ]);
    }
    default:
      return null;
  }
}

/** Values by attribute. */
type InlineRow = ReadonlyMap<number, LiteralValue>;

const valueOf = (named: NamedExpression): Expression => (named.kind === 'alias' ? named.child : named);

function computed(
  input: LogicalNode,
  expressions: readonly Expression[],
  context: EvaluationContext,
  made: (row: InlineRow, values: readonly LiteralValue[]) => readonly InlineRow[],
): readonly InlineRow[] | null {
  const rows = inlineRows(input, context);
  if (rows === null || !expressions.every(isKnown)) return null;
  return rows.flatMap((row) => {
    const literalOf = (inner: Expression): Expression | undefined => {
      if (inner.kind !== 'attribute') return undefined;
      return { kind: 'literal', value: row.get(inner.id) ?? null, type: inner.type };
    };
    const values = expressions.map((one) => valueOrRefused(replaceExpression(one, literalOf), context));
    return made(row, values);
  });
}

/** Whether the value follows from the columns alone. */
const isKnown = (expression: Expression): boolean =>
  isConstant(
    replaceExpression(expression, (inner) =>
      inner.kind === 'attribute' ? { kind: 'literal', value: null, type: inner.type } : undefined,
    ),
  );

function rowsOfLocal({ output, batches }: LocalNode): readonly InlineRow[] {
  return batches.flatMap(({ length, columns }) =>
    Array.from(
      { length },
      (_, row) => new Map(output.map(({ id }, k) => [id, valueAt(columns[k], row) as LiteralValue])),
    ),
  );
}

/** Whether a branch is taken or not. */
function refuseLiterals(expression: Expression, context: EvaluationContext): void {
  for (const child of expressionChildren(expression)) refuseLiterals(child, context);
  if (expression.kind !== 'call') return;
  const definition = lookupFunction(expression.name);
  if (definition?.kind !== 'scalar' || definition.refuseLiterals === undefined) return;
  const { args } = expression;
  asRefusal(context, () => definition.refuseLiterals?.(args, context));
}

function refuse(expression: Expression, context: EvaluationContext): void {
  if (expression.kind === 'literal') return;
  if (!isConstant(expression)) {
    for (const child of always(expression)) refuse(child, context);
    return;
  }
  valueOrRefused(expression, context);
}

const valueOrRefused = (expression: Expression, context: EvaluationContext): LiteralValue =>
  asRefusal(context, () => evaluateConstant(expression, context));

function asRefusal<T>({ compat }: EvaluationContext, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const unknown = compat === '2.2' && error instanceof ExtendedArgumentError;
    throw new RefusedConstant(unknown ? 'RuntimeException' : error.raisedClass, error.message);
  }
}

/** The children that are computed whatever the values of the others are. */
function always(expression: Expression): readonly Expression[] {
  if (expression.kind === 'case') return [expression.branches[0].when];
  const children = expressionChildren(expression);
  if (expression.kind !== 'call') return children;
  switch (expression.name) {
    case 'if':
    case 'nvl2':
    case 'coalesce':
    case 'nvl':
    case 'and':
    case 'or':
      return children.slice(0, 1);
    default:
      // The body of a lambda function is computed for elements only.
      return children.filter(({ kind }) => kind !== 'lambda');
  }
}

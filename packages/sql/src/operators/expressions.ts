import { filterByMask, repeatRow, sliceBatch, type Batch, type Column } from '@graticule/columnar';
import { compile, compileCompact } from '../evaluation/compile.js';
import type { EvaluationContext } from '../functions/definition.js';
import type { Expression } from '../plan/expression.js';

/** Evaluates expressions over batches; constants are repeated, so that every column has the batch's length. */
export function columnsOf(
  expressions: readonly Expression[],
  context: EvaluationContext,
): (batch: Batch) => Column[] {
  const compiled = expressions.map((expression) => compile(expression));
  return (batch) =>
    compiled.map((evaluate) => {
      const column = evaluate(batch, context);
      return column.length === batch.length ? column : repeatRow(column, 0, batch.length);
    });
}

/** A condition as a mask: 1 where it is true, 0 where it is false or null. */
export function maskOf(condition: Expression, context: EvaluationContext): (batch: Batch) => Uint8Array {
  const evaluate = compile(condition);
  return (batch) => truths(evaluate(batch, context));
}

/** The rows for which a condition is true; the batch itself when these are all of them. */
export function rowsWhere(condition: Expression, context: EvaluationContext): (batch: Batch) => Batch {
  const evaluate = compileCompact(condition);
  return (batch) => {
    const column = evaluate(batch, context);
    if (column.length === batch.length) return filterByMask(batch, truths(column));
    return truths(column)[0] === 1 ? batch : sliceBatch(batch, 0, 0);
  };
}

/** Of a column of booleans: 1 where it is true, 0 where it is false or null. */
function truths(column: Column): Uint8Array {
  const { length, validity } = column;
  if (column.layout !== 'primitive') return new Uint8Array(length);
  const values = column.values as Uint8Array;
  if (validity === null) return values;
  const mask = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    if (values[i] !== 0 && (validity[i >> 3] & (1 << (i & 7))) !== 0) mask[i] = 1;
  }
  return mask;
}

import type { PhysicalFilter, PhysicalProject } from '../plan/physical.js';
import { columnsOf, rowsWhere } from './expressions.js';
import type { Rows, TaskContext } from './taskContext.js';

export async function* project(node: PhysicalProject, input: Rows, context: TaskContext): Rows {
  const evaluate = columnsOf(node.expressions, context.evaluation);
  const { evaluation } = context;
  evaluation.rowOffset = 0;
  let rows = 0;
  for await (const batch of input) {
    evaluation.rowOffset = rows;
    yield { schema: node.schema, length: batch.length, columns: evaluate(batch) };
    rows += batch.length;
  }
}

export async function* filter(node: PhysicalFilter, input: Rows, context: TaskContext): Rows {
  const where = rowsWhere(node.condition, context.evaluation);
  for await (const batch of input) {
    const kept = where(batch);
    if (kept.length > 0) yield kept;
  }
}

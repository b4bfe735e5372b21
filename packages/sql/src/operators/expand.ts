import type { PhysicalExpand } from '../plan/physical.js';
import { columnsOf } from './expressions.js';
import type { Rows, TaskContext } from './taskContext.js';

/** Every row once per projection: what GROUP BY ROLLUP, CUBE and GROUPING SETS are made of. */
export async function* expand(node: PhysicalExpand, input: Rows, context: TaskContext): Rows {
  const projections = node.projections.map((expressions) => columnsOf(expressions, context.evaluation));
  for await (const batch of input) {
    for (const columns of projections)
      yield { schema: node.schema, length: batch.length, columns: columns(batch) };
  }
}

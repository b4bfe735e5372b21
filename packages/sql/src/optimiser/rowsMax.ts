import type { LogicalNode } from '../plan/logical.js';

/** The number of rows that a plan certainly does not exceed; Infinity when nothing is certain. */
export function rowsMax(node: LogicalNode): number {
  switch (node.kind) {
    case 'local':
      return node.batches.reduce((rows, batch) => rows + batch.length, 0);
    case 'range':
      return Math.max(0, Math.ceil(Number(node.end - node.start) / Number(node.step)));
    case 'singleRow':
    case 'writeLayer':
      return 1;
    case 'aggregate':
      return node.keys.length === 0 ? 1 : rowsMax(node.input);
    case 'limit': {
      const below = rowsMax(node.input);
      if (node.partial === true) return below;
      return Math.min(node.count ?? Infinity, Math.max(0, below - node.offset));
    }
    case 'tail':
      return Math.min(node.count, rowsMax(node.input));
    case 'sample':
      return node.withReplacement ? Infinity : rowsMax(node.input);
    case 'project':
    case 'filter':
    case 'sort':
    case 'window':
    case 'repartition':
    case 'shared':
    case 'subqueryAlias':
      return rowsMax(node.input);
    case 'union':
      return node.inputs.reduce((rows, input) => rows + rowsMax(input), 0);
    case 'join':
      if (LEFT_ONLY.has(node.type)) return rowsMax(node.left);
      return node.type === 'inner' || node.type === 'cross'
        ? product(rowsMax(node.left), rowsMax(node.right))
        : Infinity;
    default:
      return Infinity;
  }
}

const LEFT_ONLY: ReadonlySet<string> = new Set(['semi', 'anti', 'existence']);

function product(left: number, right: number): number {
  return left === 0 || right === 0 ? 0 : left * right;
}

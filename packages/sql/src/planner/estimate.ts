import type { LogicalNode } from '../plan/logical.js';
import { outputOf } from '../plan/walk.js';

const ROW_BYTES = 8;

/** An upper bound of a plan's size in bytes, decoded; null when nothing is known. */
export function estimateBytes(node: LogicalNode): number | null {
  switch (node.kind) {
    case 'scan':
      return node.estimatedBytes ?? null;
    case 'local':
      return rowBytes(node) * node.batches.reduce((rows, batch) => rows + batch.length, 0);
    case 'range':
      return Math.max(0, Number((node.end - node.start) / node.step)) * ROW_BYTES;
    case 'union': {
      let sum = 0;
      for (const input of node.inputs) {
        const bytes = estimateBytes(input);
        if (bytes === null) return null;
        sum += bytes;
      }
      return sum;
    }
    case 'limit':
    case 'tail': {
      const known = estimateBytes(node.input);
      if (node.count === null) return known;
      const limited = node.count * rowBytes(node);
      return known === null ? limited : Math.min(known, limited);
    }
    case 'join':
      return node.type === 'semi' || node.type === 'anti' ? estimateBytes(node.left) : null;
    case 'kernel':
      return null;
    default:
      return estimateBytes(node.input);
  }
}

/** A guess for columns of mixed width. */
function rowBytes(node: LogicalNode): number {
  return outputOf(node).length * 4 * ROW_BYTES;
}

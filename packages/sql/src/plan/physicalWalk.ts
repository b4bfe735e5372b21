import type { PhysicalNode } from './physical.js';

/** Inputs of a physical node that run in the same task. */
export function physicalChildren(node: PhysicalNode): readonly PhysicalNode[] {
  switch (node.kind) {
    case 'scan':
    case 'local':
    case 'range':
    case 'stageInput':
      return [];
    case 'hashJoin':
    case 'nestedLoopJoin':
      return [node.left, node.right];
    case 'union':
    case 'kernel':
      return node.inputs;
    default:
      return [node.input];
  }
}

import type { PhysicalNode, Stage, StageInput } from './physical.js';

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

/** What a stage reads of earlier ones: for its rows, and to find out where they go. */
export function stageInputsOf({ root, output }: Stage): StageInput[] {
  const leaves = (node: PhysicalNode): StageInput[] =>
    node.kind === 'stageInput' ? [node] : physicalChildren(node).flatMap(leaves);
  return [...leaves(root), ...(output.kind === 'range' ? output.samples : [])];
}

import { physicalChildren, type PhysicalNode } from '@graticule/sql';

/** Operators that make or hold many rows, in people's words; the others pass on what they get. */
const NAMES: Readonly<Partial<Record<PhysicalNode['kind'], string>>> = {
  nestedLoopJoin: 'join of every row with every row',
  hashJoin: 'join',
  aggregate: 'aggregation',
  sort: 'sort',
  kernel: 'kernel',
  scan: 'scan',
  local: 'local rows',
  range: 'range',
};

/** For messages: the operator nearest to the stage's output that decides how much comes out of it. */
export function mainOperator(root: PhysicalNode): string {
  if (root.kind === 'kernel') return `kernel ${root.kernel}`;
  const name = NAMES[root.kind];
  if (name !== undefined) return name;
  const [child] = physicalChildren(root);
  return child === undefined ? 'exchange' : mainOperator(child);
}

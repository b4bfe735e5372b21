import { physicalChildren, type PhysicalNode } from '@graticule/sql';

/** Operators that make or hold many rows, in people's words; the others pass on what they get. */
const NAMES: Readonly<Partial<Record<PhysicalNode['kind'], string>>> = {
  nestedLoopJoin: 'join of every row with every row',
  hashJoin: 'join',
  aggregate: 'aggregation',
  kernel: 'kernel',
  scan: 'scan',
  local: 'local rows',
  range: 'range',
};

/** Operators that hold as many rows as another one made. */
const HOLDING: Readonly<Partial<Record<PhysicalNode['kind'], string>>> = {
  sort: 'sort',
  window: 'window functions',
};

const EXCHANGE = 'exchange';

/** For messages: the operator nearest to the stage's output that decides how much comes out of it. */
export function mainOperator(root: PhysicalNode): string {
  if (root.kind === 'kernel') return `kernel ${root.kernel}`;
  const name = NAMES[root.kind];
  if (name !== undefined) return name;
  const [child] = physicalChildren(root);
  const below = child === undefined ? EXCHANGE : mainOperator(child);
  const holding = HOLDING[root.kind];
  if (holding === undefined) return below;
  return below === EXCHANGE ? holding : `${holding} after ${below}`;
}

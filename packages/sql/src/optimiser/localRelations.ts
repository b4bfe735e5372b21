import { fromValues } from '@graticule/columnar';
import type { Batch } from '@graticule/columnar';
import { schemaOf } from '../plan/attribute.js';
import type { LiteralValue } from '../plan/expression.js';
import type { LogicalNode, UnionNode } from '../plan/logical.js';
import { outputOf, transformUp } from '../plan/walk.js';

/** Rows of literals that stand side by side in a union (VALUES) become one relation of local rows. */
export function gatherLiterals(node: LogicalNode): LogicalNode {
  return transformUp(node, (inner) => (inner.kind === 'union' ? gather(inner) : inner));
}

function gather(union: UnionNode): LogicalNode {
  const rows: (readonly LiteralValue[])[] = [];
  for (const input of union.inputs) {
    const row = literalRow(input);
    if (row === null) return union;
    rows.push(row);
  }
  const { output } = union;
  const columns = output.map(({ type }, k) =>
    fromValues(
      type,
      rows.map((row) => row[k]),
    ),
  );
  const batch: Batch = { schema: schemaOf(output), length: rows.length, columns };
  return { kind: 'local', output, batches: [batch] };
}

/** The values of a relation of one row that is made of literals, null when it is none. */
function literalRow(node: LogicalNode): readonly LiteralValue[] | null {
  if (node.kind !== 'project' || node.input.kind !== 'range') return null;
  const { start, end, step } = node.input;
  if (end - start !== step || outputOf(node).length === 0) return null;
  const values: LiteralValue[] = [];
  for (const named of node.expressions) {
    if (named.kind !== 'alias' || named.child.kind !== 'literal') return null;
    values.push(named.child.value);
  }
  return values;
}

import { createHash } from 'node:crypto';
import { structType, toIpc, type Batch } from '@graticule/columnar';
import type { LocalNode, LogicalNode } from '@graticule/sql';

/**
 * Text that is equal for plans that compute the same columns in the same way, whatever the columns are called
 * (`df.sameSemantics`). Column ids are counted anew in order of appearance; local rows are compared by their content.
 */
export function canonicalPlan(plan: LogicalNode): string {
  const ordinals = new Map<number, number>();
  const ordinalOf = (id: number) => {
    const known = ordinals.get(id);
    if (known !== undefined) return known;
    ordinals.set(id, ordinals.size);
    return ordinals.size - 1;
  };
  return JSON.stringify(plan, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null) return value;
    const node = withoutAlias(value as AnyNode);
    switch (node.kind) {
      case 'attribute':
        return { kind: 'attribute', id: ordinalOf(node.id as number), type: node.type };
      case 'alias':
        return { kind: 'alias', child: node.child, id: ordinalOf(node.id as number) };
      case 'local':
        return { kind: 'local', output: node.output, rows: contentHash(node as unknown as LocalNode) };
      default:
        return node;
    }
  });
}

interface AnyNode {
  readonly kind?: unknown;
  readonly [key: string]: unknown;
}

/** Names of tables do not count. */
function withoutAlias(node: AnyNode): AnyNode {
  return node.kind === 'subqueryAlias' ? withoutAlias(node.input as AnyNode) : node;
}

/** Equal for plans with the same meaning; 32 bits, signed. */
export function planHash(plan: LogicalNode): number {
  const text = canonicalPlan(plan);
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

function contentHash({ output, batches }: LocalNode): string {
  const schema = structType(output.map(({ type, nullable }, i) => ({ name: `_${i}`, type, nullable })));
  const unnamed = batches.map(({ length, columns }): Batch => ({ schema, length, columns }));
  return createHash('sha256').update(toIpc(unnamed, schema)).digest('hex');
}

import type { Attribute, Expression } from '../plan/expression.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import type { Scope } from './context.js';

type Metadata = Attribute['metadata'];

/** What tells the geometry and the time of a layer: Graticule's own, so that no Spark loses it. */
const MARKS = new Set(['geometry', 'time']);

/** The metadata of a plain column or struct field; anything computed has none. */
export function metadataOf(value: Expression): Metadata {
  if (value.kind === 'attribute') return value.metadata;
  if (value.kind !== 'field') return undefined;
  return value.child.type.kind === 'struct' ? value.child.type.fields[value.ordinal].metadata : undefined;
}

/** The metadata that a value goes on with under another name. */
export function aliasMetadata(child: UnresolvedExpression, value: Expression, scope: Scope): Metadata {
  const metadata = metadataOf(value);
  if (metadata === undefined || scope.compat !== '2.2' || scope.text || !isByName(child)) return metadata;
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => MARKS.has(key)));
}

/** Spark 2.2 takes the metadata when alias() is called, when a column that is given by its name alone has none yet. */
function isByName(child: UnresolvedExpression): boolean {
  if (child.kind === 'unresolvedAlias') return isByName(child.child);
  return child.kind === 'unresolvedAttribute' && child.relation === undefined;
}

import { unsupportedGenerator } from '../errors.js';
import type { SparkVersion } from '../functions/definition.js';
import type { NamedExpression } from '../plan/expression.js';
import { someExpression } from '../plan/expressions.js';
import { prettySql } from '../plan/prettySql.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import type { Scope } from './context.js';
import { resolveNamed } from './expression.js';
import { generatorItem, resolveGenerator } from './generate.js';
import type { Generated } from './generate.js';

/** A generator of a select list, whose columns stand before the expression of that index. */
export type PlacedGenerator = Generated & { readonly at: number };

export interface SelectList {
  readonly expressions: readonly NamedExpression[];
  readonly generated: PlacedGenerator | null;
}

/** The items of a select list, of which one may be a generator. */
export function selectList(items: readonly UnresolvedExpression[], scope: Scope): SelectList {
  const expressions: NamedExpression[] = [];
  let generated: PlacedGenerator | null = null;
  for (const item of items) {
    const generator = generatorItem(item, scope);
    if (generator === null) {
      for (const named of resolveNamed(item, scope)) expressions.push(named);
    } else if (generated === null) {
      generated = { ...resolveGenerator(generator, scope, false), at: expressions.length };
    } else {
      const clause = scope.call === 'agg' ? 'aggregate' : 'select';
      throw unsupportedGenerator({ several: generatorTexts(items, scope), clause }, scope.compat);
    }
  }
  refuseGenerators(expressions, scope.compat);
  return { expressions, generated };
}

function generatorTexts(items: readonly UnresolvedExpression[], scope: Scope): readonly string[] {
  const found = items.flatMap((item) => generatorItem(item, scope) ?? []);
  return found.map((item) => prettySql(resolveGenerator(item, scope, false).generator, false));
}

export function refuseGenerators(expressions: readonly NamedExpression[], compat: SparkVersion): void {
  const nested = expressions.find((one) => someExpression(one, (inner) => inner.kind === 'generator'));
  if (nested === undefined) return;
  throw unsupportedGenerator({ nested: prettySql(nested, false) }, compat);
}

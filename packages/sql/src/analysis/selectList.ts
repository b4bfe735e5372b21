import { invalidPlan } from '../errors.js';
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
      throw invalidPlan(
        'Only one generator allowed per select clause but found 2: ' +
          `${generated.generator.name}, ${generator.call.name}`,
      );
    }
  }
  refuseGenerators(expressions);
  return { expressions, generated };
}

export function refuseGenerators(expressions: readonly NamedExpression[]): void {
  const nested = expressions.find((one) => someExpression(one, (inner) => inner.kind === 'generator'));
  if (nested === undefined) return;
  throw invalidPlan(
    `Generators are not supported when it's nested in expressions, but got: ${prettySql(nested, false)}`,
  );
}

import { BOOLEAN, INT, arrayType } from '@graticule/columnar';
import type { StatFreqItems } from '@graticule/protocol';
import type { Attribute, SparkVersion, UnresolvedRelation } from '@graticule/sql';
import { SparkError } from './errors.js';
import { call, cast, column, double, findColumn, literal, named, namedColumns } from './unresolvedNodes.js';

const SUPPORT_DEFAULT = 0.01;
const SUPPORT_MIN = 1e-4;
const ROW = literal(1, INT);

/**
 * `freqItems`: one row with an array for every column: its values, null among them, that at least the share `support` of
 * the rows has, in order. Exact, where Spark may add values that are less frequent.
 */
export function frequentItems(
  input: UnresolvedRelation,
  output: readonly Attribute[],
  { cols, support = SUPPORT_DEFAULT }: StatFreqItems,
  compat: SparkVersion,
): UnresolvedRelation {
  if (!(support >= SUPPORT_MIN && support <= 1)) {
    throw new SparkError(
      'IllegalArgumentException',
      `requirement failed: Support must be in [1e-4, 1], but got ${javaText(support)}.`,
    );
  }
  const frame = namedColumns(input, output);
  const total: UnresolvedRelation = {
    kind: 'aggregate',
    input: frame.input,
    keys: [],
    aggregates: [named(call('count', ROW), 'total')],
  };
  const frames = cols.map((name): UnresolvedRelation => {
    const counts: UnresolvedRelation = {
      kind: 'aggregate',
      input: frame.input,
      keys: [named(findColumn(frame.columns, name).reference, 'item')],
      aggregates: [named(call('count', ROW), 'count')],
    };
    const frequent: UnresolvedRelation = {
      kind: 'filter',
      input: crossed(counts, total),
      condition: call('>=', column('count'), call('*', column('total'), double(support))),
    };
    // As structs: an array that is collected leaves out nulls.
    const items = call('sort_array', call('collect_list', call('struct', column('item'))));
    const collected: UnresolvedRelation = {
      kind: 'aggregate',
      input: frequent,
      keys: [],
      aggregates: [named(items, 'items')],
    };
    const values = { kind: 'unresolvedAttribute', parts: ['items', 'item'] } as const;
    // Never null, but the schema says that it may be; of the items only 2.x says that none is null.
    const nullable = call('when', { kind: 'literal', value: true, type: BOOLEAN }, values);
    const { type } = findColumn(frame.columns, name);
    const shown = compat === '2.2' ? cast(nullable, arrayType(type, false)) : nullable;
    return { kind: 'project', input: collected, expressions: [named(shown, `${name}_freqItems`)] };
  });
  return frames.reduce(crossed);
}

function crossed(left: UnresolvedRelation, right: UnresolvedRelation): UnresolvedRelation {
  return { kind: 'join', left, right, type: 'cross', condition: null, using: [] };
}

/** A whole number as Spark writes a double. */
function javaText(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

import { arrayType, createBuilder, listEnd, listStart, valueAt } from '@graticule/columnar';
import type { Column, DataType, ListColumn, Value } from '@graticule/columnar';
import type { Accumulator, AggregateFunction } from '../definition.js';
import { valueKey } from '../valueOrder.js';
import { CollectedValues } from './collect.js';

/** The most frequent value of a group; of several the one that came first. */
class Mode extends CollectedValues implements Accumulator {
  constructor(private readonly type: DataType) {
    super(type, false);
  }

  override state(groups: number): readonly Column[] {
    return [super.result(groups)];
  }

  override result(groups: number): Column {
    const lists = super.result(groups) as ListColumn;
    const builder = createBuilder(this.type);
    for (let g = 0; g < groups; g++) {
      const counts = new Map<unknown, { value: Value; count: number }>();
      let best: { value: Value; count: number } | null = null;
      for (let k = listStart(lists, g); k < listEnd(lists, g); k++) {
        const value = valueAt(lists.child, k);
        const key = valueKey(value);
        const entry = counts.get(key) ?? { value, count: 0 };
        entry.count++;
        counts.set(key, entry);
      }
      for (const entry of counts.values()) if (best === null || entry.count > best.count) best = entry;
      builder.append(best === null ? null : best.value);
    }
    return builder.finish();
  }
}

export const mode: AggregateFunction = {
  kind: 'aggregate',
  names: ['mode'],
  doc: 'Most frequent value that is not null; of several the one that came first.',
  ignoresDuplicates: false,
  inputTypes: { rule: 'each', types: ['ordered'] },
  resultType: ([arg]) => ({ type: arg.type, nullable: true }),
  stateTypes: ([arg]) => [arrayType(arg.type, false)],
  create: ([arg]) => new Mode(arg.type),
};

import { structColumn, structType, valueComparison } from '@graticule/columnar';
import type { Column, DataType, StructColumn, StructType } from '@graticule/columnar';
import type { Accumulator, AggregateFunction } from '../definition.js';
import { KeptRow } from './keptRow.js';

/** max_by and min_by: a value of the row in which another is largest or smallest. */

const pairOf = (value: DataType, order: DataType): StructType =>
  structType([
    { name: 'order', type: order, nullable: true },
    { name: 'value', type: value, nullable: true },
  ]);

class ValueOfExtreme implements Accumulator {
  private readonly kept: KeptRow;

  constructor(
    private readonly pair: StructType,
    sign: 1 | -1,
  ) {
    const later = (column: Column) => {
      const [order] = (column as StructColumn).children;
      const compare = valueComparison(order, order);
      return (candidate: number, kept: number): boolean => sign * compare(candidate, kept) > 0;
    };
    this.kept = new KeptRow(pair, later, false);
  }

  update(groupIds: Int32Array, [value, order]: readonly Column[], length: number, groups: number): void {
    // A pair whose order is null counts as null: it is never kept.
    const validity = order.layout === 'null' ? new Uint8Array((length + 7) >> 3) : order.validity;
    this.kept.update(groupIds, [structColumn(this.pair, [order, value], length, validity)], length, groups);
  }

  merge(groupIds: Int32Array, states: readonly Column[], length: number, groups: number): void {
    this.kept.merge(groupIds, states, length, groups);
  }

  state(groups: number): readonly Column[] {
    return this.kept.state(groups);
  }

  result(groups: number): Column {
    return (this.kept.result(groups) as StructColumn).children[1];
  }
}

const extremeBy = (name: string, doc: string, sign: 1 | -1): AggregateFunction => ({
  kind: 'aggregate',
  names: [name],
  doc,
  ignoresDuplicates: true,
  inputTypes: { rule: 'each', types: ['any', 'ordered'] },
  resultType: ([value]) => ({ type: value.type, nullable: true }),
  stateTypes: ([value, order]) => [pairOf(value.type, order.type), { kind: 'boolean' }],
  create: ([value, order]) => new ValueOfExtreme(pairOf(value.type, order.type), sign),
});

export const extremeByAggregates: readonly AggregateFunction[] = [
  extremeBy('max_by', 'Value of the first row in which the second argument is largest.', 1),
  extremeBy('min_by', 'Value of the first row in which the second argument is smallest.', -1),
];

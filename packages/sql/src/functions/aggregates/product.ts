import type { Column } from '@graticule/columnar';
import type { Accumulator, AggregateFunction } from '../definition.js';
import { COUNT_STATE, asDoubles, doubleColumn, flaggedValidity, grownDoubles } from './state.js';

const DOUBLE = { kind: 'double' } as const;

/** Products and how many values are in each. */
class Product implements Accumulator {
  private products = new Float64Array(0);
  private counts = new Float64Array(0);

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    if (column.layout === 'null') return;
    const values = asDoubles(column);
    const { validity } = column;
    for (let i = 0; i < length; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
      this.products[groupIds[i]] *= values[i];
      this.counts[groupIds[i]]++;
    }
  }

  merge(groupIds: Int32Array, [products, counts]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    const [factors, numbers] = [asDoubles(products), asDoubles(counts)];
    for (let i = 0; i < length; i++) {
      this.products[groupIds[i]] *= factors[i];
      this.counts[groupIds[i]] += numbers[i];
    }
  }

  state(groups: number): readonly Column[] {
    this.reserve(groups);
    return [doubleColumn(this.products, groups), doubleColumn(this.counts, groups)];
  }

  result(groups: number): Column {
    this.reserve(groups);
    return doubleColumn(this.products, groups, flaggedValidity(this.counts, groups));
  }

  private reserve(groups: number): void {
    const known = this.products.length;
    this.counts = grownDoubles(this.counts, groups);
    this.products = grownDoubles(this.products, groups).fill(1, known);
  }
}

/** Only in calls of the DataFrame: SQL text does not know it. */
export const product: AggregateFunction = {
  kind: 'aggregate',
  names: ['product'],
  doc: 'Product of the values that are not null; null when there are none.',
  ignoresDuplicates: false,
  inputTypes: { rule: 'each', types: [DOUBLE] },
  resultType: () => ({ type: DOUBLE, nullable: true }),
  stateTypes: () => [DOUBLE, COUNT_STATE],
  create: () => new Product(),
};

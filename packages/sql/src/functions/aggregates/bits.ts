import { isValid, primitiveColumn } from '@graticule/columnar';
import type { Column, DataType, PrimitiveValues } from '@graticule/columnar';
import { allocateValues } from '@graticule/columnar';
import { valuesOf } from '../columns.js';
import type { Accumulator, AggregateFunction } from '../definition.js';
import { flaggedValidity, grownBytes, grownLongs } from './state.js';

/** Bits of whole numbers combined over a group. */
class CombinedBits implements Accumulator {
  private bits = new BigInt64Array(1);
  private has = new Uint8Array(1);

  constructor(
    private readonly type: DataType,
    private readonly combine: (a: bigint, b: bigint) => bigint,
  ) {}

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.bits = grownLongs(this.bits, groups);
    this.has = grownBytes(this.has, groups);
    if (column.layout === 'null') return;
    const values = valuesOf<PrimitiveValues>(column);
    for (let i = 0; i < length; i++) {
      if (!isValid(column, i)) continue;
      const g = groupIds[i];
      const value = BigInt(values[i]);
      this.bits[g] = this.has[g] === 0 ? value : this.combine(this.bits[g], value);
      this.has[g] = 1;
    }
  }

  merge(groupIds: Int32Array, states: readonly Column[], length: number, groups: number): void {
    this.update(groupIds, states, length, groups);
  }

  state(groups: number): readonly Column[] {
    return [this.result(groups)];
  }

  result(groups: number): Column {
    const values = allocateValues(this.type, groups)!;
    for (let g = 0; g < groups && g < this.bits.length; g++) {
      if (values instanceof BigInt64Array) values[g] = this.bits[g];
      else values[g] = Number(this.bits[g]);
    }
    return primitiveColumn(this.type, values, flaggedValidity(grownBytes(this.has, groups), groups));
  }
}

const ofBits = (name: string, doc: string, combine: (a: bigint, b: bigint) => bigint): AggregateFunction => ({
  kind: 'aggregate',
  names: [name],
  doc,
  ignoresDuplicates: name !== 'bit_xor',
  inputTypes: { rule: 'each', types: ['integral'] },
  resultType: ([arg]) => ({ type: arg.type, nullable: true }),
  stateTypes: ([arg]) => [arg.type],
  create: ([arg]) => new CombinedBits(arg.type, combine),
});

export const bitAggregates: readonly AggregateFunction[] = [
  ofBits('bit_and', 'Bits that all whole numbers have.', (a, b) => a & b),
  ofBits('bit_or', 'Bits that any whole number has.', (a, b) => a | b),
  ofBits('bit_xor', 'Bits that an odd number of whole numbers has.', (a, b) => a ^ b),
];

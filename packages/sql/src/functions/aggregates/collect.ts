import { arrayType, concat, emptyColumn, isValid, listColumn, take } from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { GroupTable } from '../../operators/groupTable.js';
import { javaHash, orderAsSet } from './setOrder.js';
import type { Accumulator, AggregateFunction } from '../definition.js';

/** Values of every group in input order, nulls left out; with `distinct` each value once, in Spark's order. */
export class CollectedValues implements Accumulator {
  private readonly columns: Column[] = [];
  private readonly groups: Int32Array[] = [];
  private readonly seen: GroupTable;

  constructor(
    private readonly element: DataType,
    private readonly distinct: boolean,
    private readonly keepsNulls = false,
  ) {
    this.seen = new GroupTable([{ kind: 'int' }, element]);
  }

  update(groupIds: Int32Array, [column]: readonly Column[], length: number): void {
    const rows = new Int32Array(length);
    const ids = new Int32Array(length);
    let count = 0;
    for (let i = 0; i < length; i++) {
      if (!this.keepsNulls && !isValid(column, i)) continue;
      rows[count] = i;
      ids[count++] = groupIds[i];
    }
    this.append(count === length ? column : take(column, rows.subarray(0, count)), ids.subarray(0, count));
  }

  merge(groupIds: Int32Array, [lists]: readonly Column[], length: number): void {
    const { offsets, child } = lists as Column & { layout: 'list' };
    const total = offsets![length] - offsets![0];
    const rows = new Int32Array(total);
    const ids = new Int32Array(total);
    let at = 0;
    for (let i = 0; i < length; i++) {
      for (let k = offsets![i]; k < offsets![i + 1]; k++) {
        rows[at] = k;
        ids[at++] = groupIds[i];
      }
    }
    this.append(take(child, rows), ids);
  }

  private append(column: Column, ids: Int32Array): void {
    if (ids.length === 0) return;
    if (!this.distinct) {
      this.columns.push(column);
      this.groups.push(ids);
      return;
    }
    const groupColumn: Column = {
      layout: 'primitive',
      type: { kind: 'int' },
      length: ids.length,
      validity: null,
      values: ids,
    };
    const before = this.seen.groups;
    const numbers = this.seen.assign([groupColumn, column], ids.length);
    const fresh = new Int32Array(this.seen.groups - before);
    for (let i = 0, next = before; i < ids.length; i++) if (numbers[i] === next) fresh[next++ - before] = i;
    this.columns.push(take(column, fresh));
    this.groups.push(fresh.map((i) => ids[i]));
  }

  state(groups: number): readonly Column[] {
    return [this.result(groups)];
  }

  result(groups: number): Column {
    const column = this.columns.length === 0 ? emptyColumn(this.element) : concat(this.element, this.columns);
    const offsets = new Int32Array(groups + 1);
    for (const ids of this.groups) for (let i = 0; i < ids.length; i++) offsets[ids[i] + 1]++;
    for (let g = 0; g < groups; g++) offsets[g + 1] += offsets[g];
    const next = offsets.slice(0, groups);
    const rows = new Int32Array(column.length);
    let row = 0;
    for (const ids of this.groups) for (let i = 0; i < ids.length; i++) rows[next[ids[i]]++] = row++;
    const hashOf = this.distinct ? javaHash(column) : null;
    if (hashOf !== null) {
      for (let g = 0; g < groups; g++) {
        if (offsets[g + 1] - offsets[g] > 1) orderAsSet(rows, offsets[g], offsets[g + 1], hashOf);
      }
    }
    return listColumn(arrayType(this.element, this.keepsNulls), offsets, take(column, rows));
  }
}

function collect(names: readonly string[], doc: string, distinct: boolean): AggregateFunction {
  return {
    kind: 'aggregate',
    names,
    doc,
    ignoresDuplicates: distinct,
    inputTypes: { rule: 'each', types: ['any'] },
    resultType: ([arg], compat) => {
      const old = compat === '2.2';
      return { type: arrayType(arg.type, old), nullable: old };
    },
    stateTypes: ([arg]) => [arrayType(arg.type, false)],
    create: ([arg]) => new CollectedValues(arg.type, distinct),
  };
}

export const collectAggregates: readonly AggregateFunction[] = [
  collect(['collect_list', 'array_agg'], 'Array of the values that are not null, in input order.', false),
  collect(
    ['collect_set'],
    'Array of the different values that are not null, in an order that follows from the values.',
    true,
  ),
];

import { concat, emptyColumn, isValid, take, valueComparison } from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { ArgumentError } from '../definition.js';
import type { Accumulator, AggregateFunction } from '../definition.js';
import { NumberExtreme, isPrimitive } from './numberExtreme.js';

/** Aggregates whose result is one of the rows' values: min, max, first, last. */

/** Which of two candidate rows of one column to keep; `kept` may be -1 (none yet). */
type Choice = (column: Column) => (candidate: number, kept: number) => boolean;

/** Keeps for every group one value, in a column that grows with the groups; row -1 means "nothing yet". */
export class KeptRow implements Accumulator {
  private kept: Column;
  private has = new Int32Array(0);

  constructor(
    private readonly type: DataType,
    private readonly choice: Choice,
    private readonly acceptsNull: boolean,
  ) {
    this.kept = emptyColumn(type);
  }

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.fold(groupIds, column, null, length, groups);
  }

  merge(groupIds: Int32Array, [column, present]: readonly Column[], length: number, groups: number): void {
    this.fold(
      groupIds,
      column,
      (present as Column & { layout: 'primitive' }).values as Uint8Array,
      length,
      groups,
    );
  }

  private fold(
    groupIds: Int32Array,
    column: Column,
    present: Uint8Array | null,
    length: number,
    groups: number,
  ): void {
    const known = this.kept.length;
    const joined = concat(this.type, [this.kept, column]);
    const better = this.choice(joined);
    const rows = new Int32Array(groups).fill(-1);
    for (let g = 0; g < known; g++) if (this.has[g] === 1) rows[g] = g;
    for (let i = 0; i < length; i++) {
      if (present !== null && present[i] === 0) continue;
      if (!this.acceptsNull && !isValid(column, i)) continue;
      const g = groupIds[i];
      if (rows[g] < 0 || better(known + i, rows[g])) rows[g] = known + i;
    }
    this.has = rows.map((row) => (row < 0 ? 0 : 1));
    this.kept = take(joined, rows);
  }

  state(groups: number): readonly Column[] {
    const kept = this.result(groups);
    const values = new Uint8Array(groups);
    values.set(this.has);
    return [kept, { layout: 'primitive', type: { kind: 'boolean' }, length: groups, validity: null, values }];
  }

  result(groups: number): Column {
    if (this.kept.length === groups) return this.kept;
    const rows = new Int32Array(groups).fill(-1);
    for (let g = 0; g < this.kept.length; g++) rows[g] = g;
    return take(this.kept, rows);
  }
}

function keptRow(
  names: readonly string[],
  doc: string,
  options: Pick<AggregateFunction, 'inputTypes' | 'ignoresDuplicates'> & {
    create(ignoreNulls: boolean): readonly [Choice, boolean];
  },
): AggregateFunction {
  return {
    kind: 'aggregate',
    names,
    doc,
    inputTypes: options.inputTypes,
    ignoresDuplicates: options.ignoresDuplicates,
    resultType: ([arg]) => ({ type: arg.type, nullable: true }),
    stateTypes: ([arg]) => [arg.type, { kind: 'boolean' }],
    create: ([arg, ignore], type) => {
      if (ignore !== undefined && typeof ignore.literal !== 'boolean') {
        throw new ArgumentError(`${names[0]} expects true or false as second argument (ignore nulls)`);
      }
      const [choice, acceptsNull] = options.create(ignore?.literal === true);
      return new KeptRow(arg.type.kind === 'null' ? type : arg.type, choice, acceptsNull);
    },
  };
}

const ordered = { inputTypes: { rule: 'each', types: ['ordered'] }, ignoresDuplicates: true } as const;
const truth = {
  inputTypes: { rule: 'each', types: [{ kind: 'boolean' }] },
  ignoresDuplicates: true,
} as const;
const positional = {
  inputTypes: { rule: 'each', types: ['any', { kind: 'boolean' }], optional: 1 },
  ignoresDuplicates: false,
} as const;

const extreme = (sign: 1 | -1): readonly [Choice, boolean] => [
  (column) => {
    const compare = valueComparison(column, column);
    return (candidate, kept) => sign * compare(candidate, kept) > 0;
  },
  false,
];

/** max or min: numbers of up to 64 bits are kept as such, values of other types as rows of a column. */
function extremeAggregate(name: string, doc: string, sign: 1 | -1): AggregateFunction {
  const ofRows = keptRow([name], doc, { ...ordered, create: () => extreme(sign) });
  return {
    ...ofRows,
    create: (args, type, context) =>
      isPrimitive(args[0].type)
        ? new NumberExtreme(args[0].type, sign > 0)
        : ofRows.create(args, type, context),
  };
}

export const keptRowAggregates: readonly AggregateFunction[] = [
  extremeAggregate('max', 'Largest value that is not null; NaN is the largest number.', 1),
  extremeAggregate('min', 'Smallest value that is not null.', -1),
  keptRow(['bool_and', 'every'], 'Whether all values that are not null are true.', {
    ...truth,
    create: () => extreme(-1),
  }),
  keptRow(['bool_or', 'some', 'any'], 'Whether a value that is not null is true.', {
    ...truth,
    create: () => extreme(1),
  }),
  keptRow(
    ['first', 'first_value', 'any_value'],
    'Value of the first row in input order; of the first not null one when the second argument is true.',
    {
      ...positional,
      create: (ignoreNulls) => [() => () => false, !ignoreNulls],
    },
  ),
  keptRow(
    ['last', 'last_value'],
    'Value of the last row in input order; of the last not null one when the second argument is true.',
    {
      ...positional,
      create: (ignoreNulls) => [() => () => true, !ignoreNulls],
    },
  ),
];

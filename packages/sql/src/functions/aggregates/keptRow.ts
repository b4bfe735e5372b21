import { concat, emptyColumn, isValid, take, valueComparison } from '@graticule/columnar';
import type { Column, DataType, PrimitiveColumn } from '@graticule/columnar';
import { defaultBoolean } from '../defaultArguments.js';
import { ArgumentError } from '../definition.js';
import type { Accumulator, AggregateFunction } from '../definition.js';
import { NumberExtreme, isPrimitive } from './numberExtreme.js';
import { extremeTextRow } from './textExtreme.js';

/** Aggregates whose result is one of the rows' values: min, max, first, last. */

/** Of two rows of one column, whether the first is to be kept rather than the second, which came before it. */
type Choice = (column: Column) => (candidate: number, kept: number) => boolean;

/** Rows that have come in and of which none has been chosen yet. */
interface Arrived {
  readonly groupIds: Int32Array;
  readonly column: Column;
  /** 0 where the row has no value, besides the nulls. */
  readonly present: Uint8Array | null;
}

/**
 * Keeps for every group one value, in a column that grows with the groups. Rows wait until there are as many as groups:
 * making the column anew then costs no more than the rows did.
 */
export class KeptRow implements Accumulator {
  private kept: Column;
  /** 1 where the group has a value; as long as `kept`. */
  private has = new Uint8Array(0);
  private arrived: Arrived[] = [];
  private arrivedRows = 0;

  constructor(
    private readonly type: DataType,
    private readonly choice: Choice,
    private readonly acceptsNull: boolean,
    /** The row to keep of a whole column, -1 for none; null where only comparing rows tells. */
    private readonly bestOf: (column: Column) => number | null = () => null,
  ) {
    this.kept = emptyColumn(type);
  }

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.add({ groupIds, column, present: null }, length, groups);
  }

  merge(groupIds: Int32Array, [column, present]: readonly Column[], length: number, groups: number): void {
    const flags = this.acceptsNull ? (present as PrimitiveColumn).values : null;
    this.add({ groupIds, column, present: flags as Uint8Array | null }, length, groups);
  }

  private add(rows: Arrived, length: number, groups: number): void {
    this.arrived.push({ ...rows, groupIds: rows.groupIds.slice() });
    this.arrivedRows += length;
    if (this.arrivedRows >= groups) this.choose(groups);
  }

  /** Chooses among the rows that arrived, then between these and the ones kept so far. */
  private choose(groups: number): void {
    const { arrived } = this;
    if (this.arrivedRows === 0) return;
    const column = concat(
      this.type,
      arrived.map((rows) => rows.column),
    );
    const best = new Int32Array(groups).fill(-1);
    const all = groups === 1 && arrived.every(({ present }) => present === null) ? this.bestOf(column) : null;
    if (all !== null) best[0] = all;
    else this.compareRows(column, best);
    this.arrived = [];
    this.arrivedRows = 0;
    this.replace(column, best, groups);
  }

  /** Writes the best row of every group among the rows that arrived, which `column` holds one after the other. */
  private compareRows(column: Column, best: Int32Array): void {
    const { arrived, acceptsNull } = this;
    const better = this.choice(column);
    let at = 0;
    for (const { groupIds, present } of arrived) {
      for (let i = 0; i < groupIds.length; i++, at++) {
        if (present !== null && present[i] === 0) continue;
        if (!acceptsNull && !isValid(column, at)) continue;
        const g = groupIds[i];
        if (best[g] < 0 || better(at, best[g])) best[g] = at;
      }
    }
  }

  /** best: row of `column` per group, -1 for none. */
  private replace(column: Column, best: Int32Array, groups: number): void {
    const known = this.kept.length;
    const candidates = best.filter((row) => row >= 0);
    const joined = concat(this.type, [this.kept, take(column, candidates)]);
    const better = this.choice(joined);
    const rows = new Int32Array(groups);
    const has = new Uint8Array(groups);
    let changed = groups > known;
    for (let g = 0, candidate = known; g < groups; g++) {
      rows[g] = g < known && this.has[g] === 1 ? g : -1;
      if (best[g] >= 0) {
        if (rows[g] < 0 || better(candidate, g)) {
          rows[g] = candidate;
          changed = true;
        }
        candidate++;
      }
      has[g] = rows[g] < 0 ? 0 : 1;
    }
    if (!changed) return;
    this.kept = take(joined, rows);
    this.has = has;
  }

  /** The values; whether there is one only where it can be null. */
  state(groups: number): readonly Column[] {
    const kept = this.result(groups);
    if (!this.acceptsNull) return [kept];
    const values = new Uint8Array(groups);
    values.set(this.has);
    return [kept, { layout: 'primitive', type: { kind: 'boolean' }, length: groups, validity: null, values }];
  }

  result(groups: number): Column {
    this.choose(groups);
    if (this.kept.length === groups) return this.kept;
    const rows = new Int32Array(groups).fill(-1);
    for (let g = 0; g < this.kept.length; g++) rows[g] = g;
    return take(this.kept, rows);
  }
}

function keptRow(
  names: readonly string[],
  doc: string,
  options: Pick<AggregateFunction, 'inputTypes' | 'defaults' | 'ignoresDuplicates'> & {
    create(ignoreNulls: boolean): readonly [Choice, boolean];
  },
): AggregateFunction {
  return {
    kind: 'aggregate',
    names,
    doc,
    inputTypes: options.inputTypes,
    defaults: options.defaults,
    ignoresDuplicates: options.ignoresDuplicates,
    resultType: ([arg]) => ({ type: arg.type, nullable: true }),
    stateTypes: ([arg, ignore]) => {
      const [, acceptsNull] = options.create(ignore?.literal === true);
      return acceptsNull ? [arg.type, { kind: 'boolean' }] : [arg.type];
    },
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
  defaults: [defaultBoolean(false, '2.2')],
  ignoresDuplicates: false,
} as const;

const extreme = (sign: 1 | -1): readonly [Choice, boolean] => [
  (column) => {
    if (column.layout === 'dictionary') {
      const { indices, dictionary } = column;
      const compare = valueComparison(dictionary, dictionary);
      return (candidate, kept) => {
        const a = indices[candidate];
        const b = indices[kept];
        return a !== b && sign * compare(a, b) > 0;
      };
    }
    const compare = valueComparison(column, column);
    return (candidate, kept) => sign * compare(candidate, kept) > 0;
  },
  false,
];

/** max or min: numbers of up to 64 bits are kept as such, values of other types as rows of a column. */
function extremeAggregate(name: string, doc: string, sign: 1 | -1): AggregateFunction {
  const bestOf = (column: Column): number | null => extremeTextRow(column, sign > 0);
  return {
    ...keptRow([name], doc, { ...ordered, create: () => extreme(sign) }),
    // The only value of a group is its state.
    rowStates: ([column]) => (column.layout === 'primitive' ? [column] : null),
    create: ([{ type }], resultType) => {
      if (isPrimitive(type)) return new NumberExtreme(type, sign > 0);
      const [choice, acceptsNull] = extreme(sign);
      return new KeptRow(type.kind === 'null' ? resultType : type, choice, acceptsNull, bestOf);
    },
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

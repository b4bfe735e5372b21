import {
  batchBytes,
  INT,
  int32Of,
  isValid,
  KERNEL_ROWS,
  KernelMemory,
  selectedRows,
  take,
  type Batch,
  type Column,
} from '@graticule/columnar';
import { GroupKernels } from '../functions/aggregates/groupKernels.js';
import type { Accumulator, AggregateFunction, ArgumentType } from '../functions/definition.js';
import { requireFunction } from '../functions/registry.js';
import type { AggregateCall, Expression } from '../plan/expression.js';
import type { PhysicalAggregate } from '../plan/physical.js';
import { comesFromStages, rowsInBuckets } from './buckets.js';
import { pieces } from './collect.js';
import { columnsOf, maskOf } from './expressions.js';
import { GroupTable } from './groupTable.js';
import type { Rows, TaskContext } from './taskContext.js';

/** Hash and slot of a group; a typical aggregate's running numbers. */
const TABLE_BYTES = 16;
const STATE_BYTES = 24;

/** A task that has seen this many rows decides whether reducing them to states before the exchange is worth it ... */
const TRIED_ROWS = 1 << 16;
/** ... which it is not when more than this share of them are groups of their own, and these have to be searched for. */
const GROUPS_SHARE_MAX = 0.75;

/**
 * Hash aggregation (see PhysicalAggregate). Groups come out in the order in which their first row came in; where many
 * rows are at hand from other stages, bucket by bucket in that order (see rowsInBuckets).
 */
export async function* aggregate(node: PhysicalAggregate, input: Rows, context: TaskContext): Rows {
  if (node.keys.length === 0 || !comesFromStages(node.input)) yield* aggregateRows(node, input, context);
  else
    for await (const bucket of rowsInBuckets(node.keys, input, context))
      yield* aggregateRows(node, bucket, context);
}

async function* aggregateRows(
  node: PhysicalAggregate,
  input: Rows | Iterable<Batch>,
  context: TaskContext,
): Rows {
  const groups = new Groups(node, context);
  try {
    yield* groupsOf(groups, node, input, context);
  } finally {
    groups.release();
  }
}

async function* groupsOf(
  groups: Groups,
  node: PhysicalAggregate,
  input: Rows | Iterable<Batch>,
  context: TaskContext,
): Rows {
  const keysOf = columnsOf(node.keys, context.evaluation);
  let undecided = node.mayRepeat === true;
  let passed: ReturnType<typeof singleRows> | null = null;
  let rows = 0;
  for await (const batch of input) {
    if (passed !== null) {
      yield passed(keysOf(batch), batch);
      continue;
    }
    groups.add(keysOf(batch), batch);
    rows += batch.length;
    if (!undecided || rows < TRIED_ROWS) continue;
    undecided = false;
    if (groups.direct || groups.count <= GROUPS_SHARE_MAX * rows) continue;
    yield* pieces(groups.take(), context.batchRows);
    passed = singleRows(node, context);
  }
  if (passed === null) yield* pieces(groups.take(), context.batchRows);
}

/** Makes every row a group of its own. */
function singleRows(
  node: PhysicalAggregate,
  context: TaskContext,
): (keys: readonly Column[], batch: Batch) => Batch {
  const atHand = node.aggregates.map((step) => statesAtHand(step, context));
  return (keys, batch) => {
    const { length } = batch;
    const states = node.aggregates.flatMap((step, k) => {
      const known = atHand[k](batch);
      if (known !== null) return known;
      const state = aggregateState(step, node.gives, context);
      state.add(
        batch,
        int32Of(length, (row) => row),
        length,
      );
      return state.output(length);
    });
    return { schema: node.schema, length, columns: [...keys, ...states] };
  };
}

/** The states of single rows where they need no accumulator (see rowStates), else null. */
function statesAtHand(
  { call, states }: AggregateStep,
  context: TaskContext,
): (batch: Batch) => readonly Column[] | null {
  const definition = aggregateFunction(call.name);
  if (states !== null || call.filter !== null || definition.rowStates === undefined) return () => null;
  const argsOf = columnsOf(argumentsRead(call, definition), context.evaluation);
  return (batch) => definition.rowStates!(argsOf(batch), batch.length);
}

/** The groups of one aggregation and what has been computed for them. */
class Groups {
  readonly #table: GroupTable;
  readonly #states: readonly AggregateState[];
  /** Of many rows the numbers are in here. */
  #memory: KernelMemory | null = null;

  constructor(
    private readonly node: PhysicalAggregate,
    private readonly context: TaskContext,
  ) {
    const types = node.keys.map(({ type }) => type);
    this.#states = node.aggregates.map((step) => aggregateState(step, node.gives, context));
    this.#table = new GroupTable(types, context.evaluation.compat === '2.2', this.#states.length > 0);
  }

  get count(): number {
    return this.#table.groups;
  }

  get direct(): boolean {
    return this.#table.direct;
  }

  add(keys: readonly Column[], batch: Batch): void {
    const { node, context } = this;
    const table = this.#table;
    const before = table.groups;
    if (batch.length >= KERNEL_ROWS) this.#attach();
    let ids: Int32Array | null = null;
    if (this.#states.length > 0) ids = table.assign(keys, batch.length);
    else table.add(keys, batch.length);
    if (table.groups > before)
      context.keepBytes?.(bytesOfGroups(node, keys, batch.length, table.groups - before));
    if (ids !== null) for (const state of this.#states) state.add(batch, ids, table.groups);
  }

  #attach(): void {
    if (this.#memory !== null) return;
    this.#memory = KernelMemory.acquire();
    const kernels = new GroupKernels(this.#memory);
    this.#table.attach(this.#memory);
    for (const { accumulator } of this.#states) accumulator.attach?.(kernels);
  }

  /** Gives the memory back; nothing can be asked for any more. */
  release(): void {
    this.#memory?.release();
    this.#memory = null;
  }

  /** Keys and states, or results, of all groups; there is one without keys even when there was no row. */
  take(): Batch {
    const { keys, schema } = this.node;
    const length = keys.length === 0 ? 1 : this.count;
    const columns = [...this.#table.keys, ...this.#states.flatMap((state) => state.output(length))];
    return { schema, length, columns };
  }
}

/** What `added` new groups take: keys as long as the batch's are on average, a place in the table, numbers per aggregate. */
function bytesOfGroups(
  node: PhysicalAggregate,
  keys: readonly Column[],
  rows: number,
  added: number,
): number {
  const schema = { kind: 'struct', fields: [] } as const;
  const keyBytes = batchBytes({ schema, length: rows, columns: keys }) / rows;
  return added * (keyBytes + TABLE_BYTES + STATE_BYTES * node.aggregates.length);
}

type AggregateStep = PhysicalAggregate['aggregates'][number];

interface AggregateState {
  readonly accumulator: Accumulator;
  add(batch: Batch, groupIds: Int32Array, groups: number): void;
  output(groups: number): readonly Column[];
}

function aggregateState(
  { call, states }: AggregateStep,
  gives: PhysicalAggregate['gives'],
  context: TaskContext,
): AggregateState {
  const definition = aggregateFunction(call.name);
  const types = call.args.map(argumentType);
  const accumulator = definition.create(types, call.type, context.evaluation);
  const add =
    states === null
      ? updating(call, definition, accumulator, gives, context)
      : merging(accumulator, states, states + definition.stateTypes(types).length);
  const output = (groups: number): readonly Column[] =>
    gives === 'states' ? accumulator.state(groups) : [accumulator.result(groups)];
  return { accumulator, add, output };
}

function aggregateFunction(name: string): AggregateFunction {
  const definition = requireFunction(name);
  if (definition.kind !== 'aggregate') throw new Error(`${name} is not an aggregate function`);
  return definition;
}

/** An argument as the function registry describes it. */
export function argumentType(expression: AggregateCall['args'][number]): ArgumentType {
  if (expression.kind !== 'literal') return { type: expression.type, nullable: expression.nullable };
  return { type: expression.type, nullable: expression.value === null, literal: expression.value };
}

function merging(accumulator: Accumulator, start: number, end: number): AggregateState['add'] {
  return (batch, groupIds, groups) =>
    accumulator.merge(groupIds, batch.columns.slice(start, end), batch.length, groups);
}

function updating(
  call: AggregateCall,
  definition: AggregateFunction,
  accumulator: Accumulator,
  gives: PhysicalAggregate['gives'],
  context: TaskContext,
): AggregateState['add'] {
  const argsOf = columnsOf(call.distinct ? call.args : argumentsRead(call, definition), context.evaluation);
  const mask = call.filter && maskOf(call.filter, context.evaluation);
  const distinct = call.distinct && !definition.ignoresDuplicates;
  if (distinct && gives === 'states') throw new Error(`${call.name}(DISTINCT) cannot be computed in parts`);
  const seen = distinct ? new DistinctRows(call, context) : null;
  return (batch, groupIds, groups) => {
    let columns = argsOf(batch);
    let ids = groupIds;
    if (mask) [columns, ids] = subset(columns, ids, selectedRows(mask(batch), batch.length));
    if (seen) [columns, ids] = subset(columns, ids, seen.firstRows(columns, ids));
    accumulator.update(ids, columns, ids.length, groups);
  };
}

/** Without literals of which only their not being null counts. */
function argumentsRead(
  { args }: AggregateCall,
  { readsNullsOnly }: AggregateFunction,
): readonly Expression[] {
  return readsNullsOnly === true ? args.filter((arg) => arg.kind !== 'literal' || arg.value === null) : args;
}

/** The rows of the columns and of their group ids. */
export function subset(
  columns: readonly Column[],
  ids: Int32Array,
  rows: Int32Array,
): [Column[], Int32Array] {
  if (rows.length === ids.length) return [[...columns], ids];
  const kept = new Int32Array(rows.length);
  for (let k = 0; k < rows.length; k++) kept[k] = ids[rows[k]];
  return [columns.map((column) => take(column, rows)), kept];
}

/** Which (group, arguments) have been seen; rows with a null argument never count. */
class DistinctRows {
  readonly #table: GroupTable;

  constructor(call: AggregateCall, context: TaskContext) {
    const types = [INT, ...call.args.map(({ type }) => type)];
    this.#table = new GroupTable(types, context.evaluation.compat === '2.2');
  }

  firstRows(columns: readonly Column[], groupIds: Int32Array): Int32Array {
    const ids: Column = {
      layout: 'primitive',
      type: INT,
      length: groupIds.length,
      validity: null,
      values: groupIds,
    };
    let known = this.#table.groups;
    const seen = this.#table.assign([ids, ...columns], groupIds.length);
    const rows: number[] = [];
    for (let i = 0; i < seen.length; i++) {
      if (seen[i] < known) continue;
      known = seen[i] + 1;
      if (columns.every((column) => isValid(column, i))) rows.push(i);
    }
    return Int32Array.from(rows);
  }
}

import { BOOLEAN, INT } from '@graticule/columnar';
import { requireFunction } from '../functions/registry.js';
import { newAttribute, toAttribute } from '../plan/attribute.js';
import type { AggregateCall, Attribute, Expression } from '../plan/expression.js';
import { joinConjuncts, sameExpression } from '../plan/expressions.js';
import type { AggregateNode } from '../plan/logical.js';
import type { AggregateStep } from '../plan/physical.js';
import { bind, boundColumn } from './bind.js';
import { onTop } from './pipeline.js';
import type { Pipeline, Pipelines, StageList } from './pipeline.js';
import { keyValues, mergeSteps, rowSteps, stateColumns } from './aggregateSteps.js';

/** Whether equal rows have to be found first: a maximum is the same with and without DISTINCT. */
export function needsDistinctRows(call: AggregateCall): boolean {
  const definition = requireFunction(call.name);
  return call.distinct && !(definition.kind === 'aggregate' && definition.ignoresDuplicates);
}

/** What one or more DISTINCT aggregates are taken over. */
interface DistinctSet {
  readonly args: readonly Expression[];
  readonly columns: readonly Attribute[];
}

/**
 * Aggregates with DISTINCT over the rows of many tasks. Every task first leaves one row per key and combination of
 * arguments, rows with equal keys (without keys: equal arguments) meet, are reduced again, and only then counted, summed ...
 * Where there are several combinations, or aggregates without DISTINCT beside, every row comes once for each of them
 * with the combination's number in a column `set` (0: the aggregates without DISTINCT, whose states are carried along).
 */
export function planDistinct(
  node: AggregateNode,
  calls: readonly AggregateCall[],
  columns: readonly Attribute[],
  input: Pipelines,
  stages: StageList,
  partitions: number,
): Pipeline {
  const keys = node.keys.map(toAttribute);
  const sets = distinctSets(calls);
  const plain = calls.filter((call) => !needsDistinctRows(call));
  const alone = sets.length === 1 && plain.length === 0 && sets[0].columns.length > 0;
  const set = alone ? null : newAttribute('set', INT, false);
  const rows = set === null ? input : spread(input, sets, set, plain.length > 0);
  const groups = [...keys, ...(set === null ? [] : [set]), ...sets.flatMap((one) => one.columns)];
  const states = plain.map((call, index) => stateColumns(call, index));
  const reducedColumns = [...groups, ...states.flat()];

  const partial = onTop(rows, reducedColumns, (root, own, schema) => ({
    kind: 'aggregate',
    input: root,
    keys: [
      ...keyValues(node, own.columns),
      ...(set === null ? sets[0].args : groups.slice(keys.length)).map((value) => bind(value, own.columns)),
    ],
    aggregates: rowSteps(
      plain.map((call) => ofSet(call, set, 0)),
      own.columns,
    ),
    gives: 'states',
    mayRepeat: true,
    schema,
  }));
  // Reduced again by all of the groups: in buckets of these only without keys.
  const met =
    keys.length === 0
      ? stages.hash(partial, groups, partitions, true)
      : stages.hash(partial, keys, partitions);
  const merged = onTop([met], reducedColumns, (root, _own, schema) => ({
    kind: 'aggregate',
    input: root,
    keys: groups.map(boundColumn),
    aggregates: mergeSteps(plain, states, groups.length, rows[0].columns),
    gives: 'states',
    schema,
  }));

  const inOneTask = keys.length > 0 || met.tasks === 1;
  const merges = mergeSteps(plain, states, groups.length, rows[0].columns);
  const steps = calls.map((call): AggregateStep => {
    if (!needsDistinctRows(call)) return merges[plain.indexOf(call)];
    const index = sets.findIndex((one) => sameArguments(one.args, setArguments(call)));
    let next = 0;
    const args = call.args.map((arg) => (isInSet(arg, call) ? sets[index].columns[next++] : arg));
    const counted = { ...call, args, distinct: false, filter: null };
    return { call: bind(ofSet(counted, set, index + 1), reducedColumns), states: null };
  });
  const ownStates = calls.map((call, index) => stateColumns(call, index));
  const counted = onTop(
    merged,
    inOneTask ? columns : [...keys, ...ownStates.flat()],
    (root, _own, schema) => ({
      kind: 'aggregate',
      input: root,
      keys: keys.map(boundColumn),
      aggregates: steps,
      gives: inOneTask ? 'results' : 'states',
      schema,
    }),
  );
  if (inOneTask) return counted[0];
  return onTop([stages.gather(counted)], columns, (root, _own, schema) => ({
    kind: 'aggregate',
    input: root,
    keys: [],
    aggregates: mergeSteps(calls, ownStates, 0, input[0].columns),
    gives: 'results',
    schema,
  }))[0];
}

/** The different argument lists of the DISTINCT aggregates, with the columns that will hold them. */
function distinctSets(calls: readonly AggregateCall[]): DistinctSet[] {
  const sets: DistinctSet[] = [];
  for (const call of calls.filter(needsDistinctRows)) {
    const args = setArguments(call);
    if (sets.some((one) => sameArguments(one.args, args))) continue;
    const columns = args.map((arg, i) => newAttribute(`distinct ${sets.length}.${i}`, arg.type, true));
    sets.push({ args, columns });
  }
  return sets;
}

/** Literals stay where they are: some functions want them (a percentage), and they make no row different from another. */
function isInSet(arg: Expression, { args, filter }: AggregateCall): boolean {
  return arg.kind !== 'literal' || (filter !== null && args.every(({ kind }) => kind === 'literal'));
}

/** What makes rows different for the call. Null where its filter is not true: rows with a null argument never count. */
function setArguments(call: AggregateCall): readonly Expression[] {
  const { args, filter } = call;
  const own = args.filter((arg) => isInSet(arg, call));
  if (filter === null) return own;
  return own.map((arg) => ({
    kind: 'case',
    branches: [{ when: filter, then: arg }],
    otherwise: null,
    type: arg.type,
    nullable: true,
  }));
}

function sameArguments(a: readonly Expression[], b: readonly Expression[]): boolean {
  return a.length === b.length && a.every((arg, i) => sameExpression(arg, b[i]));
}

/** Every row once per set, with the set's arguments; first, when `plain`, as it is for the aggregates without DISTINCT. */
function spread(input: Pipelines, sets: readonly DistinctSet[], set: Attribute, plain: boolean): Pipelines {
  const numbers = [...(plain ? [0] : []), ...sets.map((_, index) => index + 1)];
  const columns = [...input[0].columns, ...sets.flatMap((one) => one.columns), set];
  return onTop(input, columns, (root, own, schema) => ({
    kind: 'expand',
    input: root,
    projections: numbers.map((number) => [
      ...own.columns.map(boundColumn),
      ...sets.flatMap(({ args }, index) =>
        args.map((arg): Expression =>
          index + 1 === number ? bind(arg, own.columns) : { kind: 'literal', value: null, type: arg.type },
        ),
      ),
      { kind: 'literal', value: number, type: INT },
    ]),
    schema,
  }));
}

/** The call over the rows of one set only. */
function ofSet(call: AggregateCall, set: Attribute | null, number: number): AggregateCall {
  if (set === null) return call;
  const own: Expression = {
    kind: 'call',
    name: '=',
    args: [set, { kind: 'literal', value: number, type: INT }],
    type: BOOLEAN,
    nullable: false,
  };
  return { ...call, filter: call.filter === null ? own : joinConjuncts([own, call.filter])! };
}

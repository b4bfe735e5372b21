import type { Batch, Column } from '@graticule/columnar';
import type { Expression, FunctionCall, WindowCall } from '../../plan/expression.js';
import type { PhysicalWindow } from '../../plan/physical.js';
import { pieces } from '../collect.js';
import { columnsOf } from '../expressions.js';
import { inOrder, mergedRuns, orderKeys, sortedRuns } from '../sortedRows.js';
import type { Rows, TaskContext } from '../taskContext.js';
import { framesOf } from './frame.js';
import { aggregateFrames } from './frameAggregate.js';
import { rankColumn } from './rank.js';
import { valueAtDistance, valueInFrame } from './rowValue.js';
import { windowRows, type WindowRows } from './windowRows.js';

/** Window functions (see PhysicalWindow): the task's rows in order, a part of whole partitions at a time. */
export async function* window(node: PhysicalWindow, input: Rows, context: TaskContext): Rows {
  const { partitionBy, orderBy, functions, schema } = node;
  const orders = [...partitionBy.map((child) => ({ child, ascending: true, nullsFirst: true })), ...orderBy];
  const keysOf = orderKeys(orders, context);
  const runs = sortedRuns(node.input.schema, input, orders, context);
  for await (const part of mergedRuns(runs, orders, partitionBy.length, context)) {
    const sorted = inOrder(part);
    const { length } = sorted;
    const keys = keysOf(sorted);
    const rows = windowRows(keys.slice(0, partitionBy.length), keys.slice(partitionBy.length), length);
    const columns = functions.map((call) => windowColumn(call, sorted, rows, context));
    yield* pieces({ schema, length, columns: [...sorted.columns, ...columns] }, context.batchRows);
  }
}

function windowColumn(call: WindowCall, batch: Batch, rows: WindowRows, context: TaskContext): Column {
  const { evaluation } = context;
  const inner = call.function;
  const frames = () => framesOf(call.frame, rows, call.orderBy, batch, evaluation);
  if (inner.kind === 'aggregate') return aggregateFrames(inner, batch, rows, frames(), evaluation);
  const { name } = inner;
  switch (name) {
    case 'lag':
    case 'lead': {
      const distance = wholeNumber(inner, 1, 1);
      const fallback = inner.args[2];
      const hasFallback = fallback !== undefined && !(fallback.kind === 'literal' && fallback.value === null);
      const [values, otherwise] = columnsOf(
        hasFallback ? [inner.args[0], fallback] : [inner.args[0]],
        evaluation,
      )(batch);
      const ignoreNulls = isTrue(inner.args[3]);
      return valueAtDistance(
        values,
        name === 'lag' ? -distance : distance,
        ignoreNulls,
        otherwise ?? null,
        rows,
      );
    }
    case 'nth_value': {
      const [values] = columnsOf([inner.args[0]], evaluation)(batch);
      return valueInFrame(values, wholeNumber(inner, 1, 1), isTrue(inner.args[2]), frames());
    }
    default: {
      const column = rankColumn(name, rows, name === 'ntile' ? wholeNumber(inner, 0, 1) : 0);
      if (column === null) throw new Error(`${name} is not a window function`);
      return column;
    }
  }
}

/** The literal argument at `position`, or `missing` when the call is shorter. */
function wholeNumber(call: FunctionCall, position: number, missing: number): number {
  const argument = call.args[position] as Expression | undefined;
  if (argument === undefined) return missing;
  if (argument.kind === 'literal' && typeof argument.value === 'number') return argument.value;
  throw new Error(`${call.name} expects a whole number as argument ${position + 1}, found ${argument.kind}`);
}

function isTrue(argument: Expression | undefined): boolean {
  return argument?.kind === 'literal' && argument.value === true;
}

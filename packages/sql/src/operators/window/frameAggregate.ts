import { isValid, selectedRows, take, type Batch, type Column } from '@graticule/columnar';
import type { Accumulator, EvaluationContext } from '../../functions/definition.js';
import { requireFunction } from '../../functions/registry.js';
import type { AggregateCall } from '../../plan/expression.js';
import { argumentType, subset } from '../aggregate.js';
import { columnsOf, maskOf } from '../expressions.js';
import { aggregateByTree } from './aggregateTree.js';
import { extremeRows } from './extremeRows.js';
import type { Frames } from './frame.js';
import { runningDoubles, slidingCounts, slidingLongSums } from './runningSums.js';
import { valueInFrame } from './rowValue.js';
import { groupNumbers, type WindowRows } from './windowRows.js';

/** An aggregate of every row's frame. batch: the sorted rows, over which the call is bound. */
export function aggregateFrames(
  call: AggregateCall,
  batch: Batch,
  rows: WindowRows,
  frames: Frames,
  context: EvaluationContext,
): Column {
  const definition = requireFunction(call.name);
  if (definition.kind !== 'aggregate') throw new Error(`${call.name} is not an aggregate function`);
  if (call.distinct && !definition.ignoresDuplicates) {
    throw new Error(`${call.name}(DISTINCT) cannot be computed over a window`);
  }
  const args = columnsOf(call.args, context)(batch);
  const mask = call.filter === null ? null : maskOf(call.filter, context)(batch);
  const create = (): Accumulator => definition.create(call.args.map(argumentType), call.type, context);
  if (frames.shape === 'partition') {
    const groupIds = groupNumbers(rows.partitionStarts, rows.length);
    const groups = rows.partitionStarts.length - 1;
    const accumulator = create();
    const [columns, ids] =
      mask === null ? [args, groupIds] : subset(args, groupIds, selectedRows(mask, mask.length));
    accumulator.update(ids, columns, ids.length, groups);
    return take(accumulator.result(groups), groupIds);
  }
  const [values] = args;
  const [name] = definition.names;
  switch (name) {
    case 'count':
      return slidingCounts(includedRows(args, mask, rows.length), frames);
    case 'sum':
    case 'avg': {
      if (values.layout !== 'primitive') break;
      if (call.type.kind === 'long')
        return slidingLongSums(values, includedRows(args, mask, rows.length), frames);
      if (frames.shape === 'growing' && call.type.kind === 'double') {
        return runningDoubles(values, includedRows(args, mask, rows.length), frames, rows, name === 'avg');
      }
      break;
    }
    case 'min':
    case 'max':
      if (values.layout === 'null') return take(values, new Int32Array(rows.length));
      return take(
        values,
        extremeRows(values, includedRows(args, mask, rows.length), frames, rows, name === 'max'),
      );
    case 'first':
    case 'last': {
      if (mask !== null) break;
      const ignoreNulls = call.args[1]?.kind === 'literal' && call.args[1].value === true;
      return valueInFrame(values, name === 'first' ? 1 : -1, ignoreNulls, frames);
    }
  }
  return aggregateByTree(create, call, args, mask, frames);
}

/** 1 for rows that pass the filter and have no null argument. */
function includedRows(args: readonly Column[], mask: Uint8Array | null, length: number): Uint8Array {
  const included = mask === null ? new Uint8Array(length).fill(1) : mask.slice();
  for (const column of args) {
    if (column.layout !== 'null' && column.validity === null) continue;
    for (let i = 0; i < length; i++) if (!isValid(column, i)) included[i] = 0;
  }
  return included;
}

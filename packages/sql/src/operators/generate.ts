import { int64ToNumber, int64Words, isValid, take, type Batch, type Column } from '@graticule/columnar';
import type { EvaluationContext, GeneratedRows } from '../functions/definition.js';
import { requireFunction } from '../functions/registry.js';
import type { GeneratorCall } from '../plan/expression.js';
import type { PhysicalGenerate } from '../plan/physical.js';
import { pieces } from './collect.js';
import { columnsOf } from './expressions.js';
import type { Rows, TaskContext } from './taskContext.js';

/** Any number of rows for each one: kept input columns, then the columns that the generator makes. */
export async function* generate(node: PhysicalGenerate, input: Rows, context: TaskContext): Rows {
  const { generator, kept, schema } = node;
  const argsOf = columnsOf(generator.args, context.evaluation);
  for await (const batch of input) {
    const generated = generatedRows(generator, argsOf(batch), batch.length, context.evaluation);
    const { rows, columns } = generator.outer ? withEmptyRows(generated, batch.length) : generated;
    if (rows.length === 0) continue;
    const input = kept.map((ordinal) => take(batch.columns[ordinal], rows));
    const whole: Batch = { schema, length: rows.length, columns: [...input, ...columns] };
    yield* pieces(whole, context.batchRows);
  }
}

function generatedRows(
  call: GeneratorCall,
  args: readonly Column[],
  length: number,
  context: EvaluationContext,
): GeneratedRows {
  if (call.name === 'replicate_rows') return { rows: replicated(args[0], length), columns: [] };
  const definition = requireFunction(call.name);
  if (definition.kind !== 'generator') throw new Error(`${call.name} is not a generator`);
  return definition.generate(args, length, context, call.type);
}

/** Row i as often as the long column says; null and negative numbers count as 0. */
function replicated(times: Column, length: number): Int32Array {
  if (times.layout !== 'primitive' || !(times.values instanceof BigInt64Array)) {
    throw new Error(`replicate_rows expects a long, found ${times.type.kind}`);
  }
  const words = int64Words(times.values);
  const counts = new Float64Array(length);
  let total = 0;
  for (let i = 0; i < length; i++) {
    counts[i] = isValid(times, i) ? Math.max(0, int64ToNumber(words, i)) : 0;
    total += counts[i];
  }
  const rows = new Int32Array(total);
  for (let i = 0, at = 0; i < length; i++) {
    rows.fill(i, at, at + counts[i]);
    at += counts[i];
  }
  return rows;
}

/** With one row of nulls for every input row that has none. */
function withEmptyRows(generated: GeneratedRows, length: number): GeneratedRows {
  const { rows } = generated;
  const has = new Uint8Array(length);
  for (let k = 0; k < rows.length; k++) has[rows[k]] = 1;
  let missing = 0;
  for (let i = 0; i < length; i++) missing += 1 - has[i];
  if (missing === 0) return generated;
  const owners = new Int32Array(rows.length + missing);
  const from = new Int32Array(rows.length + missing);
  for (let i = 0, k = 0, at = 0; i < length; i++) {
    if (has[i] === 0) {
      owners[at] = i;
      from[at++] = -1;
    }
    for (; k < rows.length && rows[k] === i; k++) {
      owners[at] = i;
      from[at++] = k;
    }
  }
  return { rows: owners, columns: generated.columns.map((column) => take(column, from)) };
}

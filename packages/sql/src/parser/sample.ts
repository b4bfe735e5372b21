import type { UnresolvedRelation } from '../plan/unresolved.js';
import type { Cursor } from './cursor.js';
import { expression } from './expression.js';

/** `TABLESAMPLE (10 PERCENT)`, `(5 ROWS)`, `(BUCKET 1 OUT OF 4)`, then `REPEATABLE (seed)`; past the first word. */
export function relationSample(cursor: Cursor, input: UnresolvedRelation): UnresolvedRelation {
  const sampled = cursor.peek(-1);
  cursor.expectSymbol('(');
  const start = cursor.peek();
  if (cursor.acceptWord('BUCKET')) {
    const bucket = wholeNumber(cursor);
    cursor.expectWord('OUT', 'OF');
    const buckets = wholeNumber(cursor);
    if (cursor.isWord('ON')) {
      throw cursor.failureAt(start, 'TABLESAMPLE(BUCKET x OUT OF y ON colname) is not supported');
    }
    cursor.expectSymbol(')');
    return sample(cursor, input, bucket / buckets);
  }
  const amount = constant(cursor);
  if (cursor.acceptWord('ROWS')) {
    cursor.expectSymbol(')');
    return { kind: 'limit', input, count: amount };
  }
  cursor.expectWord('PERCENT');
  cursor.expectSymbol(')');
  if (amount < 0 || amount > 100) {
    throw cursor.failureAt(sampled, `Sampling fraction (${amount / 100}) must be on interval [0, 1]`);
  }
  return sample(cursor, input, amount / 100);
}

function sample(cursor: Cursor, input: UnresolvedRelation, upper: number): UnresolvedRelation {
  let seed: bigint | null = null;
  if (cursor.acceptWord('REPEATABLE')) {
    cursor.expectSymbol('(');
    seed = BigInt(wholeNumber(cursor));
    cursor.expectSymbol(')');
  }
  return { kind: 'sample', input, lower: 0, upper, withReplacement: false, seed };
}

function wholeNumber(cursor: Cursor): number {
  const start = cursor.peek();
  const value = constant(cursor);
  if (Number.isInteger(value)) return value;
  throw cursor.failureAt(start, `expected a whole number, found ${start.text}`);
}

function constant(cursor: Cursor): number {
  const start = cursor.peek();
  const value = expression(cursor);
  if (value.kind === 'literal' && value.type.kind === 'decimal') {
    return Number(value.value as bigint) / 10 ** value.type.scale;
  }
  if (value.kind === 'literal' && (typeof value.value === 'number' || typeof value.value === 'bigint')) {
    return Number(value.value);
  }
  throw cursor.failureAt(start, 'expected a number');
}

import type { LogicalNode } from './logical.js';

/** The text of a plan with its columns numbered in the order in which they come, and rows by who they are. */
const keys = new WeakMap<LogicalNode, string>();
const rowNumbers = new WeakMap<object, number>();
let lastRows = 0;

/** Whether two plans compute the same from the same rows, whatever the ids of their columns are. */
export function samePlan(a: LogicalNode, b: LogicalNode): boolean {
  return a === b || keyOf(a) === keyOf(b);
}

function keyOf(plan: LogicalNode): string {
  let key = keys.get(plan);
  if (key === undefined) keys.set(plan, (key = writeKey(plan)));
  return key;
}

function writeKey(plan: LogicalNode): string {
  const numbers = new Map<number, number>();
  const numbered = (id: number): number => {
    let number = numbers.get(id);
    if (number === undefined) numbers.set(id, (number = numbers.size));
    return number;
  };
  return JSON.stringify(plan, (property, value: unknown) => {
    if (property === 'batches') return numberOfRows(value as object);
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    if (typeof value !== 'object' || value === null || !('id' in value)) return value;
    if (typeof value.id !== 'number') return value;
    // Columns of the query around are the same only when they are that column.
    return 'outer' in value ? value : { ...value, id: `#${numbered(value.id)}` };
  });
}

function numberOfRows(batches: object): number {
  let number = rowNumbers.get(batches);
  if (number === undefined) rowNumbers.set(batches, (number = ++lastRows));
  return number;
}

import type { BytesColumn, Column } from './column.js';
import { isValid, listEnd, listStart } from './column.js';

/**
 * One value as JavaScript has it. boolean; byte, short, int, float, double, date (days), yearMonthInterval (months):
 * number; long, timestamp and dayTimeInterval (µs), decimal (unscaled): bigint; string; binary: Uint8Array; array, struct: Value[]; map: [key, value][]; null.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | { readonly months: number; readonly days: number; readonly micros: bigint }
  | readonly Value[];

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text of row i of a string column, whatever its layout; the row must be valid. */
export function stringAt(column: Column, row: number): string {
  if (column.layout === 'dictionary') return stringAt(column.dictionary, column.indices[row]);
  const { offsets, data } = column as BytesColumn;
  return decodeText(data, offsets[row], offsets[row + 1]);
}

const SHORT_TEXT = 24;

/** UTF-8 bytes data[start .. end) as text. */
export function decodeText(data: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT_TEXT) {
    let text = '';
    let i = start;
    for (; i < end && data[i] < 128; i++) text += String.fromCharCode(data[i]);
    if (i === end) return text;
  }
  const bytes = data.subarray(start, end);
  // TextDecoder refuses views on shared memory.
  return decoder.decode(bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes));
}

/** The value of one row. For messages, JSON and tests: operators work on the buffers. */
export function valueAt(column: Column, row: number): Value {
  if (!isValid(column, row)) return null;
  switch (column.layout) {
    case 'null':
      return null;
    case 'primitive':
      return column.type.kind === 'boolean' ? column.values[row] !== 0 : column.values[row];
    case 'decimal':
      return (column.words[2 * row + 1] << 64n) | BigInt.asUintN(64, column.words[2 * row]);
    case 'bytes':
      return column.type.kind === 'string'
        ? decodeText(column.data, column.offsets[row], column.offsets[row + 1])
        : column.data.slice(column.offsets[row], column.offsets[row + 1]);
    case 'dictionary':
      return valueAt(column.dictionary, column.indices[row]);
    case 'list': {
      const out: Value[] = [];
      for (let k = listStart(column, row), end = listEnd(column, row); k < end; k++)
        out.push(valueAt(column.child, k));
      return out;
    }
    case 'struct':
      return column.children.map((child) => valueAt(child, row));
    case 'interval':
      return { months: column.months[row], days: column.days[row], micros: column.micros[row] };
  }
}

/** All values of a column. */
export function toValues(column: Column): Value[] {
  const out: Value[] = [];
  for (let i = 0; i < column.length; i++) out.push(valueAt(column, i));
  return out;
}

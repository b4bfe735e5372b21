import type { BytesColumn, Column, DictionaryColumn, ListColumn } from './column.js';
import { isValid, listEnd, listStart } from './column.js';
import { int64Words } from './int64.js';

export interface EqualityOptions {
  /** 0.0 and -0.0 differ (Spark 2.x keys). NaN always equals NaN, null equals null. */
  readonly signedZeros?: boolean;
}

export type RowEquality = (left: number, right: number) => boolean;

/** Whether row i of the left columns equals row j of the right ones, as grouping and set operations mean it. */
export function rowEquality(
  left: readonly Column[],
  right: readonly Column[],
  options: EqualityOptions = {},
): RowEquality {
  const tests = left.map((column, i) => equality(column, right[i], options));
  if (tests.length === 1) return tests[0];
  if (tests.length === 2) {
    const [first, second] = tests;
    return (i, j) => first(i, j) && second(i, j);
  }
  return (i, j) => {
    for (let k = 0; k < tests.length; k++) if (!tests[k](i, j)) return false;
    return true;
  };
}

/** As rowEquality, for one pair of columns of the same type. */
export function equality(left: Column, right: Column, options: EqualityOptions = {}): RowEquality {
  const values = valueEquality(left, right, options);
  if (nullFree(left) && nullFree(right)) return values;
  return (i, j) => {
    const valid = isValid(left, i);
    return valid === isValid(right, j) && (!valid || values(i, j));
  };
}

function nullFree(column: Column): boolean {
  return column.layout !== 'null' && column.validity === null;
}

/** Compares the values of rows that are both valid. */
function valueEquality(left: Column, right: Column, options: EqualityOptions): RowEquality {
  if (left.layout === 'null' || right.layout === 'null') return () => true;
  if (isText(left) && isText(right)) return bytesEquality(left, right);
  if (left.layout === 'primitive' && right.layout === 'primitive')
    return primitiveEquality(left, right, options);
  if (left.layout === 'decimal' && right.layout === 'decimal')
    return wideEquality(left.words, right.words, 4);
  if (left.layout === 'list' && right.layout === 'list') return listEquality(left, right, options);
  if (left.layout === 'struct' && right.layout === 'struct') {
    return rowEquality(left.children, right.children, options);
  }
  if (left.layout === 'interval' && right.layout === 'interval') {
    const micros = wideEquality(left.micros, right.micros, 2);
    return (i, j) => left.months[i] === right.months[j] && left.days[i] === right.days[j] && micros(i, j);
  }
  throw new TypeError(`cannot compare a ${left.layout} column with a ${right.layout} column`);
}

type TextColumn = BytesColumn | DictionaryColumn;

function isText(column: Column): column is TextColumn {
  return column.layout === 'bytes' || column.layout === 'dictionary';
}

function bytesEquality(left: TextColumn, right: TextColumn): RowEquality {
  if (left.layout === 'dictionary') {
    const indices = left.indices;
    if (right.layout === 'dictionary' && right.dictionary === left.dictionary) {
      const others = right.indices;
      return (i, j) => indices[i] === others[j];
    }
    const inner = bytesEquality(left.dictionary, right);
    return (i, j) => inner(indices[i], j);
  }
  if (right.layout === 'dictionary') {
    const inner = bytesEquality(left, right.dictionary);
    const indices = right.indices;
    return (i, j) => inner(i, indices[j]);
  }
  const { offsets: a, data: from } = left;
  const { offsets: b, data: to } = right;
  return (i, j) => equalBytes(from, a[i], a[i + 1], to, b[j], b[j + 1]);
}

/** Whether left[start .. end) and right[otherStart .. otherEnd) hold the same bytes. */
export function equalBytes(
  left: Uint8Array,
  start: number,
  end: number,
  right: Uint8Array,
  otherStart: number,
  otherEnd: number,
): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let i = start, j = otherStart; i < end; i++, j++) if (left[i] !== right[j]) return false;
  return true;
}

function primitiveEquality(
  left: Column & { layout: 'primitive' },
  right: Column & { layout: 'primitive' },
  options: EqualityOptions,
): RowEquality {
  const a = left.values;
  const b = right.values;
  if (a instanceof BigInt64Array) return wideEquality(a, b as BigInt64Array, 2);
  if (a instanceof Float64Array || a instanceof Float32Array) {
    if (options.signedZeros) return (i, j) => Object.is(a[i], b[j]);
    return (i, j) => {
      const x = a[i];
      const y = b[j];
      return x === y || (x !== x && y !== y);
    };
  }
  return (i, j) => a[i] === b[j];
}

function wideEquality(left: BigInt64Array, right: BigInt64Array, words: 2 | 4): RowEquality {
  const a = int64Words(left);
  const b = int64Words(right);
  if (words === 2) return (i, j) => a[2 * i] === b[2 * j] && a[2 * i + 1] === b[2 * j + 1];
  return (i, j) => {
    for (let w = 0; w < 4; w++) if (a[4 * i + w] !== b[4 * j + w]) return false;
    return true;
  };
}

function listEquality(left: ListColumn, right: ListColumn, options: EqualityOptions): RowEquality {
  const element = equality(left.child, right.child, options);
  return (i, j) => {
    const end = listEnd(left, i);
    let k = listStart(left, i);
    let m = listStart(right, j);
    if (end - k !== listEnd(right, j) - m) return false;
    for (; k < end; k++, m++) if (!element(k, m)) return false;
    return true;
  };
}

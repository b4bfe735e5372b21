import type { BytesColumn, Column, DictionaryColumn, ListColumn } from './column.js';
import { isValid, listEnd, listStart } from './column.js';
import { int64Words } from './int64.js';

/** Negative, 0 or positive as row `left` sorts before, with or after row `right`. */
export type RowComparison = (left: number, right: number) => number;

/**
 * Ascending order of two columns of the same type: text by bytes (which is the order of code points), NaN after every
 * number, 0.0 with -0.0, arrays and structs element by element, null first.
 */
export function comparison(left: Column, right: Column): RowComparison {
  const values = valueComparison(left, right);
  return (i, j) => {
    const a = isValid(left, i);
    const b = isValid(right, j);
    if (a && b) return values(i, j);
    return (a ? 1 : 0) - (b ? 1 : 0);
  };
}

/** As comparison, for rows known to be valid. */
export function valueComparison(left: Column, right: Column): RowComparison {
  if (left.layout === 'null' || right.layout === 'null') return () => 0;
  if (left.layout === 'dictionary' || left.layout === 'bytes') {
    return bytesComparison(left, right as BytesColumn | DictionaryColumn);
  }
  if (left.layout === 'primitive' && right.layout === 'primitive') return primitiveComparison(left, right);
  if (left.layout === 'decimal' && right.layout === 'decimal') {
    const a = int64Words(left.words);
    const b = int64Words(right.words);
    return (i, j) => {
      if (a[4 * i + 3] !== b[4 * j + 3]) return a[4 * i + 3] < b[4 * j + 3] ? -1 : 1;
      for (let w = 2; w >= 0; w--) {
        const x = a[4 * i + w] >>> 0;
        const y = b[4 * j + w] >>> 0;
        if (x !== y) return x < y ? -1 : 1;
      }
      return 0;
    };
  }
  if (left.layout === 'struct' && right.layout === 'struct') {
    const fields = left.children.map((child, k) => comparison(child, right.children[k]));
    return (i, j) => {
      for (let k = 0; k < fields.length; k++) {
        const order = fields[k](i, j);
        if (order !== 0) return order;
      }
      return 0;
    };
  }
  if (left.layout === 'list' && right.layout === 'list' && left.type.kind === 'array') {
    return listComparison(left, right);
  }
  throw new TypeError(`values of type ${left.type.kind} have no order`);
}

/** Unsigned comparison of left[start .. end) and right[otherStart .. otherEnd). */
export function compareBytes(
  left: Uint8Array,
  start: number,
  end: number,
  right: Uint8Array,
  otherStart: number,
  otherEnd: number,
): number {
  const shared = Math.min(end - start, otherEnd - otherStart);
  for (let k = 0; k < shared; k++) {
    const difference = left[start + k] - right[otherStart + k];
    if (difference !== 0) return difference;
  }
  return end - start - (otherEnd - otherStart);
}

function bytesComparison(
  left: BytesColumn | DictionaryColumn,
  right: BytesColumn | DictionaryColumn,
): RowComparison {
  const { offsets: a, data: from } = left.layout === 'bytes' ? left : left.dictionary;
  const { offsets: b, data: to } = right.layout === 'bytes' ? right : right.dictionary;
  const x = left.layout === 'bytes' ? null : left.indices;
  const y = right.layout === 'bytes' ? null : right.indices;
  return (i, j) => {
    const p = x === null ? i : x[i];
    const q = y === null ? j : y[j];
    return compareBytes(from, a[p], a[p + 1], to, b[q], b[q + 1]);
  };
}

function primitiveComparison(
  left: Column & { layout: 'primitive' },
  right: Column & { layout: 'primitive' },
): RowComparison {
  const a = left.values;
  const b = right.values;
  if (a instanceof BigInt64Array) {
    const x = int64Words(a);
    const y = int64Words(b as BigInt64Array);
    return (i, j) => {
      const high = x[2 * i + 1] - y[2 * j + 1];
      return high !== 0 ? high : (x[2 * i] >>> 0) - (y[2 * j] >>> 0);
    };
  }
  if (a instanceof Float64Array || a instanceof Float32Array) {
    const c = b as Float64Array;
    return (i, j) => compareDoubles(a[i], c[j]);
  }
  const c = b as Int32Array;
  return (i, j) => a[i] - c[j];
}

/** NaN is the largest double and equals itself; zeros are equal. */
function compareDoubles(x: number, y: number): number {
  if (x < y) return -1;
  if (x > y) return 1;
  if (x === y) return 0;
  return (x !== x ? 1 : 0) - (y !== y ? 1 : 0);
}

function listComparison(left: ListColumn, right: ListColumn): RowComparison {
  const element = comparison(left.child, right.child);
  return (i, j) => {
    const end = listEnd(left, i);
    const otherEnd = listEnd(right, j);
    let k = listStart(left, i);
    let m = listStart(right, j);
    for (; k < end && m < otherEnd; k++, m++) {
      const order = element(k, m);
      if (order !== 0) return order;
    }
    return end - k - (otherEnd - m);
  };
}

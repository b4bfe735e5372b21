import type { Value } from '@graticule/columnar';

/** Equality and order of single values (see Value), for functions that work value by value. */

/** A key for Map and Set: equal values have equal keys; NaN equals NaN, 0.0 equals -0.0. */
export function valueKey(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (typeof inner === 'number' && !Number.isFinite(inner)) return { number: String(inner) };
    return inner;
  });
}

/** Negative when a comes before b: nulls first, NaN after all numbers, text by code point, structs and arrays in turn. */
export function compareValues(a: Value, b: Value): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  if (typeof a === 'number') {
    const x = a;
    const y = b as number;
    if (x !== x || y !== y) return (x !== x ? 1 : 0) - (y !== y ? 1 : 0);
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (typeof a === 'string') return compareText(a, b as string);
  if (typeof a === 'object') {
    const left = a as ArrayLike<Value>;
    const right = b as ArrayLike<Value>;
    for (let i = 0; i < left.length && i < right.length; i++) {
      const order = compareValues(left[i], right[i]);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  }
  return a < (b as typeof a) ? -1 : a > (b as typeof a) ? 1 : 0;
}

/** By code point, as UTF-8 bytes compare: surrogates stand for characters above all others. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const high = (x >= 0xd800 && x < 0xe000 ? 1 : 0) - (y >= 0xd800 && y < 0xe000 ? 1 : 0);
    return high !== 0 ? high : x - y;
  }
  return a.length - b.length;
}

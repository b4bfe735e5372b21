import { int64Words, isValid, nullColumn, take, valueComparison, withValidity } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { andValues } from './logic.js';
import { booleanColumn, commonValidity, isRowValid, strideOf, valuesOf } from './columns.js';
import { typeText } from '../types/text.js';
import { ArgumentError } from './definition.js';
import type { ScalarFunction } from './definition.js';

type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** Comparisons of any ordered type: NaN equals NaN and is the largest number, 0.0 equals -0.0, text by bytes. */
export const comparisonFunctions: readonly ScalarFunction[] = [
  comparisonFunction('=', ['=', '=='], 'Equal; null when a side is null.'),
  comparisonFunction('!=', ['!=', '<>'], 'Not equal; null when a side is null.'),
  comparisonFunction('<', ['<'], 'Less than; null when a side is null.'),
  comparisonFunction('<=', ['<='], 'Less than or equal; null when a side is null.'),
  comparisonFunction('>', ['>'], 'Greater than; null when a side is null.'),
  comparisonFunction('>=', ['>='], 'Greater than or equal; null when a side is null.'),
  {
    kind: 'scalar',
    names: ['<=>', 'eqnullsafe'],
    doc: 'Equal, where null equals null; never null.',
    deterministic: true,
    inputTypes: { rule: 'comparison' },
    resultType: () => ({ type: { kind: 'boolean' }, nullable: false }),
    evaluate: (args, length) => nullSafeEqual(args[0], args[1], length),
  },
  {
    kind: 'scalar',
    names: ['in'],
    doc: 'Whether the first value equals one of the others; null when none does and one is null.',
    deterministic: true,
    // Without others, as isin() has it, it is false.
    inputTypes: { rule: 'widest', min: 1 },
    resultType: (args) => ({ type: { kind: 'boolean' }, nullable: args.some((arg) => arg.nullable) }),
    evaluate: (args, length) => isIn(args[0], args.slice(1), length),
  },
];

/** Comparisons that need an order, which structs and arrays have from 2.3 on. */
const ORDERS: Readonly<Partial<Record<Comparison, true>>> = { '<': true, '<=': true, '>': true, '>=': true };

function comparisonFunction(symbol: Comparison, names: readonly string[], doc: string): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: true,
    inputTypes: { rule: 'comparison' },
    resultType: (args, compat) => {
      const { kind } = args[0].type;
      if (compat === '2.2' && symbol in ORDERS && (kind === 'struct' || kind === 'array')) {
        const types =
          'boolean or tinyint or smallint or int or bigint or float or double or decimal or timestamp or date or ' +
          'string or binary';
        throw new ArgumentError(`'${symbol}' requires (${types}) type, not ${typeText(args[0].type)}`);
      }
      if (kind === 'interval' && (symbol !== '=' || compat !== '2.2')) {
        throw new ArgumentError(`'${symbol}' does not support ordering on type interval`);
      }
      return { type: { kind: 'boolean' }, nullable: args.some((arg) => arg.nullable) };
    },
    evaluate: (args, length) => compareColumns(symbol, args[0], args[1], length),
  };
}

/** One boolean per row; null where a side is. */
export function compareColumns(symbol: Comparison, left: Column, right: Column, length: number): Column {
  if (symbol === '>') return compareColumns('<', right, left, length);
  if (symbol === '>=') return compareColumns('<=', right, left, length);
  if (left.layout === 'null' || right.layout === 'null') return nullColumn({ kind: 'boolean' }, length);
  const onDictionary = compareDictionary(symbol, left, right, length);
  if (onDictionary !== null) return onDictionary;
  const validity = commonValidity([left, right], length);
  const out = new Uint8Array(length);
  const stepA = strideOf(left, length);
  const stepB = strideOf(right, length);
  if (left.layout === 'primitive') {
    const values = left.values;
    if (values instanceof BigInt64Array) {
      compareLongs(symbol, int64Words(values), int64Words(valuesOf(right)), stepA, stepB, out);
    } else compareNumbers(symbol, values as Float64Array, valuesOf(right), stepA, stepB, out);
    return booleanColumn(out, validity);
  }
  const compare = valueComparison(left, right);
  for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) {
    if (!isRowValid(validity, i)) continue;
    const order = compare(x, y);
    out[i] = (symbol === '<' ? order < 0 : symbol === '<=' ? order <= 0 : (order === 0) === (symbol === '='))
      ? 1
      : 0;
  }
  return booleanColumn(out, validity);
}

/** A dictionary column against a constant: compare the distinct values, then look up. */
function compareDictionary(symbol: Comparison, left: Column, right: Column, length: number): Column | null {
  const [column, swapped] = left.layout === 'dictionary' ? [left, false] : [right, true];
  const other = swapped ? left : right;
  if (column.layout !== 'dictionary' || other.length === length || column.dictionary.length > length)
    return null;
  const { dictionary, indices } = column;
  const count = dictionary.length;
  if (count <= 1) return null;
  const answers = swapped
    ? compareColumns(symbol, other, dictionary, count)
    : compareColumns(symbol, dictionary, other, count);
  const rows = take(answers, indices);
  return answers.validity === null ? withValidity(rows, column.validity) : rows;
}

function compareNumbers(
  symbol: Comparison,
  a: Float64Array,
  b: Float64Array,
  stepA: number,
  stepB: number,
  out: Uint8Array,
): void {
  const length = out.length;
  // `x !== x` is the test for NaN.
  if (symbol === '<') {
    for (let i = 0, p = 0, q = 0; i < length; i++, p += stepA, q += stepB) {
      const x = a[p];
      const y = b[q];
      out[i] = x < y || (y !== y && x === x) ? 1 : 0;
    }
  } else if (symbol === '<=') {
    for (let i = 0, p = 0, q = 0; i < length; i++, p += stepA, q += stepB) {
      const x = a[p];
      const y = b[q];
      out[i] = x <= y || y !== y ? 1 : 0;
    }
  } else {
    const hit = symbol === '=' ? 1 : 0;
    for (let i = 0, p = 0, q = 0; i < length; i++, p += stepA, q += stepB) {
      const x = a[p];
      const y = b[q];
      out[i] = x === y || (x !== x && y !== y) ? hit : 1 - hit;
    }
  }
}

function compareLongs(
  symbol: Comparison,
  a: Int32Array,
  b: Int32Array,
  stepA: number,
  stepB: number,
  out: Uint8Array,
): void {
  const length = out.length;
  const whenLess = symbol === '<' || symbol === '<=' || symbol === '!=' ? 1 : 0;
  const whenEqual = symbol === '=' || symbol === '<=' ? 1 : 0;
  const whenMore = symbol === '!=' ? 1 : 0;
  for (let i = 0, p = 0, q = 0; i < length; i++, p += 2 * stepA, q += 2 * stepB) {
    const high = a[p + 1] - b[q + 1];
    const order = high !== 0 ? high : (a[p] >>> 0) - (b[q] >>> 0);
    out[i] = order < 0 ? whenLess : order === 0 ? whenEqual : whenMore;
  }
}

function nullSafeEqual(left: Column, right: Column, length: number): Column {
  const equal = compareColumns('=', left, right, length);
  const values = new Uint8Array(length);
  const stepA = strideOf(left, length);
  const stepB = strideOf(right, length);
  const source = valuesOf<Uint8Array>(equal);
  for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) {
    const a = isValid(left, x);
    values[i] = a !== isValid(right, y) ? 0 : a ? source[i] : 1;
  }
  return booleanColumn(values, null);
}

function isIn(value: Column, items: readonly Column[], length: number): Column {
  // NOT (value != a AND value != b ...): three-valued logic gives the nulls.
  let none: Column | null = null;
  for (const item of items) {
    const differs = compareColumns('!=', value, item, length);
    none = none === null ? differs : andValues(none, differs, length);
  }
  if (none === null) return booleanColumn(new Uint8Array(length), commonValidity([value], length));
  const values = valuesOf<Uint8Array>(none);
  return booleanColumn(
    values.map((differs) => 1 - differs),
    none.validity,
  );
}

import type { Value } from '@graticule/columnar';
import type { Expression, Literal } from '@graticule/sql';

/** What is known of the values of a column in a part of a source. */
export interface ColumnRange {
  /** No value is less (or greater) than that; null: not known. Text and binary values as bytes. */
  readonly min: Value | Uint8Array | null;
  readonly max: Value | Uint8Array | null;
  /** Whether some are null, and whether some are not. */
  readonly nulls: boolean;
  readonly values: boolean;
}

type Ranges = (ordinal: number) => ColumnRange | null;

/**
 * Whether a part of a source may have rows for which all conditions hold. Conditions are bound over the columns that
 * ranges are asked of (null: nothing is known); what they say beyond comparisons of columns with literals is not used.
 */
export function mayMatch(filters: readonly Expression[], ranges: Ranges): boolean {
  return filters.every((filter) => mayHold(filter, ranges));
}

function mayHold(condition: Expression, ranges: Ranges): boolean {
  if (condition.kind === 'literal') return condition.value === true;
  if (condition.kind !== 'call') return true;
  const { name, args } = condition;
  switch (name) {
    case 'and':
      return args.every((arg) => mayHold(arg, ranges));
    case 'or':
      return args.some((arg) => mayHold(arg, ranges));
    case 'isnull':
      return rangeOf(args[0], ranges)?.nulls ?? true;
    case 'isnotnull':
      return rangeOf(args[0], ranges)?.values ?? true;
    case 'in': {
      const items = args.slice(1);
      return items.some((item) => item.kind !== 'literal' || mayCompare('=', args[0], item, ranges));
    }
    case 'not':
      return mayDiffer(args[0], ranges);
    default: {
      if (!(name in SWAPPED)) return true;
      const [left, right] = args;
      if (right.kind === 'literal') return mayCompare(name, left, right, ranges);
      return left.kind === 'literal' ? mayCompare(SWAPPED[name], right, left, ranges) : true;
    }
  }
}

const SWAPPED: Readonly<Record<string, string>> = {
  '=': '=',
  '<=>': '<=>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function rangeOf(value: Expression, ranges: Ranges): ColumnRange | null {
  return value.kind === 'bound' ? ranges(value.ordinal) : null;
}

function mayCompare(name: string, value: Expression, { value: other }: Literal, ranges: Ranges): boolean {
  const range = rangeOf(value, ranges);
  if (range === null) return true;
  if (other === null) return name === '<=>' && range.nulls;
  if (!range.values) return false;
  const low = range.min === null ? null : order(range.min, other);
  // NaN is above all numbers and not counted in by those who write ranges.
  const open = isFloating(value) && name !== '=' && name !== '<=>';
  const high = range.max === null || open ? null : order(range.max, other);
  switch (name) {
    case '<':
      return low === null || low < 0;
    case '<=':
      return low === null || low <= 0;
    case '>':
      return high === null || high > 0;
    case '>=':
      return high === null || high >= 0;
    default:
      return isNaN(other) || ((low === null || low <= 0) && (high === null || high >= 0));
  }
}

/** NOT (column = literal), where all values may be that one. */
function mayDiffer(condition: Expression, ranges: Ranges): boolean {
  if (condition.kind !== 'call' || condition.name !== '=') return true;
  const [left, right] = condition.args;
  if (right.kind !== 'literal' || right.value === null || isFloating(left)) return true;
  const range = rangeOf(left, ranges);
  if (range === null) return true;
  if (!range.values) return false;
  if (range.min === null || range.max === null) return true;
  return order(range.min, right.value) !== 0 || order(range.max, right.value) !== 0;
}

function isFloating({ type }: Expression): boolean {
  return type.kind === 'double' || type.kind === 'float';
}

function isNaN(value: unknown): boolean {
  return typeof value === 'number' && Number.isNaN(value);
}

/** Negative, 0 or positive as comparisons of the engine have it; null: values that are not compared here. */
function order(bound: Value | Uint8Array, other: Literal['value']): number | null {
  if (typeof bound === 'number' && typeof other === 'number') return bound - other;
  if (typeof bound === 'bigint' && typeof other === 'bigint')
    return bound < other ? -1 : bound > other ? 1 : 0;
  if (typeof bound === 'boolean' && typeof other === 'boolean') return Number(bound) - Number(other);
  const [left, right] = [bytesOf(bound), bytesOf(other)];
  return left === null || right === null ? null : Buffer.compare(left, right);
}

function bytesOf(value: unknown): Uint8Array | null {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  return value instanceof Uint8Array ? value : null;
}

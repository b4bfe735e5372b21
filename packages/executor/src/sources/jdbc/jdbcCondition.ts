import type { Expression, Literal } from '@graticule/sql';
import { quotedName } from './connection.js';

/**
 * Conditions in the database's SQL, so that it sends fewer rows: each is true there whenever it is true here. What has no
 * sure counterpart is left out (order of text, parts of numbers, times). Filters are bound over `columns`.
 */
export function jdbcCondition(filters: readonly Expression[], columns: readonly string[]): string {
  return filters
    .map((filter) => sqlOf(filter, columns))
    .filter((sql) => sql !== null)
    .map((sql) => `(${sql})`)
    .join(' AND ');
}

const SWAPPED: Readonly<Record<string, string>> = {
  '=': '=',
  '<=>': '<=>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function sqlOf(condition: Expression, columns: readonly string[]): string | null {
  if (condition.kind !== 'call') return null;
  const { name, args } = condition;
  switch (name) {
    case 'and': {
      const known = args.map((arg) => sqlOf(arg, columns)).filter((sql) => sql !== null);
      return known.length === 0 ? null : known.map((sql) => `(${sql})`).join(' AND ');
    }
    case 'or': {
      const terms = args.map((arg) => sqlOf(arg, columns));
      return terms.includes(null) ? null : terms.map((sql) => `(${sql})`).join(' OR ');
    }
    case 'isnull':
      return args[0].kind === 'bound' ? `${quotedName(columns[args[0].ordinal])} IS NULL` : null;
    case 'isnotnull':
      return args[0].kind === 'bound' ? `${quotedName(columns[args[0].ordinal])} IS NOT NULL` : null;
    case 'in': {
      const items = args.slice(1).map((item) => comparison('=', args[0], item, columns));
      return items.includes(null) ? null : items.map((sql) => `(${sql})`).join(' OR ');
    }
    default: {
      if (!(name in SWAPPED)) return null;
      const [left, right] = args;
      return comparison(name, left, right, columns) ?? comparison(SWAPPED[name], right, left, columns);
    }
  }
}

/** A column beside a literal. */
function comparison(
  name: string,
  value: Expression,
  other: Expression,
  columns: readonly string[],
): string | null {
  if (value.kind !== 'bound' || other.kind !== 'literal') return null;
  const column = quotedName(columns[value.ordinal]);
  if (other.value === null) return name === '<=>' ? `${column} IS NULL` : 'FALSE';
  const operator = name === '<=>' ? '=' : name;
  if (value.type.kind === 'string') {
    // Texts of fixed length come with blanks at their end, which the database does not count.
    const text = operator === '=' ? quotedText(other) : null;
    return text === null ? null : `rtrim(${column}::text, ' ') = rtrim(${text}, ' ')`;
  }
  const literal = literalOf(value, other);
  return literal === null ? null : `${column} ${operator} ${literal}`;
}

function literalOf({ type }: Expression, { value }: Literal): string | null {
  switch (type.kind) {
    case 'short':
    case 'int':
    case 'long':
      return String(value);
    case 'boolean':
      return value === true ? 'TRUE' : 'FALSE';
    case 'date': {
      const day = new Date((value as number) * 86_400_000);
      const year = day.getUTCFullYear();
      return year >= 1 && year <= 9999 ? `DATE '${day.toISOString().slice(0, 10)}'` : null;
    }
    default:
      return null;
  }
}

/** null: the database holds no such text, or its settings decide how it is read. */
function quotedText({ value }: Literal): string | null {
  const text = String(value);
  return /[\0\\]/.test(text) ? null : `'${text.replaceAll("'", "''")}'`;
}

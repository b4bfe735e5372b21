import { DOUBLE, LONG, STRING, type DataType } from '@graticule/columnar';
import type {
  Attribute,
  Literal,
  UnresolvedAlias,
  UnresolvedExpression,
  UnresolvedRelation,
} from '@graticule/sql';
import { SparkError } from './errors.js';

/** Short forms for relations that the door puts together from others. */
export const call = (name: string, ...args: UnresolvedExpression[]): UnresolvedExpression => ({
  kind: 'unresolvedFunction',
  name,
  args,
  distinct: false,
});

/** A column by its whole name: a dot in it is no struct access. */
export const column = (name: string): UnresolvedExpression => ({
  kind: 'unresolvedAttribute',
  parts: [name],
});

export const named = (child: UnresolvedExpression, name: string): UnresolvedAlias => ({
  kind: 'unresolvedAlias',
  child,
  names: [name],
});

export const cast = (child: UnresolvedExpression, type: DataType): UnresolvedExpression => ({
  kind: 'unresolvedCast',
  child,
  type,
});

export const literal = (value: Literal['value'], type: DataType): Literal => ({
  kind: 'literal',
  value,
  type,
});

export const double = (value: number): Literal => literal(value, DOUBLE);
export const long = (value: bigint): Literal => literal(value, LONG);
export const text = (value: string): Literal => literal(value, STRING);

/** A relation whose columns have names of their own, with what the caller knows of each. */
export interface NamedColumns {
  readonly input: UnresolvedRelation;
  readonly columns: readonly NamedColumn[];
}

export interface NamedColumn {
  /** Refers to the column and no other. */
  readonly reference: UnresolvedExpression;
  readonly name: string;
  readonly type: DataType;
}

/** Columns that share a name get another one below; results carry the old name. */
export function namedColumns(input: UnresolvedRelation, output: readonly Attribute[]): NamedColumns {
  const lowered = output.map(({ name }) => name.toLowerCase());
  if (new Set(lowered).size === lowered.length) {
    const columns = output.map(({ name, type }) => ({ reference: column(name), name, type }));
    return { input, columns };
  }
  const names = output.map((_, index) => String(index));
  return {
    input: { kind: 'toDF', input, names },
    columns: output.map(({ name, type }, index) => ({ reference: column(names[index]), name, type })),
  };
}

/** Whether each column is among `names` (all are when there are none). Throws for names that no column has. */
export function chosenColumns(columns: readonly NamedColumn[], names: readonly string[]): boolean[] {
  for (const name of names) findColumn(columns, name);
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return columns.map(({ name }) => wanted.size === 0 || wanted.has(name.toLowerCase()));
}

/** The first column of that name, without regard to case or backticks around it. */
export function columnNamed(columns: readonly NamedColumn[], name: string): NamedColumn | undefined {
  const wanted = name.replace(/^`(.*)`$/, '$1').toLowerCase();
  return columns.find((known) => known.name.toLowerCase() === wanted);
}

/** As columnNamed; an error when there is none. */
export function findColumn(columns: readonly NamedColumn[], name: string): NamedColumn {
  const found = columnNamed(columns, name);
  if (found !== undefined) return found;
  const known = columns.map((other) => other.name).join(', ');
  throw new SparkError('AnalysisException', `Cannot resolve column name "${name}" among (${known})`);
}

import { DOUBLE } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import type { Expression_Literal, NADrop, NAFill, NAReplace } from '@graticule/protocol';
import {
  chainedCall,
  isNumeric,
  type Attribute,
  type Literal,
  type UnresolvedExpression,
  type UnresolvedRelation,
} from '@graticule/sql';
import { malformed } from './errors.js';
import { fromProtoLiteral } from './literals.js';
import {
  call,
  cast,
  chosenColumns,
  findColumn,
  literal,
  named,
  namedColumns,
  type NamedColumn,
} from './unresolvedNodes.js';

/**
 * `na.fill`: null (and NaN of floating-point columns) replaced by a value of the column's type. One value fills the
 * columns of its own kind: numbers, text or booleans; one per column is cast to the column's type.
 */
export function fillNulls(
  input: UnresolvedRelation,
  output: readonly Attribute[],
  { cols, values }: NAFill,
): UnresolvedRelation {
  const frame = namedColumns(input, output);
  const literals = values.map(fromProtoLiteral);
  const replacements = new Map<NamedColumn, Literal>();
  if (literals.length === 1) {
    const chosen = chosenColumns(frame.columns, cols);
    frame.columns.forEach((item, index) => {
      if (chosen[index]) replacements.set(item, literals[0]);
    });
  } else {
    if (literals.length !== cols.length) throw malformed('fill_na needs one value, or one per column');
    cols.forEach((name, index) => replacements.set(findColumn(frame.columns, name), literals[index]));
  }
  const single = literals.length === 1;
  return {
    kind: 'project',
    input: frame.input,
    expressions: frame.columns.map((item) => {
      const value = replacements.get(item);
      if (value === undefined || (single && !sameKind(item.type, value.type))) return kept(item);
      return named(call('coalesce', withoutNaN(item), cast(value, item.type)), item.name);
    }),
  };
}

/** `na.drop`: rows with at least `minNonNulls` values (all, without it) that are neither null nor NaN. */
export function dropNulls(
  input: UnresolvedRelation,
  output: readonly Attribute[],
  { cols, minNonNulls }: NADrop,
): UnresolvedRelation {
  const frame = namedColumns(input, output);
  const chosen = chosenColumns(frame.columns, cols);
  const present = frame.columns
    .filter((_, index) => chosen[index])
    .map((item) => call('isnotnull', withoutNaN(item)));
  const least = minNonNulls ?? present.length;
  const counted = present.map((holds) => cast(holds, { kind: 'int' }));
  const sum = chainedCall('+', [literal(0, { kind: 'int' }), ...counted]);
  const condition = call('>=', sum, literal(least, { kind: 'int' }));
  const filtered: UnresolvedRelation = { kind: 'filter', input: frame.input, condition };
  if (frame.input === input) return filtered;
  return { kind: 'toDF', input: filtered, names: frame.columns.map(({ name }) => name) };
}

/** `na.replace`: values equal to an old one become the new one, in columns of the old value's kind. */
export function replaceValues(
  input: UnresolvedRelation,
  output: readonly Attribute[],
  { cols, replacements }: NAReplace,
): UnresolvedRelation {
  const frame = namedColumns(input, output);
  const chosen = chosenColumns(frame.columns, cols);
  // Spark has numbers as doubles here, which shows in what may be null.
  const pairs = replacements.map(
    ({ oldValue, newValue }) => [required(oldValue), required(newValue)] as const,
  );
  return {
    kind: 'project',
    input: frame.input,
    expressions: frame.columns.map((item, index) => {
      if (!chosen[index] || !pairs.some(([old]) => sameKind(item.type, old.type))) return kept(item);
      const branches = pairs.map(([old, value]) => ({
        when: call('=', item.reference, cast(old, item.type)),
        then: cast(isNumeric(value.type) ? asDouble(value) : value, item.type),
      }));
      return named({ kind: 'unresolvedCase', branches, otherwise: item.reference }, item.name);
    }),
  };
}

const asDouble = (value: Literal): UnresolvedExpression =>
  value.type.kind === 'double' ? value : cast(value, DOUBLE);

/** The column as it is; under its old name when it had to be renamed below. */
function kept({ reference, name }: NamedColumn): UnresolvedExpression {
  const same = reference.kind === 'unresolvedAttribute' && reference.parts[0] === name;
  return same ? reference : named(reference, name);
}

function withoutNaN({ reference, type }: NamedColumn): UnresolvedExpression {
  if (type.kind !== 'double' && type.kind !== 'float') return reference;
  return call('nanvl', reference, literal(null, type));
}

function sameKind(type: DataType, valueType: DataType): boolean {
  return type.kind === valueType.kind || (isNumeric(type) && isNumeric(valueType));
}

function required(proto: Expression_Literal | undefined): Literal {
  if (proto === undefined) throw malformed('A replacement lacks a value');
  return fromProtoLiteral(proto);
}

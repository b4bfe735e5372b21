import { INT, STRING } from '@graticule/columnar';
import type { DataType, StructType } from '@graticule/columnar';
import {
  AnalysisError,
  ambiguousColumn,
  invalidPlan,
  placed,
  quoteParts,
  typeMismatch,
  unresolvedColumn,
} from '../errors.js';
import type { SparkVersion } from '../functions/definition.js';
import { isNullable, newAttributeId } from '../plan/attribute.js';
import type { Attribute, Expression, LambdaFunction, LambdaVariable } from '../plan/expression.js';
import type { LogicalNode } from '../plan/logical.js';
import { columnsNamed, placeOf } from '../plan/columnIndex.js';
import type { UnresolvedAttribute } from '../plan/unresolved.js';
import { transformExpression } from '../plan/expressions.js';
import { outputOf } from '../plan/walk.js';
import { typeText } from '../types/text.js';
import { builtinCall } from './call.js';
import type { Scope } from './context.js';
import { ambiguousFrame, hasOtherCopy } from './selfJoin.js';
import { shownColumn } from './usingKeys.js';
import { isIntegral } from '../types/coercion.js';
import { expressionText, messageSql, planText, prettySql } from '../plan/prettySql.js';

/**
 * A column by name: first as `qualifier.column`, then as `column` followed by struct fields or map keys, without
 * regard to case; visible columns before hidden ones. The result carries the name as it was typed.
 */
export function resolveAttribute(attribute: UnresolvedAttribute, scope: Scope): Expression {
  const { parts, relation, place } = attribute;
  if (relation !== undefined) {
    const found = resolveThroughFrame(parts, relation, scope);
    if (found !== undefined) return found;
  }
  return placed(place, () => {
    const found = findByName(parts, scope.columns, scope) ?? findByName(parts, scope.hidden, scope);
    if (found !== undefined) return found;
    const outer = scope.outer && findOuter(parts, scope.outer);
    if (outer !== undefined) return outer;
    throw unresolvedColumn(parts, nameable(scope.columns, scope.compat), scope.compat);
  });
}

/** Columns for messages: their names, in 3.3 with qualifiers and in order. */
export function nameable(columns: readonly Attribute[], compat: SparkVersion): string[] {
  if (compat === '2.2') return columns.map((column) => column.name);
  return [...columns]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id))
    .map((column) => [...(column.qualifier ?? []), column.name].join('.'));
}

/** A column of the query around a subquery, marked as such. */
function findOuter(parts: readonly string[], outer: Scope): Expression | undefined {
  const found = findByName(parts, outer.columns, outer) ?? findByName(parts, outer.hidden, outer);
  return (
    found &&
    transformExpression(found, (inner) => (inner.kind === 'attribute' ? { ...inner, outer: true } : inner))
  );
}

/** undefined when nothing matches; an error when several different columns do. */
export function findByName(
  parts: readonly string[],
  columns: readonly Attribute[],
  scope: Scope,
): Expression | undefined {
  const [first, second] = parts.map((part) => part.toLowerCase());
  const qualified =
    parts.length < 2
      ? []
      : columnsNamed(columns, second).filter(({ qualifier }) => qualifier?.at(-1)?.toLowerCase() === first);
  const used = qualified.length > 0 ? 2 : 1;
  const matches = used === 2 ? qualified : columnsNamed(columns, first);
  if (matches.length === 0) return undefined;
  const distinct = matches.filter((match, i) => matches.findIndex((other) => other.id === match.id) === i);
  if (distinct.length > 1) {
    const candidates = distinct.map((match) =>
      scope.compat === '2.2' ? planText(match) : [...(match.qualifier ?? []), match.name].join('.'),
    );
    throw ambiguousColumn(parts, candidates);
  }
  const name = scope.named === 'written' ? parts.slice(0, used).join('.') : parts[used - 1];
  const column: Attribute = { ...shownColumn(distinct[0]), name };
  const path = parts.slice(used);
  const value = path.reduce<Expression>((child, part) => extractField(child, part, scope), column);
  if (path.length === 0) return value;
  if (scope.named === 'written') return withShownText(value, parts.join('.'));
  return scope.statement && scope.compat === '2.2' ? withShownAlias(value, parts[parts.length - 1]) : value;
}

function withShownText(value: Expression, shownText: string): Expression {
  return value.kind === 'field' || value.kind === 'call' ? { ...value, shownText } : value;
}

/** In names of larger expressions Spark 2.x shows that a field by path is a column of its own: `(st.c AS \`c\` + 1)`. */
function withShownAlias(value: Expression, name: string): Expression {
  return withShownText(value, `${prettySql(value, false)} AS ${quoteParts([name])}`);
}

/** `df.a`: the column of the frame with that id, wherever the frame stands in the input. */
function resolveThroughFrame(
  parts: readonly string[],
  relation: string,
  scope: Scope,
): Expression | undefined {
  const frame = scope.context.relation(relation);
  if (frame === undefined) return undefined;
  const inFrame = findInFrame(parts, frame, scope);
  if (inFrame === undefined) {
    throw unresolvedColumn(
      parts,
      outputOf(frame).map((column) => column.name),
      scope.compat,
    );
  }
  const source = baseAttribute(inFrame);
  const target = availableColumn(source.id, scope);
  if (target === undefined) {
    if (scope.foreign === undefined) throw missing(parts, scope);
    scope.foreign.push(source);
    return inFrame;
  }
  const column: Attribute = { ...target, name: source.name };
  const ordinal = placeOf(outputOf(frame), source.id);
  const isVisible = placeOf(scope.columns, target.id) >= 0;
  if (isVisible && hasOtherCopy(frame, ordinal, target.id, scope)) {
    if (scope.undecided === undefined) throw ambiguousFrame(column);
    scope.undecided.add(column);
  }
  const found = replaceBase(inFrame, column);
  return scope.named === 'written'
    ? withShownText(found, `${prettySql(found, false)} AS ${parts.at(-1)}`)
    : found;
}

/** `df['*']`: the columns of the frame with that id, wherever it stands in the input. */
export function columnsOfFrame(relation: string, scope: Scope): readonly Attribute[] {
  const frame = scope.context.relation(relation);
  if (frame === undefined) return scope.columns;
  return outputOf(frame).map((column) => {
    const target = availableColumn(column.id, scope);
    if (target === undefined) throw missing([column.name], scope);
    return { ...target, name: column.name };
  });
}

function missing(parts: readonly string[], scope: Scope): AnalysisError {
  const from = scope.columns.map((column) => column.name).join(', ');
  return new AnalysisError(
    'MISSING_COLUMN',
    `Resolved attribute(s) ${quoteParts(parts)} missing from [${from}] in ${scope.call}: ` +
      'the column belongs to a DataFrame that is not part of the input, or it was replaced or dropped there',
  );
}

function findInFrame(parts: readonly string[], frame: LogicalNode, scope: Scope): Expression | undefined {
  const columns = outputOf(frame);
  return findByName(parts, columns, { ...scope, columns, hidden: [], named: undefined });
}

/** The id of `df.a` in its own frame; null for names and where the frame has no such column. */
export function idInFrame({ parts, relation }: UnresolvedAttribute, scope: Scope): number | null {
  const frame = relation === undefined ? undefined : scope.context.relation(relation);
  const found = frame && findInFrame(parts, frame, scope);
  return found?.kind === 'attribute' ? found.id : null;
}

function baseAttribute(expression: Expression): Attribute {
  if (expression.kind === 'attribute') return expression;
  if (expression.kind === 'field') return baseAttribute(expression.child);
  if (expression.kind === 'call') return baseAttribute(expression.args[0]);
  throw new Error(`a column reference cannot contain ${expression.kind}`);
}

function replaceBase(expression: Expression, base: Attribute): Expression {
  if (expression.kind === 'attribute') return base;
  if (expression.kind === 'field') return { ...expression, child: replaceBase(expression.child, base) };
  if (expression.kind === 'call') {
    return { ...expression, args: [replaceBase(expression.args[0], base), ...expression.args.slice(1)] };
  }
  throw new Error(`a column reference cannot contain ${expression.kind}`);
}

function availableColumn(ofFrame: number, { columns, hidden, renewed }: Scope): Attribute | undefined {
  const id = renewed?.get(ofFrame) ?? ofFrame;
  const place = placeOf(columns, id);
  return place >= 0 ? columns[place] : hidden[placeOf(hidden, id)];
}

/** A struct's field, a map's value, or the field of every struct in an array. */
export function extractField(child: Expression, name: string, scope: Scope): Expression {
  const { type } = child;
  if (type.kind === 'struct') {
    const matches = type.fields.flatMap((field, i) =>
      field.name.toLowerCase() === name.toLowerCase() ? [i] : [],
    );
    if (matches.length > 1) throw invalidPlan(`Ambiguous reference to fields ${name} of ${typeText(type)}`);
    if (matches.length === 0) throw noSuchField(name, type);
    const field = type.fields[matches[0]];
    const nullable = isNullable(child) || field.nullable;
    return { kind: 'field', child, ordinal: matches[0], name: field.name, type: field.type, nullable };
  }
  const literal = { kind: 'literal', value: name, type: STRING } as const;
  if (type.kind === 'map') return extractValue(child, literal, scope);
  if (type.kind === 'array' && type.element.kind === 'struct') {
    return fieldOfEach(child, type.element, name, scope);
  }
  throw new AnalysisError(
    'TYPE_MISMATCH',
    `Can't extract value from ${expressionText(child, true)}: need struct type but got ${typeText(type)}`,
  );
}

/** The field of every struct in an array: an array of the field's values. */
function fieldOfEach(array: Expression, element: StructType, name: string, scope: Scope): Expression {
  const containsNull = array.type.kind === 'array' && array.type.containsNull;
  const item: LambdaVariable = {
    kind: 'lambdaVariable',
    id: newAttributeId(),
    name: 'item',
    type: element,
    nullable: containsNull,
  };
  const body = extractField(item, name, scope);
  const lambda: LambdaFunction = {
    kind: 'lambda',
    parameters: [item],
    body,
    type: body.type,
    nullable: isNullable(body),
  };
  const call = builtinCall('transform', [array, lambda], scope);
  return call.kind === 'call' ? { ...call, shownText: `${prettySql(array, false)}.${name}` } : call;
}

function noSuchField(name: string, type: DataType & { kind: 'struct' }): AnalysisError {
  return new AnalysisError(
    'UNRESOLVED_COLUMN',
    `No such struct field ${name} in ${type.fields.map((field) => field.name).join(', ')}`,
  );
}

/** `child[extraction]`: struct field by name, array item from 0, map value by key. */
export function extractValue(child: Expression, extraction: Expression, scope: Scope): Expression {
  const { type } = child;
  switch (type.kind) {
    case 'array':
      if (
        type.element.kind === 'struct' &&
        extraction.kind === 'literal' &&
        typeof extraction.value === 'string'
      ) {
        return extractField(child, extraction.value, scope);
      }
      if (!isIntegral(extraction.type) && extraction.type.kind !== 'null') {
        const key = messageSql(extraction, scope.compat);
        throw typeMismatch(
          `${messageSql(child, scope.compat)}[${key}]`,
          `argument 2 requires integral type, however, '${key}' is of ${typeText(extraction.type)} type.`,
        );
      }
      return builtinCall('getitem', [child, extraction], scope);
    case 'map':
      return builtinCall('getitem', [child, extraction], scope);
    case 'struct':
      if (extraction.kind === 'literal' && typeof extraction.value === 'string') {
        return extractField(child, extraction.value, scope);
      }
      if (extraction.kind === 'literal' && extraction.type.kind === INT.kind) {
        throw typeMismatch(
          prettySql(child, false),
          'a struct field is extracted by its name, found a number',
        );
      }
      throw typeMismatch(prettySql(child, false), 'Field name should be String Literal');
    default:
      return extractField(child, prettySql(extraction, false), scope);
  }
}

import { INT, LONG } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { invalidPlan } from '../errors.js';
import { isNullable, newAttribute } from '../plan/attribute.js';
import type {
  Alias,
  Attribute,
  Expression,
  FunctionCall,
  Literal,
  NamedExpression,
} from '../plan/expression.js';
import { expressionChildren, sameExpression, transformExpression } from '../plan/expressions.js';
import type { ExpandNode, GroupingInfo, LogicalNode } from '../plan/logical.js';
import { prettySql } from '../plan/prettySql.js';
import { outputOf } from '../plan/walk.js';
import { builtinCall } from './call.js';
import type { Scope } from './context.js';

/** The keys as they are grouped by, and how `grouping()` is computed over them. */
export interface ExpandedKeys {
  readonly input: ExpandNode;
  /** Each key's expression under the id of the column that holds it, null where a set leaves it out. */
  readonly keys: readonly Alias[];
  readonly grouping: GroupingInfo;
}

/**
 * ROLLUP, CUBE and GROUPING SETS: every row once per set, with the keys that the set leaves out as null, and a number
 * with one bit per key, set where the key was left out, so that such nulls stay apart from nulls in the data. A set that
 * is listed twice gives its groups twice, but in 2.x once with the rows of both.
 */
export function expandKeys(
  input: LogicalNode,
  keys: readonly NamedExpression[],
  sets: readonly (readonly number[])[],
  scope: Scope,
): ExpandedKeys {
  const idType: DataType = scope.compat === '2.2' ? INT : LONG;
  if (keys.length > (scope.compat === '2.2' ? 31 : 63)) {
    throw invalidPlan(`Grouping sets size cannot be greater than ${scope.compat === '2.2' ? 31 : 63}`);
  }
  const columns = outputOf(input);
  const grouped = keys.map((key) => newAttribute(`grouping ${key.name}`, key.type, true, key.metadata));
  const groupingId = newAttribute('spark_grouping_id', idType, false);
  const numbers = sets.map((set) => idLiteral(keys.length, set, idType));
  const repeated = scope.compat !== '2.2' && new Set(numbers.map(({ value }) => value)).size < sets.length;
  const position = repeated ? newAttribute('_gen_grouping_pos', LONG, false) : undefined;
  const projections = sets.map((set, at) => [
    ...columns,
    ...keys.map((key, i): Expression => {
      if (set.includes(i)) return key.kind === 'alias' ? key.child : key;
      return { kind: 'literal', value: null, type: key.type };
    }),
    numbers[at],
    ...(repeated ? [{ kind: 'literal', value: BigInt(at), type: LONG } as const] : []),
  ]);
  const output = [...columns, ...grouped, groupingId, ...(position === undefined ? [] : [position])];
  const aliased = keys.map((key, i): Alias => {
    const { name, type, metadata } = key;
    const child = key.kind === 'alias' ? key.child : key;
    const alias = { kind: 'alias', child, name, id: grouped[i].id, type, nullable: true } as const;
    return metadata === undefined ? alias : { ...alias, metadata };
  });
  return {
    input: { kind: 'expand', input, projections, output },
    keys: aliased,
    grouping: { keys: aliased, id: groupingId, ...(position === undefined ? {} : { position }) },
  };
}

function idLiteral(count: number, set: readonly number[], type: DataType): Literal {
  let bits = 0n;
  for (let i = 0; i < count; i++) bits = (bits << 1n) | (set.includes(i) ? 0n : 1n);
  return { kind: 'literal', value: type.kind === 'int' ? Number(bits) : bits, type };
}

/** `grouping(key)` and `grouping_id(...)` as they are until the aggregation below is known. */
export function groupingCall(name: string, args: readonly Expression[], scope: Scope): FunctionCall {
  if (name === 'grouping' && args.length !== 1) throw invalidPlan('grouping() takes one column');
  const type: DataType = name === 'grouping' ? { kind: 'byte' } : scope.compat === '2.2' ? INT : LONG;
  return { kind: 'call', name, args, type, nullable: false };
}

export function isGroupingCall(expression: Expression): expression is FunctionCall {
  return expression.kind === 'call' && (expression.name === 'grouping' || expression.name === 'grouping_id');
}

/** Computes grouping() and grouping_id() from the number that expandKeys added; null: not grouped by sets. */
export function replaceGrouping<E extends Expression>(
  expression: E,
  grouping: GroupingInfo | null,
  scope: Scope,
): E {
  return transformExpression(expression, (inner) => {
    if (!isGroupingCall(inner)) return inner;
    if (grouping === null) {
      throw invalidPlan(`${inner.name}() can only be used with GroupingSets/Cube/Rollup`);
    }
    return inner.name === 'grouping' ? bitOf(inner, grouping, scope) : idOf(inner, grouping);
  }) as E;
}

function bitOf(call: FunctionCall, { keys, id }: GroupingInfo, scope: Scope): Expression {
  const position = keys.findIndex((key) => isKey(call.args[0], key));
  if (position < 0) {
    const names = keys.map((key) => key.name).join(',');
    throw invalidPlan(
      `Column of grouping (${prettySql(call.args[0], false)}) can't be found in grouping columns ${names}`,
    );
  }
  const bit: Literal = { kind: 'literal', value: 1n << BigInt(keys.length - 1 - position), type: LONG };
  const two: Literal = { kind: 'literal', value: 2n, type: LONG };
  const none: Literal = { kind: 'literal', value: 0n, type: LONG };
  const shifted = builtinCall('div', [id, bit], scope);
  const isKept = builtinCall('=', [builtinCall('%', [shifted, two], scope), none], scope);
  const number = (value: number): Expression => ({ kind: 'literal', value, type: call.type });
  return {
    kind: 'case',
    branches: [{ when: isKept, then: number(0) }],
    otherwise: number(1),
    type: call.type,
    nullable: false,
  };
}

function idOf(call: FunctionCall, { keys, id }: GroupingInfo): Attribute {
  const same = call.args.length === keys.length && call.args.every((arg, i) => isKey(arg, keys[i]));
  if (call.args.length === 0 || same) return id;
  throw invalidPlan(
    `Columns of grouping_id (${call.args.map((arg) => prettySql(arg, false)).join(',')}) does not match grouping ` +
      `columns (${keys.map((key) => key.name).join(',')})`,
  );
}

function isKey(expression: Expression, key: Alias): boolean {
  return (
    sameExpression(expression, key.child) || (expression.kind === 'attribute' && expression.id === key.id)
  );
}

/** Functions of nulls that are none. */
const NEVER_NULL = new Set([
  'isnull',
  'isnotnull',
  '<=>',
  'struct',
  'named_struct',
  'array',
  'map',
  'grouping',
  'grouping_id',
]);

/** A value over keys that sets leave out is null where its key is, although the column grouped by never is. */
export function nullableOverSets<E extends Expression>(value: E): E {
  return transformExpression(value, (inner) => {
    if (inner.kind === 'literal' || inner.kind === 'attribute' || inner.nullable) return inner;
    const name = inner.kind === 'call' ? inner.name : '';
    const parts =
      inner.kind === 'case'
        ? [...inner.branches.map(({ then }) => then), ...(inner.otherwise === null ? [] : [inner.otherwise])]
        : expressionChildren(inner);
    const nullable = name === 'coalesce' ? parts.every(isNullable) : parts.some(isNullable);
    return nullable && inner.kind !== 'aggregate' && !NEVER_NULL.has(name) ? { ...inner, nullable } : inner;
  }) as E;
}

import { STRING } from '@graticule/columnar';
import { invalidPlan, typeMismatch } from '../errors.js';
import { isNullable } from '../plan/attribute.js';
import type { Expression } from '../plan/expression.js';
import { prettySql } from '../plan/prettySql.js';
import type { UnresolvedUpdateFields } from '../plan/unresolved.js';
import { typeText } from '../types/text.js';
import { builtinCall } from './call.js';
import type { Scope } from './context.js';
import { resolveExpression } from './expression.js';

/** withField and dropFields: the struct built anew; null stays null. */
export function updateField(update: UnresolvedUpdateFields, scope: Scope): Expression {
  const struct = resolveExpression(update.child, scope);
  const value = update.value && resolveExpression(update.value, scope);
  return changed(struct, update.path, value, scope);
}

function changed(
  struct: Expression,
  [name, ...deeper]: readonly string[],
  value: Expression | null,
  scope: Scope,
): Expression {
  const { type } = struct;
  if (type.kind !== 'struct') {
    throw typeMismatch(
      prettySql(struct, false),
      `struct argument should be struct type, got: ${typeText(type)}.`,
    );
  }
  const fields = type.fields.map((field, ordinal): readonly [string, Expression] => {
    const nullable = isNullable(struct) || field.nullable;
    return [
      field.name,
      { kind: 'field', child: struct, ordinal, name: field.name, type: field.type, nullable },
    ];
  });
  const same = ([field]: readonly [string, Expression]): boolean =>
    field.toLowerCase() === name.toLowerCase();
  const exists = fields.some(same);
  let updated: (readonly [string, Expression])[];
  if (deeper.length > 0) {
    if (!exists)
      throw invalidPlan(`No such struct field ${name} in ${fields.map(([field]) => field).join(', ')}`);
    updated = fields.map((one) => (same(one) ? [one[0], changed(one[1], deeper, value, scope)] : one));
  } else if (value === null) {
    updated = fields.filter((one) => !same(one));
    if (updated.length === 0) throw invalidPlan('cannot drop all fields in struct');
  } else if (exists) updated = fields.map((one) => (same(one) ? [name, value] : one));
  else updated = [...fields, [name, value]];
  const built = builtinCall(
    'named_struct',
    updated.flatMap(([field, one]): Expression[] => [{ kind: 'literal', value: field, type: STRING }, one]),
    scope,
  );
  if (!isNullable(struct)) return built;
  const missing = builtinCall('isnull', [struct], scope);
  const nothing: Expression = { kind: 'literal', value: null, type: built.type };
  return {
    kind: 'case',
    branches: [{ when: missing, then: nothing }],
    otherwise: built,
    type: built.type,
    nullable: true,
  };
}

/** Spark names such a column after the struct and the values that were set; a struct inside is such a value. */
export function updateFieldsText(update: UnresolvedUpdateFields, scope: Scope): string {
  const { child, path, value } = update;
  const struct =
    child.kind === 'unresolvedUpdateFields'
      ? updateFieldsText(child, scope)
      : prettySql(resolveExpression(child, scope), false);
  const structs = path.map((_, k) => [struct, ...path.slice(0, k)].join('.'));
  let change = value === null ? '' : `, WithField(${prettySql(resolveExpression(value, scope), false)})`;
  for (const inner of structs.slice(1).reverse()) change = `, WithField(update_fields(${inner}${change}))`;
  return `update_fields(${struct}${change})`;
}

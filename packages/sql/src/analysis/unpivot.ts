import { STRING } from '@graticule/columnar';
import { invalidPlan } from '../errors.js';
import { newAttribute, toAttribute } from '../plan/attribute.js';
import type { Expression, NamedExpression } from '../plan/expression.js';
import type { LogicalNode } from '../plan/logical.js';
import type { UnresolvedUnpivot } from '../plan/unresolved.js';
import { outputOf } from '../plan/walk.js';
import { widestType } from '../types/coercion.js';
import { typeText } from '../types/text.js';
import { implicitlyCast } from './call.js';
import { resolveNamed } from './expression.js';
import { scopeOver } from './scope.js';
import type { Analysis } from './scope.js';

/** unpivot and melt: the ids, the name of a value column, its value; in the order of rows, then of columns. */
export function unpivotRows(analysis: Analysis, input: LogicalNode, unpivot: UnresolvedUnpivot): LogicalNode {
  const scope = scopeOver(analysis, 'unpivot', input);
  const ids = unpivot.ids.flatMap((id) => resolveNamed(id, scope));
  const idColumns = new Set(ids.map((id) => id.id));
  const values: readonly NamedExpression[] =
    unpivot.values === null
      ? outputOf(input).filter((column) => !idColumns.has(column.id))
      : unpivot.values.flatMap((value) => resolveNamed(value, scope));
  if (values.length === 0) {
    throw invalidPlan(
      'At least one value column needs to be specified for UNPIVOT, all columns specified as ids',
    );
  }
  const type = widestType(values.map((value) => value.type));
  if (type === null) {
    const found = values.map((value) => `${typeText(value.type)} (${value.name})`).join(', ');
    throw invalidPlan(`Unpivot value columns must share a least common type, some types do not: [${found}]`);
  }
  const plain = (named: NamedExpression): Expression => (named.kind === 'alias' ? named.child : named);
  const projections = values.map((value): Expression[] => [
    ...ids.map(plain),
    { kind: 'literal', value: value.name, type: STRING },
    implicitlyCast(plain(value), type),
  ]);
  const kept = ids.map((id) => {
    const { name, type: idType, nullable, metadata } = toAttribute(id);
    return newAttribute(name, idType, nullable, metadata);
  });
  const output = [
    ...kept,
    newAttribute(unpivot.variableColumn, STRING, false),
    newAttribute(
      unpivot.valueColumn,
      type,
      values.some((value) => value.nullable),
    ),
  ];
  return { kind: 'expand', input, projections, output };
}

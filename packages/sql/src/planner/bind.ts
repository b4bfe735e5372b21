import type { Attribute, BoundReference, Expression, SortOrder } from '../plan/expression.js';
import { placeOf } from '../plan/columnIndex.js';
import { transformExpression } from '../plan/expressions.js';

/** Replaces attributes by the position they have in `columns`. A missing one is a fault of planning. */
export function bind<E extends Expression>(expression: E, columns: readonly Attribute[]): E {
  return transformExpression(expression, (inner) => {
    if (inner.kind !== 'attribute') return inner;
    const ordinal = placeOf(columns, inner.id);
    if (ordinal < 0) {
      const names = columns.map((column) => `${column.name}#${column.id}`).join(', ');
      throw new Error(`column ${inner.name}#${inner.id} is not among [${names}]`);
    }
    return boundColumn(columns[ordinal], ordinal);
  }) as E;
}

export function bindOrders(orders: readonly SortOrder[], columns: readonly Attribute[]): SortOrder[] {
  return orders.map((order) => ({ ...order, child: bind(order.child, columns) }));
}

export function boundColumn(column: Attribute, ordinal: number): BoundReference {
  const { name, type, nullable } = column;
  return { kind: 'bound', ordinal, name, type, nullable };
}

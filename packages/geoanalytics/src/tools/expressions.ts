import { BOOLEAN, DOUBLE, LONG } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import type { AggregateCall, Attribute, Expression } from '@graticule/sql';

/** Small constructors of resolved expressions, with the types that Spark gives them. */

export function castTo(child: Expression, type: DataType): Expression {
  const nullable = child.kind === 'literal' ? child.value === null : child.nullable;
  return child.type.kind === type.kind && type.kind !== 'decimal'
    ? child
    : { kind: 'cast', child, type, nullable };
}

export function aggregate(
  name: string,
  args: readonly Expression[],
  type: DataType,
  nullable = true,
): AggregateCall {
  return { kind: 'aggregate', name, args, distinct: false, filter: null, type, nullable };
}

/** count(1): the number of rows. */
export function countRows(): AggregateCall {
  return aggregate('count', [{ kind: 'literal', value: 1, type: { kind: 'int' } }], LONG, false);
}

export function countValues(child: Expression): AggregateCall {
  return aggregate('count', [child], LONG, false);
}

export function isNotNull(attribute: Attribute): Expression {
  return { kind: 'call', name: 'isnotnull', args: [attribute], type: BOOLEAN, nullable: false };
}

export function subtract(left: Expression, right: Expression, type: DataType): Expression {
  return { kind: 'call', name: '-', args: [left, right], type, nullable: true };
}

/** The value when more than one row went into it, else null. */
export function whenSeveral(child: Expression, value: Expression): Expression {
  const one: Expression = { kind: 'literal', value: 1n, type: LONG };
  const when: Expression = {
    kind: 'call',
    name: '>',
    args: [countValues(child), one],
    type: BOOLEAN,
    nullable: false,
  };
  return { kind: 'case', branches: [{ when, then: value }], otherwise: null, type: DOUBLE, nullable: true };
}

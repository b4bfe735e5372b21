import { toBinary } from '@bufbuild/protobuf';
import { Aggregate_GroupType, ExpressionSchema, type Aggregate, type Expression } from '@graticule/protocol';
import type { UnresolvedRelation } from '@graticule/sql';
import { malformed } from './errors.js';
import { fromProtoExpression, fromProtoExpressions, type RelationOfPlan } from './expressions.js';
import { fromProtoLiteral } from './literals.js';

/** Keys that `cube` takes at most: it makes two to that power of grouping sets. */
const CUBE_KEYS_MAX = 12;

/** `groupBy`, `rollup`, `cube` and `groupingSets` with aggregates, and `pivot`. */
export function aggregate(
  proto: Aggregate,
  input: UnresolvedRelation,
  relationOf: RelationOfPlan,
): UnresolvedRelation {
  const keys = fromProtoExpressions(proto.groupingExpressions, relationOf);
  const aggregates = fromProtoExpressions(proto.aggregateExpressions, relationOf);
  switch (proto.groupType) {
    case Aggregate_GroupType.GROUPBY:
      return { kind: 'aggregate', input, keys, aggregates };
    case Aggregate_GroupType.ROLLUP:
      return { kind: 'aggregate', input, keys, aggregates, sets: rollupSets(keys.length) };
    case Aggregate_GroupType.CUBE:
      return { kind: 'aggregate', input, keys, aggregates, sets: cubeSets(keys.length) };
    case Aggregate_GroupType.GROUPING_SETS: {
      const sets = proto.groupingSets.map(({ groupingSet }) =>
        groupingSet.map((key) => positionOf(key, proto.groupingExpressions)),
      );
      return { kind: 'aggregate', input, keys, aggregates, sets };
    }
    case Aggregate_GroupType.PIVOT: {
      if (proto.pivot === undefined) throw malformed('A pivot lacks its column');
      const columns = [fromProtoExpression(proto.pivot.col, relationOf)];
      const values = proto.pivot.values.map(fromProtoLiteral);
      return { kind: 'pivot', input, keys, columns, values, aggregates };
    }
    default:
      throw malformed(`Grouping of kind ${proto.groupType} is not known`);
  }
}

/** All keys, then one less from the right, at last none. */
function rollupSets(count: number): number[][] {
  return Array.from({ length: count + 1 }, (_, left) =>
    Array.from({ length: count - left }, (_, key) => key),
  );
}

/** Every subset of the keys. */
function cubeSets(count: number): number[][] {
  if (count > CUBE_KEYS_MAX) throw malformed(`cube takes at most ${CUBE_KEYS_MAX} columns, found ${count}`);
  const keys = Array.from({ length: count }, (_, key) => key);
  return Array.from({ length: 2 ** count }, (_, left) =>
    keys.filter((key) => (left & (1 << (count - 1 - key))) === 0),
  );
}

function positionOf(key: Expression, keys: readonly Expression[]): number {
  const wanted = Buffer.from(toBinary(ExpressionSchema, key));
  const position = keys.findIndex((known) => wanted.equals(toBinary(ExpressionSchema, known)));
  if (position < 0)
    throw malformed('A grouping set has an expression that is not among the grouping expressions');
  return position;
}

import type {
  Expression,
  Expression_Alias,
  Expression_Cast,
  Expression_SortOrder,
} from '@graticule/protocol';
import {
  Expression_Cast_EvalMode,
  Expression_SortOrder_NullOrdering,
  Expression_SortOrder_SortDirection,
} from '@graticule/protocol';
import {
  parseDataType,
  parseIdentifierParts,
  type UnresolvedAlias,
  type UnresolvedCase,
  type UnresolvedExpression,
  type UnresolvedStar,
  type UnresolvedSortOrder,
} from '@graticule/sql';
import { malformed, notSupportedYet } from './errors.js';
import { fromProtoLiteral } from './literals.js';
import { fromProtoType, parseMetadata } from './types.js';
import { fromProtoWindow } from './windowExpressions.js';
import { wireName } from './wireName.js';

/** Which relation a column with a plan id was taken from: an id the session knows. */
export type RelationOfPlan = (planId: bigint) => string;

/** An expression of a message as the analyser takes it. Throws for kinds that are not supported, naming them. */
export function fromProtoExpression(
  proto: Expression | undefined,
  relationOf: RelationOfPlan,
): UnresolvedExpression {
  const { exprType } = proto ?? { exprType: { case: undefined } };
  switch (exprType.case) {
    case 'literal':
      return fromProtoLiteral(exprType.value);
    case 'unresolvedAttribute': {
      const { unparsedIdentifier, planId, isMetadataColumn } = exprType.value;
      if (isMetadataColumn === true) throw notSupportedYet('A metadata column');
      const parts = parseIdentifierParts(unparsedIdentifier);
      if (planId === undefined) return { kind: 'unresolvedAttribute', parts };
      return { kind: 'unresolvedAttribute', parts, relation: relationOf(planId) };
    }
    case 'unresolvedFunction': {
      const { functionName, arguments: args, isDistinct } = exprType.value;
      return call(functionName, args, isDistinct, relationOf);
    }
    case 'callFunction':
      return written(call(exprType.value.functionName, exprType.value.arguments, false, relationOf));
    case 'expressionString':
      return { kind: 'sqlText', text: exprType.value.expression };
    case 'unresolvedStar': {
      const { unparsedTarget, planId } = exprType.value;
      const star: UnresolvedStar = { kind: 'unresolvedStar', target: starTarget(unparsedTarget) };
      return planId === undefined ? star : { ...star, relation: relationOf(planId) };
    }
    case 'alias':
      return fromProtoAlias(exprType.value, relationOf);
    case 'cast':
      return fromProtoCast(exprType.value, relationOf);
    case 'sortOrder':
      return fromProtoSortOrder(exprType.value, relationOf);
    case 'unresolvedExtractValue':
      return {
        kind: 'unresolvedExtract',
        child: fromProtoExpression(exprType.value.child, relationOf),
        extraction: fromProtoExpression(exprType.value.extraction, relationOf),
      };
    case 'window':
      return fromProtoWindow(exprType.value, {
        expression: (inner) => fromProtoExpression(inner, relationOf),
        sortOrder: (order) => fromProtoSortOrder(order, relationOf),
      });
    case 'lambdaFunction': {
      const { function: body, arguments: parameters } = exprType.value;
      return {
        kind: 'unresolvedLambda',
        parameters: parameters.map(({ nameParts }) => nameParts.join('.')),
        body: fromProtoExpression(body, relationOf),
      };
    }
    case 'unresolvedNamedLambdaVariable':
      return { kind: 'unresolvedAttribute', parts: exprType.value.nameParts };
    case 'updateFields': {
      const { structExpression, fieldName, valueExpression } = exprType.value;
      return {
        kind: 'unresolvedUpdateFields',
        child: fromProtoExpression(structExpression, relationOf),
        path: parseIdentifierParts(fieldName),
        value: valueExpression === undefined ? null : fromProtoExpression(valueExpression, relationOf),
      };
    }
    case 'unresolvedRegex':
      return columnPattern(exprType.value.colName);
    case undefined:
      throw malformed('An expression is missing, or is of a kind this server does not know');
    default:
      throw notSupportedYet(`Expression ${wireName(exprType.case)}`);
  }
}

/** A regular expression stands in backticks; anything else names one column. */
function columnPattern(text: string): UnresolvedExpression {
  const pattern = /^`(.+)`$/.exec(text)?.[1];
  if (pattern === undefined) return { kind: 'unresolvedAttribute', parts: parseIdentifierParts(text) };
  return { kind: 'unresolvedColumnPattern', pattern };
}

/** Several: the list of a message. */
export function fromProtoExpressions(
  protos: readonly Expression[],
  relationOf: RelationOfPlan,
): UnresolvedExpression[] {
  return protos.map((proto) => fromProtoExpression(proto, relationOf));
}

export function fromProtoAlias(proto: Expression_Alias, relationOf: RelationOfPlan): UnresolvedAlias {
  const child = fromProtoExpression(proto.expr, relationOf);
  const metadata = parseMetadata(proto.metadata);
  const alias = { kind: 'unresolvedAlias', child, names: proto.name } as const;
  return metadata === undefined ? alias : { ...alias, metadata };
}

export function fromProtoSortOrder(
  proto: Expression_SortOrder,
  relationOf: RelationOfPlan,
): UnresolvedSortOrder {
  return {
    kind: 'unresolvedSortOrder',
    child: fromProtoExpression(proto.child, relationOf),
    ascending: proto.direction !== Expression_SortOrder_SortDirection.DESCENDING,
    nullsFirst:
      proto.nullOrdering === Expression_SortOrder_NullOrdering.SORT_NULLS_UNSPECIFIED
        ? null
        : proto.nullOrdering === Expression_SortOrder_NullOrdering.SORT_NULLS_FIRST,
  };
}

function fromProtoCast(proto: Expression_Cast, relationOf: RelationOfPlan): UnresolvedExpression {
  if (proto.evalMode === Expression_Cast_EvalMode.TRY) throw notSupportedYet('try_cast');
  if (proto.evalMode === Expression_Cast_EvalMode.ANSI) throw notSupportedYet('A cast in ANSI mode');
  const child = fromProtoExpression(proto.expr, relationOf);
  switch (proto.castToType.case) {
    case 'type':
      return { kind: 'unresolvedCast', child, type: fromProtoType(proto.castToType.value) };
    case 'typeStr':
      return { kind: 'unresolvedCast', child, type: parseDataType(proto.castToType.value) };
    case undefined:
      throw malformed('A cast without a type');
  }
}

function written(expression: UnresolvedExpression): UnresolvedExpression {
  return expression.kind === 'unresolvedFunction' ? { ...expression, written: true } : expression;
}

function call(
  name: string,
  args: readonly Expression[],
  distinct: boolean,
  relationOf: RelationOfPlan,
): UnresolvedExpression {
  const converted = fromProtoExpressions(args, relationOf);
  switch (name) {
    case 'when':
      return caseWhen(converted);
    case '==':
      return { kind: 'unresolvedFunction', name: '=', args: converted, distinct };
    default:
      return { kind: 'unresolvedFunction', name, args: converted, distinct };
  }
}

/** Clients send CASE as a call: condition, value, condition, value ... and at last the value of ELSE, if any. */
function caseWhen(args: readonly UnresolvedExpression[]): UnresolvedCase {
  const branches = [];
  for (let i = 0; i + 1 < args.length; i += 2) branches.push({ when: args[i], then: args[i + 1] });
  if (branches.length === 0) throw malformed('when needs a condition and a value');
  return {
    kind: 'unresolvedCase',
    branches,
    otherwise: args.length % 2 === 1 ? args[args.length - 1] : null,
  };
}

function starTarget(target: string | undefined): string[] {
  if (target === undefined || target === '' || target === '*') return [];
  return parseIdentifierParts(target.replace(/\.\*$/, ''));
}

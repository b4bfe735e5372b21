import type { ResultType } from '../functions/registry.js';
import { isNullable, newAttributeId } from '../plan/attribute.js';
import type { Expression, LambdaFunction, LambdaVariable } from '../plan/expression.js';
import type { UnresolvedLambda } from '../plan/unresolved.js';
import { invalidPlan } from '../errors.js';
import type { Scope } from './context.js';
import { resolveExpression } from './expression.js';
import { extractField } from './names.js';

/** A lambda function whose parameters have the given types. */
export function resolveLambda(
  lambda: UnresolvedLambda,
  types: readonly ResultType[],
  scope: Scope,
): LambdaFunction {
  if (types.length !== lambda.parameters.length) {
    throw invalidPlan(
      `The number of lambda function arguments '${lambda.parameters.length}' does not match the number of ` +
        `arguments expected by the higher order function '${types.length}'.`,
    );
  }
  const names = lambda.parameters.map((name) => name.toLowerCase());
  if (new Set(names).size < names.length) {
    throw invalidPlan(
      `Lambda function arguments should not have names that are semantically the same: ${names.join(', ')}`,
    );
  }
  const parameters = lambda.parameters.map((name, i): LambdaVariable => {
    const { type, nullable } = types[i];
    return { kind: 'lambdaVariable', id: newAttributeId(), name, type, nullable };
  });
  const variables = [...parameters, ...(scope.variables ?? [])];
  const body = resolveExpression(lambda.body, { ...scope, variables });
  return { kind: 'lambda', parameters, body, type: body.type, nullable: isNullable(body) };
}

/** A name that is a parameter of a lambda function around the expression, followed by fields of it. */
export function lambdaVariable(parts: readonly string[], scope: Scope): Expression | undefined {
  const [name, ...fields] = parts;
  const found = scope.variables?.find((variable) => variable.name.toLowerCase() === name.toLowerCase());
  return found && fields.reduce<Expression>((child, field) => extractField(child, field, scope), found);
}

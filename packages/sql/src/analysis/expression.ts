import { STRING } from '@graticule/columnar';
import {
  AnalysisError,
  invalidPlan,
  placed,
  typeMismatch,
  unresolvedColumn,
  unresolvedFunction,
} from '../errors.js';
import { javaRegex } from '../functions/regex/index.js';
import { ArgumentError, lookupFunction } from '../functions/registry.js';
import type { FunctionDefinition, ResultType } from '../functions/registry.js';
import { cameAfter } from '../functions/since.js';
import { isNullable, newAlias, newAttribute } from '../plan/attribute.js';
import type { AggregateCall, Attribute, Expression, NamedExpression } from '../plan/expression.js';
import type {
  SqlText,
  UnresolvedCase,
  UnresolvedExpression,
  UnresolvedExtract,
  UnresolvedFunction,
  UnresolvedStar,
} from '../plan/unresolved.js';
import { parseNamedExpression } from '../parser/parse.js';
import {
  argumentType,
  asCondition,
  builtinCall,
  calledName,
  CONVERSIONS,
  COUNTED_ROW,
  explicitCast,
} from './call.js';
import { caseOf } from './caseWhen.js';
import { versionOf } from './context.js';
import { isShown, shownColumn } from './usingKeys.js';
import type { Scope } from './context.js';
import { chainOf, resolveChain } from './chain.js';
import { collectReferences, transformExpression } from '../plan/expressions.js';
import { asInner, hasOuter } from './decorrelate.js';
import { groupingCall } from './groupingSets.js';
import { lambdaVariable, resolveLambda } from './lambda.js';
import { columnsOfFrame, extractValue, findByName, resolveAttribute } from './names.js';
import { replaceableText } from './replaceable.js';
import { aliasMetadata, metadataOf } from './aliasMetadata.js';
import {
  foundStructText,
  isStructOfFrame,
  placeholderText,
  structFieldName,
  structText,
} from './structText.js';
import { resolveSubquery } from './subquery.js';
import { resolveTimeLiteral, withShownTime } from './timeLiteral.js';
import { updateField, updateFieldsText } from './updateField.js';
import { resolveWindow } from './window.js';
import { namingScope, writtenText } from './writtenText.js';
import { prettySql } from '../plan/prettySql.js';

/** A value without a name: columns looked up, functions typed, implicit casts put in. */
export function resolveExpression(expression: UnresolvedExpression, scope: Scope): Expression {
  switch (expression.kind) {
    case 'literal':
      return withShownTime(expression, scope);
    case 'attribute':
      return expression;
    case 'unresolvedTimeLiteral':
      return resolveTimeLiteral(expression, scope);
    case 'unresolvedAttribute':
      return (
        lambdaVariable(expression.parts, scope) ??
        bareFunction(expression.parts, scope) ??
        resolveAttribute(expression, scope)
      );
    case 'unresolvedStar':
      throw invalidPlan(`Invalid usage of '*' in ${scope.call}`);
    case 'unresolvedFunction':
      return resolveFunction(expression, scope);
    case 'unresolvedCast': {
      const child = resolveExpression(expression.child, scope);
      return placed(expression.place, () => explicitCast(child, expression.type, scope.compat));
    }
    case 'unresolvedCase':
      return resolveCase(expression, scope);
    case 'unresolvedAlias':
      return resolveExpression(expression.child, scope);
    case 'unresolvedExtract':
      return resolveExtract(expression, scope);
    case 'unresolvedWindow':
      return resolveWindow(expression, scope);
    case 'unresolvedSubquery':
      return resolveSubquery(expression, scope);
    case 'unresolvedUpdateFields':
      return updateField(expression, scope);
    case 'unresolvedLambda':
      throw invalidPlan('A lambda function should only be used in a higher order function.');
    case 'unresolvedColumnPattern':
      throw invalidPlan(`colRegex() stands for columns of a select list, found in ${scope.call}`);
    case 'unresolvedSortOrder':
      throw invalidPlan(`asc() and desc() belong into a sort, found in ${scope.call}`);
    case 'sqlText':
      return resolveExpression(parsed(expression, scope), { ...scope, text: true });
  }
}

/** `a[b]` and `a.b` after an expression; agg() shows both with brackets. */
function resolveExtract({ child, extraction }: UnresolvedExtract, scope: Scope): Expression {
  const [from, key] = [resolveExpression(child, scope), resolveExpression(extraction, scope)];
  const value = extractValue(from, key, scope);
  if (scope.named !== 'written' || value.kind !== 'field') return value;
  return { ...value, shownText: `${prettySql(from, false)}[${prettySql(key, false)}]` };
}

function parsed(expression: SqlText, scope: Scope): UnresolvedExpression {
  return expression.parsed ?? parseNamedExpression(expression.text, scope.compat);
}

const BARE_FUNCTIONS = new Set(['current_date', 'current_timestamp']);

/** `current_date` may be written without parentheses when no column has that name. */
function bareFunction(parts: readonly string[], scope: Scope): Expression | undefined {
  const name = parts[0].toLowerCase();
  if (parts.length > 1 || !BARE_FUNCTIONS.has(name)) return undefined;
  if (findByName(parts, scope.columns, scope) !== undefined) return undefined;
  const call = builtinCall(name, [], scope);
  return scope.named === 'written' && call.kind === 'call' ? { ...call, shownText: parts[0] } : call;
}

/** The scope of an aggregate function's arguments: rows before grouping, no further aggregate functions. */
function argumentScope(scope: Scope): Scope {
  if (scope.aggregated === null) return scope;
  return { ...scope, columns: scope.aggregated, hidden: [...scope.columns, ...scope.hidden] };
}

function resolveFunction(call: UnresolvedFunction, scope: Scope): Expression {
  const name = call.name.toLowerCase();
  const definition = lookupFunction(name);
  const unknown = cameAfter(name, versionOf(scope.context)) || definition?.internal === true;
  if (scope.text && unknown) throw unresolvedFunction(call.name, scope.compat, call.place);
  const special = specialCall(name, call, scope);
  if (special !== null) return special;
  const chain = chainOf(name, call.args);
  if (chain !== null) {
    const terms = chain.terms.map((term) => resolveExpression(term, scope));
    return placed(call.place, () => resolveChain(chain.operators, terms, scope));
  }
  const isAggregate = definition?.kind === 'aggregate';
  const inner = isAggregate ? argumentScope(scope) : scope;
  const hasLambda =
    call.args.some((arg) => arg.kind === 'unresolvedLambda') ||
    (definition?.kind === 'scalar' && definition.lambdaParameters !== undefined);
  const args = hasLambda
    ? resolveWithLambdas(name, call.args, inner)
    : resolveArguments(name, call.args, inner, call.distinct);
  const ofOuter = isAggregate ? outerAggregate(call, args, scope) : null;
  if (ofOuter !== null) return ofOuter;
  const filter =
    call.filter === undefined
      ? null
      : asCondition(resolveExpression(call.filter, inner), 'filter', scope.compat);
  const clauses = { distinct: call.distinct, filter };
  const resolved = placed(call.place, () => builtinCall(calledName(call), args, scope, clauses));
  const written = writtenText(call, args, filter, scope);
  if (written !== null && (resolved.kind === 'call' || resolved.kind === 'aggregate')) {
    return { ...resolved, shownText: written };
  }
  const shownText = shownAsCalled(call, args, scope);
  return shownText !== null && resolved.kind === 'call' ? { ...resolved, shownText } : resolved;
}

/** Operators that show as functions when they were called as such. */
const CALLED_OPERATORS = new Set(['negative', 'mod']);

function shownAsCalled(call: UnresolvedFunction, args: readonly Expression[], scope: Scope): string | null {
  if (scope.compat === '2.2') return replaceableText(call, args, scope.text);
  if (!scope.text) return null;
  const name = call.name.toLowerCase();
  if (call.written !== true || !CALLED_OPERATORS.has(name)) return null;
  return `${name}(${args.map((arg) => prettySql(arg, false)).join(', ')})`;
}

/** In a subquery of a HAVING clause: an aggregate function of columns of the outer query belongs to that query. */
function outerAggregate(
  call: UnresolvedFunction,
  args: readonly Expression[],
  scope: Scope,
): Expression | null {
  const { outer } = scope;
  if (outer === undefined || outer.aggregated === null || call.filter !== undefined) return null;
  if (!args.some(hasOuter) || args.some((arg) => collectReferences(arg).size > 0)) return null;
  const own = args.map((arg) =>
    transformExpression(arg, (inner) => (inner.kind === 'attribute' ? asInner(inner) : inner)),
  );
  const aggregate = builtinCall(call.name, own, outer, {
    distinct: call.distinct,
    filter: null,
  }) as AggregateCall;
  const column = newAttribute(prettySql(aggregate, false), aggregate.type, aggregate.nullable);
  return { ...column, outer: true, outerCall: aggregate };
}

/** Arguments of a function that may take lambda functions; their parameters are typed by the arguments before. */
function resolveWithLambdas(name: string, args: readonly UnresolvedExpression[], scope: Scope): Expression[] {
  const definition = lookupFunction(name);
  const resolved: Expression[] = [];
  for (const arg of args) {
    if (arg.kind !== 'unresolvedLambda') {
      const hidden = hiddenParameters(definition, resolved);
      if (hidden === null) resolved.push(...resolveArguments(name, [arg], scope));
      else {
        const parameters = hidden.map((_, i) => `parameter ${i}`);
        resolved.push(resolveLambda({ kind: 'unresolvedLambda', parameters, body: arg }, hidden, scope));
      }
      continue;
    }
    const parameters = parametersOf(definition, resolved, arg.parameters.length);
    if (parameters === null) {
      throw invalidPlan(`A lambda function should only be used in a higher order function, found in ${name}`);
    }
    resolved.push(resolveLambda(arg, parameters, scope));
  }
  return resolved;
}

/** A value in place of a lambda function is a function that makes it of anything; null where none is expected. */
function hiddenParameters(
  definition: FunctionDefinition | undefined,
  args: readonly Expression[],
): readonly ResultType[] | null {
  for (let count = 1; ; count++) {
    try {
      return parametersOf(definition, args, count);
    } catch (error) {
      if (count === MOST_PARAMETERS) throw error;
    }
  }
}

/** Of a lambda function. */
const MOST_PARAMETERS = 3;

/** What the next argument is called with when it is a lambda function; null where none is expected. */
function parametersOf(
  definition: FunctionDefinition | undefined,
  args: readonly Expression[],
  count: number,
): readonly ResultType[] | null {
  if (definition?.kind !== 'scalar' || definition.lambdaParameters === undefined) return null;
  try {
    return definition.lambdaParameters(args.map(argumentType), count);
  } catch (error) {
    if (error instanceof ArgumentError) throw typeMismatch(definition.names[0], error.message);
    throw error;
  }
}

function resolveArguments(
  name: string,
  args: readonly UnresolvedExpression[],
  scope: Scope,
  distinct = false,
): Expression[] {
  return args.flatMap((arg): readonly Expression[] => {
    if (arg.kind !== 'unresolvedStar') return [resolveExpression(arg, scope)];
    return name === 'count' && !distinct && args.length === 1 && arg.target.length === 0
      ? [COUNTED_ROW]
      : expandStar(arg, scope);
  });
}

/** The argument of grouping() names a key, which may be a column below the aggregation. */
function groupingScope(scope: Scope): Scope {
  return scope.aggregated === null ? scope : { ...scope, hidden: [...scope.hidden, ...scope.aggregated] };
}

/** Calls that are not looked up in the registry as they stand. */
function specialCall(name: string, call: UnresolvedFunction, scope: Scope): Expression | null {
  const { args } = call;
  const resolve = (): Expression[] => resolveArguments(name, args, scope);
  switch (name) {
    case 'when':
    case 'casewhen':
      return resolveWhen(args, scope);
    case 'grouping':
    case 'grouping_id':
      return groupingCall(name, resolveArguments(name, args, groupingScope(scope)), scope);
    case 'struct':
      return resolveStruct(args, scope, call.written === true);
    case 'current_user':
      return args.length === 0 ? currentUser(scope) : null;
    case 'unix_timestamp':
      return args.length > 0 ? null : builtinCall(name, [builtinCall('current_timestamp', [], scope)], scope);
    case 'log':
      return args.length === 1 ? builtinCall(name, [builtinCall('e', [], scope), ...resolve()], scope) : null;
    case 'assert_true':
      return args.length === 1 ? assertTrue(resolve()[0], scope) : null;
    case 'div':
      if (scope.compat !== '2.2') return null;
      return explicitCast(builtinCall('/', resolveArguments('/', args, scope), scope), { kind: 'long' });
  }
  const conversion = CONVERSIONS.get(name);
  if (conversion === undefined || args.length !== 1) return null;
  const [child] = resolve();
  const converted = explicitCast(child, conversion, scope.compat);
  if (converted.kind !== 'cast') return converted;
  const shownText = writtenText(call, [child], null, scope);
  if (shownText !== null) return { ...converted, shownText };
  // From 3.0 such a call does not show in default names.
  return scope.compat === '2.2' ? converted : { ...converted, implicit: true };
}

/** Who has opened the session, as its engine says. */
function currentUser({ context }: Scope): Expression {
  const value = context.conf('graticule.session.user') ?? '';
  return { kind: 'literal', value, type: STRING, shownText: 'current_user()' };
}

/** The message tells the condition. */
function assertTrue(condition: Expression, scope: Scope): Expression {
  const message = `'${prettySql(condition, false)}' is not true!`;
  const call = builtinCall(
    'assert_true',
    [condition, { kind: 'literal', value: message, type: STRING }],
    scope,
  );
  if (scope.compat !== '2.2' || call.kind !== 'call') return call;
  return { ...call, shownText: `assert_true(${prettySql(condition, false)})` };
}

/** `when(c1, v1).when(c2, v2).otherwise(v)` arrives as one call with the arguments in a row. */
function resolveWhen(args: readonly UnresolvedExpression[], scope: Scope): Expression {
  const branches: { when: UnresolvedExpression; then: UnresolvedExpression }[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) branches.push({ when: args[i], then: args[i + 1] });
  if (branches.length === 0) throw invalidPlan('when() needs a condition and a value');
  const otherwise = args.length % 2 === 1 ? args[args.length - 1] : null;
  return resolveCase({ kind: 'unresolvedCase', branches, otherwise }, scope);
}

function resolveCase(expression: UnresolvedCase, scope: Scope): Expression {
  const resolved = expression.branches.map(({ when, then }) => ({
    when: resolveExpression(when, scope),
    then: resolveExpression(then, scope),
  }));
  const otherwise = expression.otherwise && resolveExpression(expression.otherwise, scope);
  return placed(expression.place, () => caseOf(resolved, otherwise, scope));
}

/** `struct(a, b + 1)` or `(a, b + 1)`: fields are named like the columns, or col1, col2 ... by position. */
function resolveStruct(args: readonly UnresolvedExpression[], scope: Scope, written: boolean): Expression {
  const named = args.flatMap((arg): (readonly [name: string, value: Expression])[] => {
    if (arg.kind === 'unresolvedStar') return expandStar(arg, scope).map((column) => [column.name, column]);
    return [[structFieldName(arg), resolveExpression(arg, scope)]];
  });
  const struct = builtinCall(
    'named_struct',
    named.flatMap(([name, value], i): Expression[] => [
      { kind: 'literal', value: name === '' ? `col${i + 1}` : name, type: STRING },
      value,
    ]),
    scope,
  );
  if (struct.kind !== 'call') return struct;
  if (scope.compat !== '2.2') {
    // `(a, b)` in SQL text shows as what it stands for.
    if (scope.text && !written) return struct;
    return { ...struct, shownText: `struct(${structText(args, named)})` };
  }
  if (!scope.text) return { ...struct, shownText: placeholderText(args, named) };
  const shownText = foundStructText(args, struct);
  return shownText === null ? struct : { ...struct, shownText };
}

/** `*`, `alias.*`, or the fields of a struct column. */
function expandStar(
  star: UnresolvedStar,
  scope: Scope,
): readonly (Attribute | (Expression & { name: string }))[] {
  const { target, relation, place } = star;
  if (relation !== undefined) return columnsOfFrame(relation, scope);
  if (target.length === 0) {
    if (scope.plans.length === 0) throw invalidPlan("'*' needs a FROM clause");
    return scope.columns;
  }
  const qualifier = target.at(-1)?.toLowerCase();
  const matching =
    target.length > 1
      ? []
      : [...scope.hidden.filter((column) => !isShown(column)), ...scope.columns].filter(
          (column) => column.qualifier?.at(-1)?.toLowerCase() === qualifier,
        );
  if (matching.length > 0) return matching.map(shownColumn);
  const struct = findByName(target, scope.columns, scope);
  if (struct?.type.kind === 'struct') {
    const { type } = struct;
    return type.fields.map((field, ordinal) => ({
      kind: 'field',
      child: struct,
      ordinal,
      name: field.name,
      type: field.type,
      nullable: isNullable(struct) || field.nullable,
    }));
  }
  const isOld = scope.compat === '2.2';
  const columns = scope.columns.map((column) => column.name).join(', ');
  throw new AnalysisError(
    'UNRESOLVED_COLUMN',
    `cannot resolve '${target.join('.')}.*' ${isOld ? 'give' : 'given'} input columns '${columns}'`,
    isOld ? undefined : place,
  );
}

/** The items of a select list: stars expanded, everything named. */
export function resolveNamed(expression: UnresolvedExpression, scope: Scope): NamedExpression[] {
  switch (expression.kind) {
    case 'sqlText':
      return resolveNamed(parsed(expression, scope), { ...scope, text: true });
    case 'unresolvedColumnPattern':
      return columnsMatching(expression.pattern, scope);
    case 'unresolvedStar':
      return expandStar(expression, scope).map((column) =>
        column.kind === 'attribute' ? column : nameValue(column, column.name),
      );
    case 'unresolvedAlias': {
      if (expression.names.length !== 1) {
        throw invalidPlan(
          `Number of aliases does not match number of columns: ${expression.names.length} names for one value`,
        );
      }
      const value = resolveExpression(expression.child, scope);
      const child = expression.child.kind === 'sqlText' ? parsed(expression.child, scope) : expression.child;
      const metadata = expression.metadata ?? aliasMetadata(child, value, scope);
      return [nameValue(value, expression.names[0], metadata)];
    }
    default: {
      const value = resolveExpression(expression, namingScope(expression, scope));
      if (value.kind !== 'attribute') return [nameValue(value, defaultName(expression, value, scope))];
      return [scope.named === 'written' ? { ...value, name: lastPart(expression, value.name) } : value];
    }
  }
}

function columnsMatching(pattern: string, scope: Scope): NamedExpression[] {
  const whole = javaRegex(`(?i)^(?:${pattern})\\z`);
  const matching = scope.columns.filter((column) => whole.test(column.name));
  if (matching.length > 0) return matching;
  throw unresolvedColumn(
    [pattern],
    scope.columns.map((column) => column.name),
    scope.compat,
  );
}

/** Metadata (geometry, time) goes along with a plain column or struct field and is lost by computing. */
function nameValue(value: Expression, name: string, metadata?: Attribute['metadata']): NamedExpression {
  return newAlias(value, name, metadata ?? metadataOf(value));
}

function lastPart(expression: UnresolvedExpression, name: string): string {
  return expression.kind === 'unresolvedAttribute' ? expression.parts[expression.parts.length - 1] : name;
}

/** A column path keeps its last part, a cast of a bare column the column's name; the rest is the expression's text. */
function defaultName(expression: UnresolvedExpression, value: Expression, scope: Scope): string {
  const isFunction = value.kind === 'call' && value.args.length === 0;
  if (expression.kind === 'unresolvedAttribute' && !isFunction) return lastPart(expression, '');
  const named = value.kind === 'cast' && value.implicit !== true && scope.named !== 'written';
  if (named && isBareColumn(expression, scope)) {
    return defaultName(expression.child, value.child, scope);
  }
  if (expression.kind === 'unresolvedUpdateFields') return updateFieldsText(expression, scope);
  if (isStructOfFrame(expression, scope) && value.kind === 'call') {
    return foundStructText(expression.args, value) ?? prettySql({ ...value, shownText: undefined }, false);
  }
  // A call of a function in SQL text is named once it is known, operators and calls of the DataFrame are named before.
  const called = scope.text && expression.kind === 'unresolvedFunction' && expression.written === true;
  return prettySql(
    value,
    scope.compat === '2.2' && (scope.statement || (called && scope.named !== 'written')),
  );
}

/** In a SQL statement a cast of a cast has a text of its own, in calls of the DataFrame it has not. */
function isBareColumn(
  expression: UnresolvedExpression,
  scope: Scope,
): expression is Extract<UnresolvedExpression, { kind: 'unresolvedCast' }> {
  if (expression.kind !== 'unresolvedCast') return false;
  const { child } = expression;
  return child.kind === 'unresolvedAttribute' || (!scope.statement && isBareColumn(child, scope));
}

/** A condition of filter, having or join. */
export function resolveCondition(condition: UnresolvedExpression, scope: Scope): Expression {
  return asCondition(resolveExpression(condition, scope), scope.call, scope.compat);
}

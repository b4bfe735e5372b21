import { isValid, nullColumn, selectedRows, take } from '@graticule/columnar';
import type { Batch, Column } from '@graticule/columnar';
import { expand, valuesOf } from '../functions/columns.js';
import type { EvaluationContext } from '../functions/definition.js';
import { requireFunction } from '../functions/registry.js';
import { chooseRows, firstValid } from '../functions/select.js';
import type { CaseWhen, Expression, FunctionCall } from '../plan/expression.js';
import type { Evaluator } from './compile.js';
import { referencesOf, takeRows } from './lambda.js';
import { mayRaise } from './mayRaise.js';

/**
 * Conditions. What cannot raise an error is computed for the whole batch, which is fastest; what can, only for the rows
 * for which Spark would compute it.
 */

type Build = (expression: Expression) => Evaluator;

/** wanted: rows (not 0) for which the value matters; in others it may be anything. */
type PartEvaluator = (batch: Batch, context: EvaluationContext, wanted: () => Uint8Array) => Column;

function part(expression: Expression, build: Build): PartEvaluator {
  const evaluate = build(expression);
  if (!mayRaise(expression)) return evaluate;
  const references = referencesOf(expression);
  return (batch, context, wanted) => {
    const { length } = batch;
    const rows = selectedRows(wanted(), length);
    if (rows.length === length) return evaluate(batch, context);
    if (rows.length === 0) return nullColumn(expression.type, length);
    const found = expand(evaluate(takeRows(batch, references, rows), context), rows.length);
    const places = new Int32Array(length).fill(-1);
    for (let k = 0; k < rows.length; k++) places[rows[k]] = k;
    return take(found, places);
  };
}

/** CASE; IF is one of a single branch. */
export function caseEvaluator(expression: CaseWhen, build: Build): Evaluator {
  const { branches, otherwise, type } = expression;
  const conditions = branches.map(({ when }) => part(when, build));
  const values = branches.map(({ then }) => part(then, build));
  if (otherwise !== null) values.push(part(otherwise, build));
  return (batch, context) => {
    const { length } = batch;
    const choice = new Int32Array(length).fill(otherwise === null ? -1 : conditions.length);
    const open = new Uint8Array(length).fill(1);
    conditions.forEach((condition, k) => {
      const column = expand(
        condition(batch, context, () => open),
        length,
      );
      if (column.layout === 'null') return;
      const truth = valuesOf<Uint8Array>(column);
      for (let i = 0; i < length; i++) {
        if (open[i] === 1 && truth[i] === 1 && isValid(column, i)) {
          open[i] = 0;
          choice[i] = k;
        }
      }
    });
    const columns = values.map((value, k) => value(batch, context, () => equalTo(choice, k)));
    return chooseRows(columns, choice, length, type);
  };
}

/** 1 where a number is `value`. */
function equalTo(numbers: Int32Array, value: number): Uint8Array {
  const mask = new Uint8Array(numbers.length);
  for (let i = 0; i < mask.length; i++) mask[i] = numbers[i] === value ? 1 : 0;
  return mask;
}

/**
 * The evaluator of a call that need not compute all of its arguments for all rows (if, coalesce, and ...), when one of
 * them may raise an error; null for all other calls.
 */
export function branchingCall(call: FunctionCall, build: Build): Evaluator | null {
  const { args } = call;
  if (!BRANCHING.has(call.name) || !args.slice(1).some(mayRaise)) return null;
  switch (call.name) {
    case 'if':
      return caseEvaluator(ofTwo(args[0], args[1], args[2], call), build);
    case 'nvl2': {
      const known: Expression = {
        kind: 'call',
        name: 'isnotnull',
        args: [args[0]],
        type: { kind: 'boolean' },
        nullable: false,
      };
      return caseEvaluator(ofTwo(known, args[1], args[2], call), build);
    }
    case 'and':
    case 'or':
      return decided(call, build);
    default:
      return firstKnown(call, build);
  }
}

const BRANCHING = new Set(['if', 'nvl2', 'and', 'or', 'coalesce', 'nvl']);

function ofTwo(when: Expression, then: Expression, otherwise: Expression, call: FunctionCall): CaseWhen {
  return { kind: 'case', branches: [{ when, then }], otherwise, type: call.type, nullable: call.nullable };
}

/** The right side of AND and OR matters only where the left one has not decided. */
function decided(call: FunctionCall, build: Build): Evaluator {
  const definition = requireFunction(call.name);
  if (definition.kind !== 'scalar') throw new Error(`${call.name} is no function of rows`);
  const decisive = call.name === 'and' ? 0 : 1;
  const left = build(call.args[0]);
  const right = part(call.args[1], build);
  return (batch, context) => {
    const { length } = batch;
    const first = expand(left(batch, context), length);
    const second = right(batch, context, () => {
      const wanted = new Uint8Array(length).fill(1);
      if (first.layout === 'null') return wanted;
      const values = valuesOf<Uint8Array>(first);
      for (let i = 0; i < length; i++) if (values[i] === decisive && isValid(first, i)) wanted[i] = 0;
      return wanted;
    });
    return definition.evaluate([first, second], length, context, call.type, []);
  };
}

/** Further arguments of coalesce matter only where those before are null. */
function firstKnown(call: FunctionCall, build: Build): Evaluator {
  const parts = call.args.map((arg) => part(arg, build));
  return (batch, context) => {
    const { length } = batch;
    const columns: Column[] = [];
    const missing = (): Uint8Array => equalTo(firstValid(columns, length), -1);
    for (const one of parts) columns.push(one(batch, context, missing));
    return chooseRows(columns, firstValid(columns, length), length, call.type);
  };
}

import { DATE, DAY_TO_SECOND, DOUBLE, INT, INTERVAL, TIMESTAMP } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { typeMismatch } from '../errors.js';
import { isNullable } from '../plan/attribute.js';
import type { Expression, FunctionCall, Literal } from '../plan/expression.js';
import { prettyCall, prettySql } from '../plan/prettySql.js';
import { isNumeric } from '../types/coercion.js';
import { allUnits, commonInterval, isUnitInterval } from '../types/interval.js';
import type { UnitInterval } from '../types/interval.js';
import { typeText } from '../types/text.js';
import { implicitlyCast } from './call.js';

type Operator = '+' | '-' | '*' | '/' | 'div';

const OPERATORS: readonly string[] = ['+', '-', '*', '/', 'div'];

/**
 * Arithmetic of dates, timestamps and intervals as Spark 3.3 types and names it. null: neither operand is one of them.
 * Intervals that are added to times become calendar intervals: days move along the wall clock.
 */
export function timeArithmetic(operator: string, args: readonly Expression[]): Expression | null {
  if (operator === 'negative' && args.length === 1 && args[0].type.kind === 'interval') {
    const zero: Literal = { kind: 'literal', value: { months: 0, days: 0, micros: 0n }, type: INTERVAL };
    return call('-', [zero, args[0]], INTERVAL, `(- ${text(args[0])})`);
  }
  if (args.length !== 2 || !OPERATORS.includes(operator)) return null;
  const [left, right] = args;
  if (!isTimely(left.type) && !isTimely(right.type)) return null;
  const result =
    operator === '+'
      ? sum(left, right)
      : operator === '-'
        ? difference(left, right)
        : scaled(operator as Operator, left, right);
  if (result !== null) return result;
  throw typeMismatch(
    prettyCall(operator, args, false),
    `differing types in '${prettyCall(operator, args, false)}' (${typeText(left.type)} and ${typeText(right.type)}).`,
  );
}

function isTime(type: DataType): boolean {
  return type.kind === 'date' || type.kind === 'timestamp';
}

function isInterval(type: DataType): boolean {
  return type.kind === 'interval' || isUnitInterval(type);
}

function isTimely(type: DataType): boolean {
  return isTime(type) || isInterval(type);
}

function call(name: string, args: readonly Expression[], type: DataType, shownText?: string): FunctionCall {
  const shown = shownText === undefined ? {} : { shownText };
  return { kind: 'call', name, args, type, nullable: args.some(isNullable), ...shown };
}

const text = (expression: Expression): string => prettySql(expression, false);

function sum(left: Expression, right: Expression): Expression | null {
  if (isInterval(left.type) && isInterval(right.type)) return betweenIntervals('+', left, right);
  if (left.type.kind === 'null' || right.type.kind === 'null') {
    const other = left.type.kind === 'null' ? right : left;
    if (isUnitInterval(other.type)) {
      return call('+', [implicitlyCast(left, other.type), implicitlyCast(right, other.type)], other.type);
    }
  }
  if (isInterval(right.type)) return moved('+', left, right);
  if (isInterval(left.type)) return moved('+', right, left);
  if (left.type.kind === 'date') return movedByDays('+', left, right);
  return right.type.kind === 'date' ? movedByDays('+', right, left) : null;
}

function difference(left: Expression, right: Expression): Expression | null {
  if (isInterval(left.type) && isInterval(right.type)) return betweenIntervals('-', left, right);
  if (isUnitInterval(right.type) && left.type.kind === 'null') {
    return call('-', [implicitlyCast(left, right.type), right], right.type);
  }
  if (isUnitInterval(left.type) && right.type.kind === 'null') {
    return call('-', [left, implicitlyCast(right, left.type)], left.type);
  }
  if (isInterval(right.type)) return moved('-', left, right);
  const kinds = [left.type.kind, right.type.kind];
  if (kinds.includes('timestamp')) {
    if (!kinds.every((kind) => kind === 'timestamp' || kind === 'date' || kind === 'null')) return null;
    return call('-', [implicitlyCast(left, TIMESTAMP), implicitlyCast(right, TIMESTAMP)], DAY_TO_SECOND);
  }
  if (right.type.kind === 'date') {
    if (!['date', 'string', 'null'].includes(left.type.kind)) return null;
    return call('-', [implicitlyCast(left, DATE), right], { kind: 'dayTimeInterval', start: 0, end: 0 });
  }
  return left.type.kind === 'date' ? movedByDays('-', left, right) : null;
}

/** A date and a number of days. */
function movedByDays(operator: '+' | '-', date: Expression, days: Expression): Expression | null {
  if (!['byte', 'short', 'int', 'null'].includes(days.type.kind)) return null;
  const name = operator === '+' ? 'date_add' : 'date_sub';
  return call(operator, [date, implicitlyCast(days, INT)], DATE, `${name}(${text(date)}, ${text(days)})`);
}

/** A date, a timestamp or a text of one, and an interval. */
function moved(operator: '+' | '-', time: Expression, interval: Expression): Expression | null {
  const shown = `${text(time)} ${operator} ${text(interval)}`;
  const by = implicitlyCast(interval, INTERVAL);
  const { type } = interval;
  switch (time.type.kind) {
    case 'timestamp':
      return call(operator, [time, by], TIMESTAMP, shown);
    case 'date': {
      if (type.kind !== 'dayTimeInterval') return call(operator, [time, by], DATE, shown);
      if (type.end > 0) return call(operator, [implicitlyCast(time, TIMESTAMP), by], TIMESTAMP, shown);
      const days = `extractansiintervaldays(${text(interval)})`;
      const added = operator === '+' ? days : `(- ${days})`;
      return call(operator, [time, by], DATE, `date_add(${text(time)}, ${added})`);
    }
    case 'string': {
      if (type.kind === 'yearMonthInterval') return null;
      const sum = call(operator, [implicitlyCast(time, TIMESTAMP), by], TIMESTAMP, shown);
      return implicitlyCast(sum, time.type);
    }
    default:
      return null;
  }
}

function betweenIntervals(operator: '+' | '-', left: Expression, right: Expression): Expression | null {
  if (left.type.kind === 'interval' && right.type.kind === 'interval') {
    return call(operator, [left, right], INTERVAL);
  }
  const common = commonOf(left.type, right.type);
  return common && call(operator, [implicitlyCast(left, common), implicitlyCast(right, common)], common);
}

function commonOf(a: DataType, b: DataType): UnitInterval | null {
  return isUnitInterval(a) && isUnitInterval(b) ? commonInterval(a, b) : null;
}

/** An interval times or by a number; the whole part of an interval by another. */
function scaled(operator: Operator, left: Expression, right: Expression): Expression | null {
  if (operator === 'div') {
    const common = commonOf(left.type, right.type);
    return (
      common && call('div', [implicitlyCast(left, common), implicitlyCast(right, common)], { kind: 'long' })
    );
  }
  const isFirst = isInterval(left.type);
  if (!isFirst && operator === '/') return null;
  const [interval, other] = isFirst ? [left, right] : [right, left];
  const isNumber = isNumeric(other.type) || other.type.kind === 'null' || other.type.kind === 'string';
  if (!isInterval(interval.type) || !isNumber) return null;
  const asDouble = interval.type.kind === 'interval' || !isNumeric(other.type);
  const factor = asDouble ? implicitlyCast(other, DOUBLE) : other;
  const args = [interval, factor];
  if (interval.type.kind === 'interval') {
    const name = operator === '*' ? 'multiply_interval' : 'divide_interval';
    return {
      ...call(operator, args, INTERVAL, `${name}(${text(interval)}, ${text(other)})`),
      nullable: true,
    };
  }
  return isUnitInterval(interval.type) ? call(operator, args, allUnits(interval.type)) : null;
}

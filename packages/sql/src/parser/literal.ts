import * as columnar from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { parseDate, parseTimestamp } from '../evaluation/timeText.js';
import { timeZone } from '../evaluation/timeZone.js';
import type { Literal, LiteralValue } from '../plan/expression.js';
import { typeText } from '../types/text.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import type { Cursor } from './cursor.js';
import type { Token } from './lexer.js';
import { tooPrecise } from './types.js';

export function literal(value: LiteralValue, type: DataType): Literal {
  return { kind: 'literal', value, type };
}

const INT_MAX = 2n ** 31n - 1n;
const LONG_MAX = 2n ** 63n - 1n;

const FLOAT_MAX = 3.4028234663852886e38;
const FLOAT_MAX_TEXT = '3.4028234663852886E+38';

/** Suffix -> type, lower and upper limit of what it holds. */
const INTEGRAL_SUFFIXES: Readonly<Record<string, { type: DataType; min: bigint; max: bigint }>> = {
  Y: { type: columnar.BYTE, min: -128n, max: 127n },
  S: { type: columnar.SHORT, min: -32768n, max: 32767n },
  L: { type: columnar.LONG, min: -LONG_MAX - 1n, max: LONG_MAX },
};

/**
 * A number token as Spark types it: int, long or decimal by size; `1.5` is a decimal; a suffix decides otherwise;
 * with an exponent it is a double from 3.0 and a decimal before.
 */
export function numberLiteral(cursor: Cursor, token: Token, negative: boolean): Literal {
  const text = token.text.toUpperCase();
  const sign = negative ? '-' : '';
  if (text.endsWith('BD')) return decimalLiteral(cursor, token, sign + text.slice(0, -2));
  const suffix = text.at(-1) as string;
  const integral = INTEGRAL_SUFFIXES[suffix];
  if (integral !== undefined) {
    const digits = text.slice(0, -1);
    if (!/^\d+$/.test(digits)) throw cursor.failureAt(token, `malformed number ${token.text}`);
    const value = BigInt(sign + digits);
    if (value < integral.min || value > integral.max) {
      throw cursor.failureAt(
        token,
        `Numeric literal ${sign}${digits} does not fit in range [${integral.min}, ${integral.max}] for type ` +
          typeText(integral.type),
      );
    }
    return literal(suffix === 'L' ? value : Number(value), integral.type);
  }
  if (suffix === 'D') return literal(Number(sign + text.slice(0, -1)), columnar.DOUBLE);
  if (suffix === 'F') {
    const size = Number(text.slice(0, -1));
    if (size > FLOAT_MAX) {
      const range = `[-${FLOAT_MAX_TEXT}, ${FLOAT_MAX_TEXT}] for type float`;
      throw cursor.failureAt(
        token,
        `Numeric literal ${sign}${text.slice(0, -1)} does not fit in range ${range}`,
      );
    }
  }
  if (suffix === 'F') return literal(Math.fround(Number(sign + text.slice(0, -1))), columnar.FLOAT);
  if (/^\d+$/.test(text)) {
    const value = BigInt(sign + text);
    if (value >= -INT_MAX - 1n && value <= INT_MAX) return literal(Number(value), columnar.INT);
    if (value >= -LONG_MAX - 1n && value <= LONG_MAX) return literal(value, columnar.LONG);
  }
  if (text.includes('E') && cursor.compat !== '2.2') return literal(Number(sign + text), columnar.DOUBLE);
  return decimalLiteral(cursor, token, sign + text);
}

function decimalLiteral(cursor: Cursor, token: Token, text: string): Literal {
  const [mantissa, exponent] = text.split('E');
  const [whole, fraction = ''] = mantissa.split('.');
  let scale = fraction.length - Number(exponent ?? 0);
  let unscaled = BigInt(whole === '' || whole === '-' ? `${whole}0${fraction}` : whole + fraction);
  if (text.startsWith('-') && unscaled > 0n) unscaled = -unscaled;
  // Spark 2.x has scales below zero: 20E2 is 20 with the scale -2.
  if (scale < 0 && cursor.compat !== '2.2') {
    unscaled *= 10n ** BigInt(-scale);
    scale = 0;
  }
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().length;
  const precision = Math.max(digits, scale);
  if (precision > 38) {
    throw cursor.failureAt(token, tooPrecise(cursor.compat));
  }
  return literal(unscaled, columnar.decimalType(precision, scale));
}

/** Spark 2.x reads these literals as Java does: nothing may be left out. */
const FORM_BEFORE_3 = {
  DATE: /^\d{4}-\d{1,2}-\d{1,2}$/,
  TIMESTAMP: /^\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,9})?$/,
} as const;
/** What Java says of others. */
const REFUSAL_BEFORE_3 = {
  DATE: 'Exception parsing DATE',
  TIMESTAMP: 'Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff]',
} as const;
const SPECIAL = new Set(['epoch', 'now', 'today', 'tomorrow', 'yesterday']);

/** `DATE '2019-01-31'` and `TIMESTAMP '...'`, already past the type word `start`. */
export function timeLiteral(cursor: Cursor, start: Token, word: 'DATE' | 'TIMESTAMP'): UnresolvedExpression {
  const { value } = cursor.next();
  const text = value.trim();
  const type = word === 'DATE' ? 'date' : 'timestamp';
  const special = cursor.compat !== '2.2' && SPECIAL.has(text.toLowerCase());
  const wellFormed = cursor.compat !== '2.2' || FORM_BEFORE_3[word].test(text);
  if (wellFormed && word === 'DATE') {
    const days = parseDate(text, cursor.compat);
    if (days !== null) return literal(days, columnar.DATE);
  }
  if (special || (wellFormed && parseTimestamp(text, timeZone('UTC'), cursor.compat) !== null)) {
    return { kind: 'unresolvedTimeLiteral', type, text };
  }
  const reason =
    cursor.compat === '2.2' ? REFUSAL_BEFORE_3[word] : `Cannot parse the ${word} value: ${value}`;
  throw cursor.failureAt(start, reason);
}

/** `X'1C7F'`, already past the X; an odd number of digits gets a leading zero. */
export function binaryLiteral(cursor: Cursor, start: Token): Literal {
  const token = cursor.next();
  if (!/^[0-9a-fA-F]*$/.test(token.value)) {
    throw cursor.failureAt(start, `contains illegal character for hexBinary: ${token.value}`);
  }
  const digits = token.value.length % 2 === 0 ? token.value : `0${token.value}`;
  return literal(new Uint8Array(Buffer.from(digits, 'hex')), columnar.BINARY);
}

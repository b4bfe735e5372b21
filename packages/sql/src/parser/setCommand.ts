import type { Command } from '../plan/command.js';
import { restOfText } from './commandName.js';
import type { Cursor } from './cursor.js';
import { intervalLiteral } from './interval.js';
import type { Token } from './lexer.js';

const ZONE_KEY = 'spark.sql.session.timeZone';
const HOUR = 3_600_000_000n;

/**
 * `SET`, `SET -v`, `SET key`, `SET key = value`: the value is the rest of the text as it stands, keys and values with
 * blanks are in backticks. `SET TIME ZONE` and `SET CATALOG` have a form of their own.
 */
export function setCommand(cursor: Cursor): Command {
  const start = cursor.next();
  if (cursor.compat !== '2.2' && cursor.acceptWord('TIME', 'ZONE')) return timeZone(cursor, start);
  if (cursor.isWord('ROLE') && cursor.peek(1).kind !== 'end' && !cursor.isSymbol('=', 1)) {
    throw cursor.failureAt(start, 'Operation not allowed: SET ROLE');
  }
  if (cursor.isWord('CATALOG') && ['word', 'quoted', 'string'].includes(cursor.peek(1).kind)) {
    cursor.next();
    return { kind: 'useDatabase', parts: [cursor.next().value] };
  }
  const text = restOfText(cursor);
  if (text === '' || text === '-v') return { kind: 'set', key: null, value: null };
  const at = text.indexOf('=');
  const key = settingKey((at < 0 ? text : text.slice(0, at)).trim());
  if (key === null && cursor.compat !== '2.2') {
    throw cursor.failureAt(
      start,
      "Expected format is 'SET', 'SET key', or 'SET key=value'. If you want to include special characters in key, " +
        'or include semicolon in value, please use quotes, e.g., SET `ke y`=`v;alue`.',
    );
  }
  const value = at < 0 ? null : text.slice(at + 1).trim();
  return {
    kind: 'set',
    key: key ?? text.slice(0, at < 0 ? text.length : at).trim(),
    value: value && unquoted(value),
  };
}

/** A key as it stands, or what is between backticks; null: neither. */
export function settingKey(text: string): string | null {
  const plain = unquoted(text);
  return plain !== text || !/\s/.test(text) ? plain : null;
}

function unquoted(text: string): string {
  return /^`(?:[^`]|``)*`$/.test(text) ? text.slice(1, -1).replaceAll('``', '`') : text;
}

/** Past SET TIME ZONE: LOCAL, a text, or an interval of hours and minutes. */
function timeZone(cursor: Cursor, start: Token): Command {
  const only = cursor.peek(1).kind === 'end' || cursor.isSymbol(';', 1);
  if (only && cursor.acceptWord('LOCAL')) {
    return { kind: 'set', key: ZONE_KEY, value: Intl.DateTimeFormat().resolvedOptions().timeZone };
  }
  if (only && cursor.peek().kind === 'string') {
    return { kind: 'set', key: ZONE_KEY, value: cursor.next().value };
  }
  const first = cursor.peek();
  if (cursor.isWord('INTERVAL')) {
    const { value } = intervalLiteral(cursor);
    const micros = typeof value === 'bigint' ? value : null;
    if (micros !== null) {
      const value = offsetText(micros, () => cursor.failureAt(first, OUT_OF_RANGE));
      return { kind: 'set', key: ZONE_KEY, value };
    }
  }
  throw cursor.failureAt(start, 'Invalid time zone displacement value');
}

const OUT_OF_RANGE = 'The interval value must be in the range of [-18, +18] hours with second precision';

function offsetText(micros: bigint, failure: () => Error): string {
  const size = micros < 0n ? -micros : micros;
  if (size > 18n * HOUR || size % 1_000_000n !== 0n) throw failure();
  const two = (value: bigint): string => value.toString().padStart(2, '0');
  const minutes = size / 60_000_000n;
  const seconds = (size / 1_000_000n) % 60n;
  const text = `${micros < 0n ? '-' : '+'}${two(minutes / 60n)}:${two(minutes % 60n)}`;
  return seconds === 0n ? text : `${text}:${two(seconds)}`;
}

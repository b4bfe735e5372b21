import { DATE, TIMESTAMP } from '@graticule/columnar';
import { namedDay, namedTime } from '../evaluation/namedTime.js';
import { timestampText, parseTimestamp } from '../evaluation/timeText.js';
import { timeZone } from '../evaluation/timeZone.js';
import type { TimeZone } from '../evaluation/timeZone.js';
import type { Literal } from '../plan/expression.js';
import type { UnresolvedTimeLiteral } from '../plan/unresolved.js';
import type { Scope } from './context.js';

/** `TIMESTAMP '...'` and `DATE 'today'`: the value on the session's clock, whose form the parser has checked. */
export function resolveTimeLiteral({ type, text }: UnresolvedTimeLiteral, scope: Scope): Literal {
  const zone = zoneOf(scope);
  const now = BigInt(Date.now()) * 1000n;
  if (type === 'date') return { kind: 'literal', value: namedDay(text, now, zone) ?? 0, type: DATE };
  const micros = namedTime(text, now, zone);
  if (micros !== null) return withShownTime({ kind: 'literal', value: micros, type: TIMESTAMP }, scope);
  const instant = parseTimestamp(text, zone, scope.compat);
  if (instant === null) throw new Error(`the parser took '${text}' for a timestamp`);
  const value = BigInt(instant.seconds) * 1_000_000n + BigInt(instant.micros);
  return withShownTime({ kind: 'literal', value, type: TIMESTAMP }, scope);
}

/** A literal as default column names show it: a timestamp on the session's clock. */
export function withShownTime(literal: Literal, scope: Scope): Literal {
  if (literal.type.kind !== 'timestamp' || literal.value === null) return literal;
  const value = literal.value as bigint;
  const micros = ((value % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const text = timestampText(Number((value - micros) / 1_000_000n), Number(micros), zoneOf(scope));
  if (scope.compat !== '2.2') return { ...literal, shownText: `TIMESTAMP '${text}'` };
  // 2.x writes it as Java does, with a fraction always.
  return { ...literal, shownText: `TIMESTAMP('${text.includes('.') ? text : `${text}.0`}')` };
}

function zoneOf({ context }: Scope): TimeZone {
  return timeZone(context.conf('spark.sql.session.timeZone') ?? 'UTC');
}

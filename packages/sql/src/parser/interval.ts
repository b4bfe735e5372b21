import { INTERVAL } from '@graticule/columnar';
import type { Literal } from '../plan/expression.js';
import type { Cursor } from './cursor.js';
import { literal } from './literal.js';

interface Interval {
  months: number;
  days: number;
  micros: bigint;
}

type Add = (interval: Interval, amount: number) => void;

const micros =
  (perUnit: number): Add =>
  (interval, amount) => {
    interval.micros += BigInt(Math.round(amount * perUnit));
  };

const UNITS: Readonly<Record<string, Add>> = {
  YEAR: (interval, amount) => (interval.months += 12 * amount),
  MONTH: (interval, amount) => (interval.months += amount),
  WEEK: (interval, amount) => (interval.days += 7 * amount),
  DAY: (interval, amount) => (interval.days += amount),
  HOUR: micros(3_600_000_000),
  MINUTE: micros(60_000_000),
  SECOND: micros(1_000_000),
  MILLISECOND: micros(1000),
  MICROSECOND: micros(1),
};

const FRACTIONAL = new Set(['SECOND', 'MILLISECOND']);

function unitNamed(word: string): string | undefined {
  const upper = word.toUpperCase();
  const singular = upper.endsWith('S') ? upper.slice(0, -1) : upper;
  return singular in UNITS ? singular : undefined;
}

/** Whether `INTERVAL` at the cursor begins a literal rather than naming a column. */
export function startsInterval(cursor: Cursor): boolean {
  if (!cursor.isWord('INTERVAL')) return false;
  const ahead = cursor.peek(1);
  if (ahead.kind === 'string' || ahead.kind === 'number') return true;
  return ahead.kind === 'symbol' && ahead.text === '-' && cursor.peek(2).kind === 'number';
}

/**
 * `INTERVAL 1 DAY 2 HOURS`, `INTERVAL '1' DAY`, `INTERVAL '1 day -2 hours'`, `INTERVAL '1-2' YEAR TO MONTH`,
 * `INTERVAL '1 10:20:30.5' DAY TO SECOND`. Spark 2.x has no day part: a day is 24 hours there.
 */
export function intervalLiteral(cursor: Cursor): Literal {
  const start = cursor.peek();
  cursor.expectWord('INTERVAL');
  const interval: Interval = { months: 0, days: 0, micros: 0n };
  let parts = 0;
  for (;;) {
    const before = cursor.peek();
    const negative = cursor.isSymbol('-') && cursor.peek(1).kind === 'number' && cursor.acceptSymbol('-');
    const token = cursor.peek();
    if (token.kind !== 'number' && token.kind !== 'string') break;
    cursor.next();
    const unit = cursor.peek().kind === 'word' ? unitNamed(cursor.peek().text) : undefined;
    const failure = (): Error => cursor.failureAt(before, `cannot read the interval ${token.text}`);
    if (unit === undefined) {
      if (token.kind === 'number' || parts > 0 || !addWords(interval, token.value)) throw failure();
      parts += 1;
      break;
    }
    cursor.next();
    if (cursor.acceptWord('TO')) {
      const to = unitNamed(cursor.identifier());
      if (!addRange(interval, token.value, unit, to)) throw failure();
    } else if (!addUnit(interval, (negative ? '-' : '') + token.value.trim(), unit)) throw failure();
    parts += 1;
  }
  if (parts === 0)
    throw cursor.failureAt(start, 'at least one time unit should be given for interval literal');
  if (cursor.compat === '2.2') {
    interval.micros += BigInt(interval.days) * 86_400_000_000n;
    interval.days = 0;
  }
  return literal({ ...interval }, INTERVAL);
}

function addUnit(interval: Interval, amount: string, unit: string): boolean {
  const pattern = FRACTIONAL.has(unit) ? /^[-+]?\d+(\.\d+)?$/ : /^[-+]?\d+$/;
  if (!pattern.test(amount)) return false;
  UNITS[unit](interval, Number(amount));
  return true;
}

/** `1 day 2 hours`, with an optional leading `interval`. */
function addWords(interval: Interval, text: string): boolean {
  const words = text.trim().split(/\s+/);
  if (words[0]?.toUpperCase() === 'INTERVAL') words.shift();
  if (words.length === 0 || words.length % 2 !== 0) return false;
  for (let i = 0; i < words.length; i += 2) {
    const unit = unitNamed(words[i + 1]);
    if (unit === undefined || !addUnit(interval, words[i], unit)) return false;
  }
  return true;
}

const DAY_TIME = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];

function addRange(interval: Interval, text: string, from: string, to: string | undefined): boolean {
  const sign = text.trim().startsWith('-') ? '-' : '';
  const body = text.trim().replace(/^[-+]/, '');
  if (from === 'YEAR' && to === 'MONTH') {
    const match = /^(\d+)-(\d+)$/.exec(body);
    return (
      match !== null &&
      addUnit(interval, sign + match[1], 'YEAR') &&
      addUnit(interval, sign + match[2], 'MONTH')
    );
  }
  const first = DAY_TIME.indexOf(from);
  const last = to === undefined ? -1 : DAY_TIME.indexOf(to);
  if (first < 0 || last <= first) return false;
  const amounts = body.split(/[ :]/);
  const units = DAY_TIME.slice(first, last + 1);
  return (
    amounts.length === units.length && units.every((unit, i) => addUnit(interval, sign + amounts[i], unit))
  );
}

import type { TimeZone } from './timeZone.js';

const DAY_SECONDS = 86_400;
const DAYS_AWAY: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

/** The time (microseconds) that a word like `epoch`, `now` or `today` names from 3.0 on; null for any other text. */
export function namedTime(text: string, now: bigint, zone: TimeZone): bigint | null {
  const word = text.trim().toLowerCase();
  if (word === 'epoch') return 0n;
  if (word === 'now') return now;
  if (!(word in DAYS_AWAY)) return null;
  const day = localDay(now, zone) + DAYS_AWAY[word];
  return BigInt(zone.toUtc(day * DAY_SECONDS)) * 1_000_000n;
}

/** As namedTime, for dates: days. */
export function namedDay(text: string, now: bigint, zone: TimeZone): number | null {
  const micros = namedTime(text, now, zone);
  if (micros === null) return null;
  // The epoch is that of UTC.
  return micros === 0n ? 0 : localDay(micros, zone);
}

function localDay(micros: bigint, zone: TimeZone): number {
  const seconds = Number(micros / 1_000_000n);
  return Math.floor((seconds + zone.offsetAt(seconds)) / DAY_SECONDS);
}

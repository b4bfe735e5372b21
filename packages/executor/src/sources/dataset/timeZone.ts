import { SourceError } from '../sourceError.js';

const HOUR_US = 3_600_000_000;

/**
 * From a zone's wall clock to UTC, both in microseconds. Times that a change of clocks skips are read with the offset
 * before the change; of times that occur twice the first is taken. Throws SOURCE_UNSUPPORTED for an unknown zone.
 */
export function wallClockToUtc(zone: string): (wall_us: number) => number {
  if (/^(UTC|GMT|Z|Etc\/UTC|)$/i.test(zone)) return (wall_us) => wall_us;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
  } catch {
    throw new SourceError('SOURCE_UNSUPPORTED', `time zone ${zone} is not known`);
  }
  const offsets = new Map<number, number>();
  /** Offset in microseconds at a UTC instant; zones change their clocks on the quarter hour at the finest. */
  const offsetAt = (utc_us: number): number => {
    const quarter = Math.floor(utc_us / (HOUR_US / 4));
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      offset = computeOffset(format, quarter * 900_000);
      offsets.set(quarter, offset);
    }
    return offset;
  };
  return (wall_us) => {
    const before = offsetAt(wall_us - offsetAt(wall_us - 24 * HOUR_US));
    const early = wall_us - Math.max(before, offsetAt(wall_us - 24 * HOUR_US));
    if (early + offsetAt(early) === wall_us) return early;
    const late = wall_us - offsetAt(wall_us + 24 * HOUR_US);
    if (late + offsetAt(late) === wall_us) return late;
    return wall_us - offsetAt(wall_us - 24 * HOUR_US);
  };
}

function computeOffset(format: Intl.DateTimeFormat, utc_ms: number): number {
  const parts: Record<string, string> = {};
  for (const part of format.formatToParts(utc_ms)) parts[part.type] = part.value;
  const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
  const wall = new Date(0);
  wall.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  wall.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return (wall.getTime() - utc_ms) * 1000;
}

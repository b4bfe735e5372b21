import { ArgumentError } from '../functions/definition.js';

/** Wall-clock time of one zone. All times are seconds since 1970-01-01T00:00:00, UTC or local. */
export interface TimeZone {
  readonly id: string;
  /** Seconds that local time is ahead of UTC. */
  offsetAt(utcSeconds: number): number;
  /** In a gap the time moves on by the gap's length; in an overlap the earlier instant is meant (as java.time does). */
  toUtc(localSeconds: number): number;
}

const zones = new Map<string, TimeZone>();

/** A zone by region id (`Europe/Zurich`), `UTC`, `Z`, `GMT+2` or a fixed offset (`+02:00`). */
export function timeZone(id: string): TimeZone {
  let zone = zones.get(id);
  if (zone === undefined) {
    const offset = fixedOffset(id);
    zone = offset !== null ? new FixedZone(id, offset) : new RegionZone(id);
    zones.set(id, zone);
  }
  return zone;
}

/** Seconds of an offset text, or null when the text is none. */
export function fixedOffset(id: string): number | null {
  if (id === 'UTC' || id === 'Z' || id === 'GMT' || id === 'UT' || id === 'Etc/UTC') return 0;
  const match = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/.exec(id);
  if (match === null) return null;
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  return seconds > 18 * 3600 ? null : match[1] === '-' ? -seconds : seconds;
}

class FixedZone implements TimeZone {
  constructor(
    readonly id: string,
    private readonly offset: number,
  ) {}

  offsetAt(): number {
    return this.offset;
  }

  toUtc(localSeconds: number): number {
    return localSeconds - this.offset;
  }
}

const SPAN = 128 * 86400;
const PROBE = 8 * 86400;

/** The changes of offset inside one span of time: times[k] is when offsets[k] begins. */
interface Changes {
  readonly times: readonly number[];
  readonly offsets: readonly number[];
}

/** A region of the time zone data that the runtime carries; its offsets are looked up once per span of 128 days. */
class RegionZone implements TimeZone {
  private readonly format: Intl.DateTimeFormat;
  private readonly spans = new Map<number, Changes>();
  private lastStart = 0;
  private lastEnd = 0;
  private lastOffset = 0;

  constructor(readonly id: string) {
    try {
      this.format = new Intl.DateTimeFormat('en-US', {
        timeZone: id,
        hourCycle: 'h23',
        era: 'short',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch {
      throw new ArgumentError(
        `unknown time zone '${id}': expected a region such as Europe/Zurich, UTC or +02:00`,
      );
    }
  }

  offsetAt(utcSeconds: number): number {
    if (utcSeconds >= this.lastStart && utcSeconds < this.lastEnd) return this.lastOffset;
    const index = Math.floor(utcSeconds / SPAN);
    let span = this.spans.get(index);
    if (span === undefined) this.spans.set(index, (span = this.findChanges(index * SPAN)));
    const { times, offsets } = span;
    let k = times.length - 1;
    while (times[k] > utcSeconds) k--;
    this.lastStart = times[k];
    this.lastEnd = times[k + 1] ?? (index + 1) * SPAN;
    this.lastOffset = offsets[k];
    return offsets[k];
  }

  toUtc(localSeconds: number): number {
    const before = this.offsetAt(localSeconds - 86400);
    const after = this.offsetAt(localSeconds + 86400);
    if (before === after || this.offsetAt(localSeconds - before) === before) return localSeconds - before;
    return this.offsetAt(localSeconds - after) === after ? localSeconds - after : localSeconds - before;
  }

  private findChanges(start: number): Changes {
    const times = [start];
    const offsets = [this.probe(start)];
    for (let from = start; from < start + SPAN; from += PROBE) {
      let low = from;
      const offset = this.probe(from + PROBE);
      if (offset === offsets[offsets.length - 1]) continue;
      let high = from + PROBE;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (this.probe(middle) === offset) high = middle;
        else low = middle;
      }
      if (high < start + SPAN) {
        times.push(high);
        offsets.push(offset);
      }
    }
    return { times, offsets };
  }

  private probe(utcSeconds: number): number {
    const parts: Record<string, string> = {};
    for (const part of this.format.formatToParts(utcSeconds * 1000)) parts[part.type] = part.value;
    const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
    const local = new Date(0);
    local.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
    local.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
    return local.getTime() / 1000 - utcSeconds;
  }
}

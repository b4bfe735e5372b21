import { ArgumentError } from '../functions/definition.js';
import type { SparkVersion } from '../functions/definition.js';

/** Wall-clock time of one zone. All times are seconds since 1970-01-01T00:00:00, UTC or local. */
export interface TimeZone {
  /** As Java writes it: a region, `UTC`, `Z`, `+02:00`, `GMT+02:00`. */
  readonly id: string;
  /** Seconds that local time is ahead of UTC. */
  offsetAt(utcSeconds: number): number;
  /**
   * In a gap the time moves on by the gap's length; in an overlap the earlier instant is meant (as java.time does), by
   * zones of 2.2 the later one (as java.util does).
   */
  toUtc(localSeconds: number): number;
}

const zones = new Map<string, TimeZone | null>();

/**
 * A zone by region id (`Europe/Zurich`), `UTC`, `Z`, `GMT+2` or a fixed offset (`+02:00`). Throws ArgumentError for
 * other texts; in 2.2 they are GMT, and so are offsets without GMT before them.
 */
export function timeZone(id: string, compat: SparkVersion = '3.3'): TimeZone {
  const zone = compat === '2.2' && /^(?:[+-]|UTC?[+-])/.test(id) ? null : zoneById(id);
  if (zone !== null) return compat === '2.2' && zone instanceof RegionZone ? zone.laterInOverlaps : zone;
  if (compat === '2.2') return fixedZone('GMT', 0);
  throw new ArgumentError(
    `unknown time zone '${id}': expected a region such as Europe/Zurich, UTC or +02:00`,
  );
}

/** As timeZone; null for what is no zone. */
export function zoneById(id: string): TimeZone | null {
  let zone = zones.get(id);
  if (zone === undefined) {
    zone = makeZone(id);
    zones.set(id, zone);
  }
  return zone;
}

/** Three letters that Java reads as a region or an offset. */
const SHORT_IDS: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  EST: '-05:00',
  HST: '-10:00',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  MST: '-07:00',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
};

function makeZone(id: string): TimeZone | null {
  const short = Object.hasOwn(SHORT_IDS, id) ? SHORT_IDS[id] : null;
  if (short !== null) return zoneById(short);
  if (id === 'Z' || id === 'UTC' || id === 'GMT' || id === 'UT') return fixedZone(id, 0);
  const offset = offsetSeconds(id.replace(/^(?:UTC|GMT|UT)(?=[+-])/, ''));
  if (offset !== null) {
    const prefix = /^[A-Z]*/.exec(id)?.[0] ?? '';
    return fixedZone(offset === 0 ? prefix || 'Z' : prefix + offsetId(offset), offset);
  }
  // Regions are known in any case to the runtime, but not to Java.
  if (!/^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/.test(id)) return null;
  try {
    return new RegionZone(id);
  } catch {
    return null;
  }
}

/** +h, +hh, +hh:mm, +hhmm, each with seconds, and with single digits before or behind a colon. */
const OFFSET = /^([+-])(?:(\d{1,2})|(\d\d)(\d\d)(\d\d)?|(\d{1,2}):(\d{1,2})(?::(\d\d))?)$/;

/** Seconds of an offset text, or null when the text is none. */
function offsetSeconds(text: string): number | null {
  const match = OFFSET.exec(text);
  if (match === null) return null;
  const hours = Number(match[2] ?? match[3] ?? match[6]);
  const minutes = Number(match[4] ?? match[7] ?? 0);
  const seconds = Number(match[5] ?? match[8] ?? 0);
  const size = hours * 3600 + minutes * 60 + seconds;
  if (minutes > 59 || seconds > 59 || size > 18 * 3600) return null;
  return match[1] === '-' ? -size : size;
}

function offsetId(offset: number): string {
  const size = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = size % 60 === 0 ? '' : `:${two(size % 60)}`;
  const minutes = two(Math.floor((size % 3600) / 60));
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}:${minutes}${seconds}`;
}

/** A zone that is always the same number of seconds ahead of UTC. */
export function fixedZone(id: string, offset: number): TimeZone {
  return { id, offsetAt: () => offset, toUtc: (localSeconds) => localSeconds - offset };
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
  /** The same zone with the later instant of an overlap. */
  readonly laterInOverlaps: TimeZone;

  constructor(readonly id: string) {
    this.laterInOverlaps = {
      id,
      offsetAt: (utcSeconds) => this.offsetAt(utcSeconds),
      toUtc: (localSeconds) => this.toUtc(localSeconds, true),
    };
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

  toUtc(localSeconds: number, later = false): number {
    const before = this.offsetAt(localSeconds - 86400);
    const after = this.offsetAt(localSeconds + 86400);
    if (later && this.offsetAt(localSeconds - after) === after) return localSeconds - after;
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

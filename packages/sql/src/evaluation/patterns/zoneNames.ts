import { timeZone, zoneById } from '../timeZone.js';
import type { TimeZone } from '../timeZone.js';
import { ZONE_ABBREVIATIONS } from './zoneAbbreviations.js';
import type { ZoneStyle } from './modernPattern.js';

/** Names of time zones in English. Long ones come from the runtime's locale data, as Java's do. */

interface Abbreviation {
  readonly minutes: number;
  readonly zone: string;
}

const abbreviations = new Map<string, Abbreviation>();
const shortOfLong = new Map<string, string>();
for (const line of ZONE_ABBREVIATIONS.trim().split('\n')) {
  const [name, minutes, zone, ...longNames] = line.split('|');
  abbreviations.set(name.toUpperCase(), { minutes: Number(minutes), zone });
  for (const long of longNames) shortOfLong.set(long, name);
}

/** Whether the zone is nothing but an offset, which has no name. */
export function isOffsetOnly({ id }: TimeZone): boolean {
  return id === 'Z' || id.startsWith('+') || id.startsWith('-');
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** As `Central European Summer Time`; the id where there is no name. */
export function longZoneName(zone: TimeZone, seconds: number): string {
  const { id } = zone;
  if (id === 'GMT' || id === 'Etc/GMT') return 'Greenwich Mean Time';
  if (/^(?:UTC|GMT|UT)[+-]/.test(id)) return id;
  let format = formats.get(id);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'long' });
    formats.set(id, format);
  }
  return format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? id;
}

/** As `CEST`; `GMT+07:00` where there is no name. */
export function shortZoneName(zone: TimeZone, seconds: number): string {
  const long = longZoneName(zone, seconds);
  const short = shortOfLong.get(long);
  if (short !== undefined || long === zone.id) return short ?? long;
  const minutes = Math.round(zone.offsetAt(seconds) / 60);
  const size = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `GMT${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Minutes ahead of UTC of a short name in any case; null for no such name. */
export function abbreviatedOffset(name: string): number | null {
  return abbreviations.get(name.toUpperCase())?.minutes ?? null;
}

/** A zone id, or a short name, at the start of a text, in any case. */
export function matchZoneName(
  text: string,
  style: ZoneStyle,
): { readonly zone: TimeZone; readonly length: number } | null {
  const word = /^[A-Za-z][A-Za-z0-9_]*(?:[/+-][A-Za-z0-9_+-]+)*/.exec(text)?.[0] ?? '';
  const known = style === 'id' ? undefined : abbreviations.get(word.toUpperCase());
  if (known !== undefined) return { zone: timeZone(known.zone), length: word.length };
  // The longest id: what follows may be text of its own.
  for (let length = word.length; length > 2; length--) {
    const zone = zoneById(word.slice(0, length));
    if (zone !== null) return { zone, length };
  }
  return null;
}

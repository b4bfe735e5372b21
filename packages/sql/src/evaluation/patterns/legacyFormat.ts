import { civilFromDays, dayOfYear, isoDayOfWeek } from '../calendar.js';
import type { TimeZone } from '../timeZone.js';
import type { LegacyPart } from './legacyPattern.js';
import { weekOfMonth, weekOfYear } from './legacyWeeks.js';
import * as names from './names.js';
import { isOffsetOnly, longZoneName, shortZoneName } from './zoneNames.js';

/** An instant on a zone's wall clock, written as SimpleDateFormat does. */
export function formatLegacy(
  parts: readonly LegacyPart[],
  seconds: number,
  micros: number,
  zone: TimeZone,
): string {
  const offset = zone.offsetAt(seconds);
  const local = seconds + offset;
  const days = Math.floor(local / 86400);
  const secondOfDay = local - days * 86400;
  const { year, month, day } = civilFromDays(days);
  const hour = Math.floor(secondOfDay / 3600);

  const write = ({ letter, count, text }: LegacyPart): string => {
    const number = (value: number): string => String(value).padStart(count, '0');
    switch (letter) {
      case '':
        return text;
      case 'G':
        return names.SHORT_ERAS[year > 0 ? 1 : 0];
      case 'y':
        return yearText(year > 0 ? year : 1 - year, count);
      case 'Y':
        return yearText(weekOfYear(days).year, count);
      case 'M':
      case 'L':
        if (count <= 2) return number(month);
        return (count === 3 ? names.SHORT_MONTHS : names.MONTHS)[month - 1];
      case 'E':
        return (count <= 3 ? names.SHORT_WEEKDAYS : names.WEEKDAYS)[isoDayOfWeek(days) - 1];
      case 'u':
        return number(isoDayOfWeek(days));
      case 'a':
        return names.HALF_DAYS[hour < 12 ? 0 : 1];
      case 'd':
        return number(day);
      case 'D':
        return number(dayOfYear(days));
      case 'F':
        return number(Math.ceil(day / 7));
      case 'w':
        return number(weekOfYear(days).week);
      case 'W':
        return number(weekOfMonth(days));
      case 'H':
        return number(hour);
      case 'k':
        return number(hour === 0 ? 24 : hour);
      case 'K':
        return number(hour % 12);
      case 'h':
        return number(hour % 12 === 0 ? 12 : hour % 12);
      case 'm':
        return number(Math.floor((secondOfDay % 3600) / 60));
      case 's':
        return number(secondOfDay % 60);
      case 'S':
        return number(Math.floor(micros / 1000));
      case 'z':
        return zoneText(zone, seconds, count);
      case 'Z':
        return offsetText(offset, '', 2);
      default:
        return offset === 0 ? 'Z' : offsetText(offset, count === 3 ? ':' : '', count);
    }
  };

  return parts.map(write).join('');
}

/** Two letters: the last two digits. */
function yearText(year: number, count: number): string {
  return count === 2 ? String(year % 100).padStart(2, '0') : String(year).padStart(count, '0');
}

/** parts: 1 for hours only. */
function offsetText(offset: number, colon: string, parts: number): string {
  const size = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = parts === 1 ? '' : colon + two(Math.floor((size % 3600) / 60));
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}${minutes}`;
}

function zoneText(zone: TimeZone, seconds: number, count: number): string {
  if (isOffsetOnly(zone)) return zone.id === 'Z' ? 'UTC' : `GMT${zone.id}`;
  return count <= 3 ? shortZoneName(zone, seconds) : longZoneName(zone, seconds);
}

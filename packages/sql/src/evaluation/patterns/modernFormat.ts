import { ArgumentError } from '../../functions/definition.js';
import { civilFromDays, dayOfYear, isoDayOfWeek } from '../calendar.js';
import type { TimeZone } from '../timeZone.js';
import { isOffsetOnly, longZoneName, shortZoneName } from './zoneNames.js';
import * as field from './fields.js';
import type { Element, NumberElement } from './modernPattern.js';

/** An instant on a zone's wall clock, written by the elements of a pattern. */
export function formatModern(
  elements: readonly Element[],
  seconds: number,
  micros: number,
  zone: TimeZone,
): string {
  const offset = zone.offsetAt(seconds);
  const local = seconds + offset;
  const days = Math.floor(local / 86400);
  const time: Wall = { days, secondOfDay: local - days * 86400, ...civilFromDays(days) };
  return elements.map((element) => write(element, time, { seconds, micros, offset, zone })).join('');
}

interface Wall {
  readonly days: number;
  readonly secondOfDay: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

interface Moment {
  readonly seconds: number;
  readonly micros: number;
  readonly offset: number;
  readonly zone: TimeZone;
}

function write(element: Element, wall: Wall, moment: Moment): string {
  switch (element.kind) {
    case 'literal':
      return element.text;
    case 'number':
      return writeNumber(element, valueOf(element.field, wall));
    case 'fraction':
      return String(moment.micros).padStart(6, '0').padEnd(9, '0').slice(0, element.max);
    case 'text':
      return element.names[valueOf(element.field, wall) - element.first];
    case 'offset':
      return offsetText(moment.offset, element);
    case 'localizedOffset':
      return localizedOffsetText(moment.offset, element.long);
    case 'zone': {
      const { zone, seconds } = moment;
      if (element.style === 'id' || isOffsetOnly(zone)) return zone.id;
      return element.style === 'short' ? shortZoneName(zone, seconds) : longZoneName(zone, seconds);
    }
    case 'optional':
      return element.elements.map((inner) => write(inner, wall, moment)).join('');
  }
}

function valueOf(target: number, { days, secondOfDay, year, month, day }: Wall): number {
  const hour = Math.floor(secondOfDay / 3600);
  switch (target) {
    case field.ERA:
      return year > 0 ? 1 : 0;
    case field.YEAR:
      return year;
    case field.YEAR_OF_ERA:
      return year > 0 ? year : 1 - year;
    case field.MONTH:
      return month;
    case field.DAY:
      return day;
    case field.DAY_OF_YEAR:
      return dayOfYear(days);
    case field.HALF_DAY:
      return hour < 12 ? 0 : 1;
    case field.HOUR:
      return hour;
    case field.CLOCK_HOUR:
      return hour === 0 ? 24 : hour;
    case field.HALF_DAY_HOUR:
      return hour % 12;
    case field.HALF_DAY_CLOCK_HOUR:
      return hour % 12 === 0 ? 12 : hour % 12;
    case field.MINUTE:
      return Math.floor((secondOfDay % 3600) / 60);
    case field.SECOND:
      return secondOfDay % 60;
    case field.WEEKDAY:
      return isoDayOfWeek(days);
    case field.QUARTER:
      return Math.ceil(month / 3);
    case field.WEEKDAY_IN_MONTH:
      return ((day - 1) % 7) + 1;
    default:
      throw new Error(`the field ${target} is not written`);
  }
}

function writeNumber({ min, max, sign, twoDigitYear }: NumberElement, value: number): string {
  if (twoDigitYear) return String(Math.abs(value) % 100).padStart(2, '0');
  const digits = String(Math.abs(value));
  if (digits.length > max) throw new ArgumentError(`the value ${value} exceeds ${max} digits`);
  const prefix = value < 0 ? '-' : sign === 'exceedsPad' && digits.length > min ? '+' : '';
  return prefix + digits.padStart(min, '0');
}

const two = (value: number): string => String(value).padStart(2, '0');

function offsetText(offset: number, style: Extract<Element, { kind: 'offset' }>): string {
  if (offset === 0) return style.zero;
  const size = Math.abs(offset);
  const [hours, minutes, seconds] = [Math.floor(size / 3600), Math.floor((size % 3600) / 60), size % 60];
  const colon = style.colon ? ':' : '';
  const withSeconds = style.seconds && seconds > 0;
  const withMinutes = style.minutes === true || minutes > 0;
  // What is not shown does not make an offset: Java writes the zero then.
  if (hours === 0 && minutes === 0 && !withSeconds) return style.zero;
  return (
    (offset < 0 ? '-' : '+') +
    two(hours) +
    (withMinutes ? colon + two(minutes) : '') +
    (withSeconds ? colon + two(seconds) : '')
  );
}

function localizedOffsetText(offset: number, long: boolean): string {
  if (offset === 0) return 'GMT';
  const size = Math.abs(offset);
  const [hours, minutes, seconds] = [Math.floor(size / 3600), Math.floor((size % 3600) / 60), size % 60];
  const start = `GMT${offset < 0 ? '-' : '+'}`;
  const tail = seconds > 0 ? `:${two(seconds)}` : '';
  if (long) return `${start}${two(hours)}:${two(minutes)}${tail}`;
  return start + String(hours) + (minutes > 0 || seconds > 0 ? `:${two(minutes)}${tail}` : '');
}

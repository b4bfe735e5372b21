import { daysFromCivil, daysInMonth } from '../calendar.js';
import type { Instant } from '../timeText.js';
import { fixedZone, zoneById } from '../timeZone.js';
import type { TimeZone } from '../timeZone.js';
import * as field from './fields.js';
import { isSet, noFields, setField } from './fields.js';
import type { Fields } from './fields.js';
import { matchName } from './names.js';
import type { Element, NumberElement, ZoneStyle } from './modernPattern.js';
import { matchZoneName } from './zoneNames.js';

/**
 * Texts read by the elements of a pattern, as strictly as java.time does: the whole text must fit, days must exist, and
 * fields that say the same thing must agree.
 */
export class ModernParser {
  private text = '';
  private fields: Fields = noFields();
  private zone: TimeZone | null = null;

  constructor(
    private readonly elements: readonly Element[],
    /** The zone of texts that have none of their own. */
    private readonly defaultZone: TimeZone,
  ) {}

  /** The instant of a text; null when it does not fit. */
  parse(text: string): Instant | null {
    this.text = text;
    this.fields.fill(NaN);
    this.zone = null;
    if (this.readAll(this.elements, 0) !== text.length) return null;
    return this.resolve();
  }

  private readAll(elements: readonly Element[], start: number): number {
    let at = start;
    for (let i = 0; i < elements.length && at >= 0; i++) at = this.read(elements[i], at);
    return at;
  }

  /** The position after an element, or -1 when it does not fit. */
  private read(element: Element, at: number): number {
    const { text } = this;
    switch (element.kind) {
      case 'literal': {
        const end = at + element.text.length;
        const found = text.slice(at, end);
        return found === element.text || found.toLowerCase() === element.text.toLowerCase() ? end : -1;
      }
      case 'number':
        return this.readNumber(element, at);
      case 'fraction':
        return this.readFraction(element.min, element.max, at);
      case 'text': {
        const index = matchName(text, at, element.names);
        if (index < 0 || !setField(this.fields, element.field, index + element.first)) return -1;
        return at + element.names[index].length;
      }
      case 'offset':
        return this.readOffset(element, at);
      case 'localizedOffset':
        return this.readLocalizedOffset(element.long, at);
      case 'zone':
        return this.readZone(element.style, at);
      case 'optional': {
        const fields = this.fields.slice();
        const { zone } = this;
        const end = this.readAll(element.elements, at);
        if (end >= 0) return end;
        this.fields = fields;
        this.zone = zone;
        return at;
      }
    }
  }

  private digitsFrom(at: number, most: number): number {
    const { text } = this;
    const limit = Math.min(at + most, text.length);
    let end = at;
    while (end < limit && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
    return end;
  }

  private readNumber(
    { field: target, min, max, sign, following, twoDigitYear }: NumberElement,
    start: number,
  ): number {
    const { text } = this;
    const char = text[start] as string | undefined;
    let at = start;
    if (char === '+' || char === '-') {
      const allowed = sign === 'exceedsPad' || (sign === 'normal' && char === '-');
      if (!allowed) return -1;
      at++;
    }
    let end = this.digitsFrom(at, max + following);
    if (end - at < min) return -1;
    if (following > 0) end = at + Math.min(Math.max(min, end - at - following), end - at);
    const digits = end - at;
    let value = Number(text.slice(at, end));
    if (char === '-') {
      if (value === 0) return -1;
      value = -value;
    } else if (sign === 'exceedsPad' && (char === '+') !== digits > min) return -1;
    if (value > 2147483647 || value < -2147483648) return -1;
    return setField(this.fields, target, twoDigitYear ? 2000 + value : value) ? end : -1;
  }

  private readFraction(min: number, max: number, at: number): number {
    const end = this.digitsFrom(at, max);
    if (end - at < min) return -1;
    const nanos = Number(this.text.slice(at, end).padEnd(9, '0'));
    return setField(this.fields, field.NANO, nanos) ? end : -1;
  }

  /** Two digits, after a colon where one is due; -1 when they are not there or over the limit. */
  private twoDigits(at: number, limit: number): number {
    const value = this.digitsFrom(at, 2) === at + 2 ? Number(this.text.slice(at, at + 2)) : -1;
    return value > limit ? -1 : value;
  }

  private readOffset(style: Extract<Element, { kind: 'offset' }>, at: number): number {
    const { text } = this;
    if (text.slice(at, at + style.zero.length).toLowerCase() === style.zero.toLowerCase()) {
      return setField(this.fields, field.OFFSET, 0) ? at + style.zero.length : -1;
    }
    const sign = text[at];
    if (sign !== '+' && sign !== '-') return -1;
    const hours = this.twoDigits(at + 1, 18);
    if (hours < 0) return -1;
    let end = at + 3;
    let seconds = hours * 3600;
    for (const unit of [60, 1]) {
      if (unit === 1 && !style.seconds) break;
      const start = style.colon && text[end] === ':' ? end + 1 : style.colon ? -1 : end;
      const value = start < 0 ? -1 : this.twoDigits(start, 59);
      if (value < 0) {
        if (unit === 60 && style.minutes === true) return -1;
        break;
      }
      seconds += value * unit;
      end = start + 2;
    }
    return this.setOffset(sign === '-' ? -seconds : seconds, end);
  }

  private setOffset(seconds: number, end: number): number {
    return Math.abs(seconds) <= 64800 && setField(this.fields, field.OFFSET, seconds) ? end : -1;
  }

  private readLocalizedOffset(long: boolean, at: number): number {
    const { text } = this;
    if (text.slice(at, at + 3) !== 'GMT') return -1;
    const pattern = long
      ? /^([+-])(\d\d):([0-5]\d)(?::([0-5]\d))?/
      : /^([+-])(\d\d?)(?::([0-5]\d)(?::([0-5]\d))?)?/;
    const match = pattern.exec(text.slice(at + 3));
    if (match === null) return this.setOffset(0, at + 3);
    const [, hours, minutes = '0', seconds = '0'] = match.slice(1);
    const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return this.setOffset(match[1] === '-' ? -size : size, at + 3 + match[0].length);
  }

  /** An offset, UTC, GMT or UT with one, or the name of a zone. */
  private readZone(style: ZoneStyle, at: number): number {
    const rest = this.text.slice(at);
    const prefix = /^(?:UTC?|GMT)?/i.exec(rest)?.[0].toUpperCase() ?? '';
    const offset = /^[+-]\d\d:[0-5]\d(?::[0-5]\d)?/.exec(rest.slice(prefix.length))?.[0] ?? '';
    if (prefix + offset !== '') {
      const zone = zoneById(prefix + offset);
      return zone === null ? -1 : this.setZone(zone, at + prefix.length + offset.length);
    }
    const named = matchZoneName(rest, style);
    if (named !== null) return this.setZone(named.zone, at + named.length);
    return /^z/i.test(rest) ? this.setZone(fixedZone('Z', 0), at + 1) : -1;
  }

  private setZone(zone: TimeZone, end: number): number {
    if (this.zone !== null && this.zone.id !== zone.id) return -1;
    this.zone = zone;
    return end;
  }

  private resolve(): Instant | null {
    const { fields } = this;
    const days = this.resolveDays();
    const seconds = this.resolveTime();
    if (days === null || seconds === null) return null;
    const nano = isSet(fields, field.NANO) ? fields[field.NANO] : 0;
    const zone =
      this.zone ??
      (isSet(fields, field.OFFSET) ? fixedZone('offset', fields[field.OFFSET]) : this.defaultZone);
    return { seconds: zone.toUtc(days * 86400 + seconds), micros: Math.floor(nano / 1000) };
  }

  private year(): number {
    const { fields } = this;
    if (isSet(fields, field.YEAR)) return fields[field.YEAR];
    const ofEra = fields[field.YEAR_OF_ERA];
    // Without an era the year of the era says nothing, in strict mode.
    if (ofEra !== ofEra || !isSet(fields, field.ERA)) return NaN;
    return fields[field.ERA] === 1 ? ofEra : 1 - ofEra;
  }

  /** Days since 1970-01-01; a missing year is 1970, a missing month or day the first. */
  private resolveDays(): number | null {
    const { fields } = this;
    const year = this.year();
    if (isSet(fields, field.YEAR_OF_ERA) && fields[field.YEAR_OF_ERA] < 1) return null;
    const month = isSet(fields, field.MONTH) ? fields[field.MONTH] : 1;
    const day = isSet(fields, field.DAY) ? fields[field.DAY] : 1;
    const whole = Math.abs(year) <= 999_999_999 ? year : year === year ? null : 1970;
    if (whole === null || month < 1 || month > 12 || day < 1 || day > daysInMonth(whole, month)) return null;
    const dayOfYear = fields[field.DAY_OF_YEAR];
    if (dayOfYear !== dayOfYear) return daysFromCivil(whole, month, day);
    if (dayOfYear < 1 || dayOfYear > 337 + daysInMonth(whole, 2)) return null;
    const days = daysFromCivil(whole, 1, dayOfYear);
    if (!isSet(fields, field.MONTH) && !isSet(fields, field.DAY)) return days;
    return this.agrees(days, whole) ? days : null;
  }

  /** Whether a month and a day that were given are those of the day of the year. */
  private agrees(days: number, year: number): boolean {
    const { fields } = this;
    for (let month = 1; month <= 12; month++) {
      const first = daysFromCivil(year, month, 1);
      if (days >= first + daysInMonth(year, month)) continue;
      const monthAgrees = !isSet(fields, field.MONTH) || fields[field.MONTH] === month;
      return monthAgrees && (!isSet(fields, field.DAY) || fields[field.DAY] === days - first + 1);
    }
    return false;
  }

  private resolveTime(): number | null {
    const { fields } = this;
    const hour = this.resolveHour();
    const minute = isSet(fields, field.MINUTE) ? fields[field.MINUTE] : 0;
    const second = isSet(fields, field.SECOND) ? fields[field.SECOND] : 0;
    if (hour === null || minute < 0 || minute > 59 || second < 0 || second > 59) return null;
    return hour * 3600 + minute * 60 + second;
  }

  private resolveHour(): number | null {
    const { fields } = this;
    const found: number[] = [];
    const clock = fields[field.CLOCK_HOUR];
    if (clock === clock) {
      if (clock < 1 || clock > 24) return null;
      found.push(clock % 24);
    }
    const ofDay = fields[field.HOUR];
    if (ofDay === ofDay) {
      if (ofDay < 0 || ofDay > 23) return null;
      found.push(ofDay);
    }
    const half = fields[field.HALF_DAY];
    const halves: number[] = [];
    const halfClock = fields[field.HALF_DAY_CLOCK_HOUR];
    if (halfClock === halfClock) {
      if (halfClock < 1 || halfClock > 12) return null;
      halves.push(halfClock % 12);
    }
    const halfHour = fields[field.HALF_DAY_HOUR];
    if (halfHour === halfHour) {
      if (halfHour < 0 || halfHour > 11) return null;
      halves.push(halfHour);
    }
    if (halves.some((value) => value !== halves[0])) return null;
    if (halves.length > 0 && half === half) found.push(half * 12 + halves[0]);
    if (found.some((value) => value !== found[0])) return null;
    if (found.length > 0) {
      const [hour] = found;
      const fits = halves.length === 0 || hour % 12 === halves[0];
      return fits && (half !== half || Math.floor(hour / 12) === half) ? hour : null;
    }
    return halves.length > 0 ? halves[0] : half === 1 ? 12 : 0;
  }
}

import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { indexRecords } from './indexRecords.js';
import {
  FIELD_COUNT,
  QUOTE_NOT_CLOSED,
  RECORD_BYTES_MAX,
  RECORD_TOO_LONG,
  RecordIndex,
  TEXT_AFTER_QUOTE,
  type Dialect,
} from './recordIndex.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const comma: Dialect = { delimiter: 44, quote: 34, width: 0 };

interface Found {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly fault: number;
  readonly width: number;
  /** Start and end of the first fields, as the index keeps them; none of a record with a fault. */
  readonly fields: readonly number[];
}

interface Answer {
  readonly records: readonly Found[];
  readonly next: number;
  readonly line: number;
}

const COLUMNS = 3;
const ALL = [0, 1, 2];

/** The rules, byte by byte: what indexRecords must find. */
function expected(
  bytes: Uint8Array,
  stop: number,
  end: number,
  final: boolean,
  { delimiter, quote, width }: Dialect,
  slotOf: readonly number[] = ALL,
): Answer {
  const records: Found[] = [];
  let at = 0;
  let line = 1;
  while (at < stop) {
    const start = at;
    const limit = Math.min(end, start + RECORD_BYTES_MAX);
    const fields: [number, number][] = [];
    let lineFeeds = 0;
    let fault = 0;
    let recordEnd = -1;
    while (recordEnd < 0 && fault > RECORD_TOO_LONG && fault !== QUOTE_NOT_CLOSED) {
      let from = at;
      let to = -1;
      if (at < limit && bytes[at] === quote) {
        from = ++at;
        let doubled = false;
        for (; at < limit; at++) {
          if (bytes[at] === LINE_FEED) lineFeeds++;
          if (bytes[at] !== quote) continue;
          if (at + 1 >= end || bytes[at + 1] !== quote) break;
          doubled = true;
          at++;
        }
        if (at >= limit) {
          if (limit === end && !final) return { records, next: start, line };
          fault = QUOTE_NOT_CLOSED;
          break;
        }
        to = doubled ? ~at : at;
        at++;
        const ending =
          at >= limit ||
          bytes[at] === delimiter ||
          bytes[at] === LINE_FEED ||
          (bytes[at] === CARRIAGE_RETURN && (at + 1 >= end || bytes[at + 1] === LINE_FEED));
        if (!ending) fault = TEXT_AFTER_QUOTE;
      }
      while (at < limit && bytes[at] !== delimiter && bytes[at] !== LINE_FEED) at++;
      if (at >= limit && limit < end) {
        fault = RECORD_TOO_LONG;
        break;
      }
      if (at >= limit && !final) return { records, next: start, line };
      const last = at >= limit || bytes[at] === LINE_FEED;
      if (to === -1) to = last && at > from && bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at;
      fields.push([from, to]);
      if (last) recordEnd = at;
      if (at < limit) at++;
    }
    const found = { start, line, width: fields.length };
    if (fault === QUOTE_NOT_CLOSED) {
      const lineEnd = bytes.indexOf(LINE_FEED, start);
      at = lineEnd < 0 || lineEnd >= limit ? limit : lineEnd + 1;
      records.push({ ...found, end: at, fault, fields: [] });
      line++;
      continue;
    }
    line += lineFeeds;
    if (fault === RECORD_TOO_LONG) {
      at = limit;
      records.push({ ...found, end: limit, fault, fields: [] });
      continue;
    }
    line++;
    if (fields.length === 1 && fields[0][1] === start) continue;
    if (fault === 0 && width !== 0 && fields.length !== width) fault = FIELD_COUNT;
    const known = fields.filter((_, column) => (slotOf[column] ?? -1) >= 0);
    const kept = fault === 0 ? known.flat() : [];
    records.push({ ...found, end: recordEnd, fault, fields: kept });
  }
  return { records, next: at, line };
}

/** What indexRecords finds, at most `capacity` records at a time. */
function found(
  bytes: Uint8Array,
  stop: number,
  end: number,
  final: boolean,
  dialect: Dialect,
  capacity: number,
  slotOf: readonly number[] = ALL,
): Answer {
  const index = new RecordIndex(capacity, COLUMNS, 1);
  const records: Found[] = [];
  let next = 0;
  for (;;) {
    next = indexRecords(bytes, next, stop, end, final, dialect, Int32Array.from(slotOf), index);
    if (index.count === 0) return { records, next, line: index.line };
    for (let row = 0; row < index.count; row++) {
      const fault = index.faults[row];
      const width = index.fieldCounts[row];
      const fields: number[] = [];
      for (const slot of fault === 0 ? slotOf.slice(0, width) : []) {
        if (slot >= 0) fields.push(index.starts[row * COLUMNS + slot], index.ends[row * COLUMNS + slot]);
      }
      records.push({
        start: index.recordStarts[row],
        end: index.recordEnds[row],
        line: index.lines[row],
        fault,
        width,
        fields,
      });
    }
  }
}

let state = 7;
function random(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}
const text = (length: number, pieces: readonly string[]): Buffer =>
  Buffer.from(Array.from({ length }, () => pieces[random(pieces.length)]).join(''), 'latin1');

describe('records and fields are those that the bytes one by one give', () => {
  test('in short random texts, windows cut at every place', () => {
    const dialects = [comma, { ...comma, quote: -1 }, { ...comma, delimiter: 34 }].flatMap((dialect) =>
      [0, 1, 2, 3, 5].map((width) => ({ ...dialect, width })),
    );
    for (let round = 0; round < 4000; round++) {
      const bytes = text(random(24), [',', ',', '"', '"', '\r', '\n', 'a', '\r\n', '\xff']);
      const dialect = dialects[random(dialects.length)];
      for (let end = 0; end <= bytes.length; end++) {
        const stop = random(2) === 0 ? end : random(end + 1);
        for (const final of [false, true]) {
          const slotOf = [ALL, [1, -1, 0], [2, 0, -1], [-1, -1, -1]][random(4)];
          const answer = found(bytes, stop, end, final, dialect, 1 + random(3), slotOf);
          const wanted = expected(bytes, stop, end, final, dialect, slotOf);
          if (!isDeepStrictEqual(answer, wanted)) {
            expect({ text: bytes.toString('latin1'), stop, end, final, dialect, ...answer }).toEqual(wanted);
          }
        }
      }
    }
  });

  test('in long texts, from block to block', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'.repeat(40);
    for (let round = 0; round < 10; round++) {
      const sparse = Array.from({ length: 12 }, () => letters.slice(0, random(letters.length)));
      const pieces = [',', ',', '\n', '\r\n', '",', ',"', '""', 'x', ...(round % 2 === 0 ? sparse : [])];
      const bytes = text(200_000 / (round % 2 === 0 ? 200 : 1), pieces);
      const end = bytes.length - random(100);
      for (const dialect of [comma, { ...comma, width: 3 }, { ...comma, quote: -1, width: 2 }]) {
        const answer = found(bytes, end, end, false, dialect, 1000);
        expect(isDeepStrictEqual(answer, expected(bytes, end, end, false, dialect))).toBe(true);
      }
    }
  });

  test('about the greatest length of a record', () => {
    for (let before = 0; before < 5; before++) {
      const long = 'a'.repeat(RECORD_BYTES_MAX - before);
      for (const head of ['', '"', 'x,"', '"\n', 'b,c\n"""']) {
        for (const tail of [
          '',
          '"',
          '""',
          '"",',
          '\n',
          '"\r\n',
          '",b\n"c"\nd',
          ',\n\n',
          `"x\n${long}\ne,f\n`,
        ]) {
          const bytes = Buffer.from(head + long + tail);
          for (const final of [false, true]) {
            const answer = found(bytes, bytes.length, bytes.length, final, comma, 10);
            expect(answer).toEqual(expected(bytes, bytes.length, bytes.length, final, comma));
          }
        }
      }
    }
  });
});

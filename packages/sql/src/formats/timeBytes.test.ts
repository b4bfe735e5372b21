import { expect, test } from 'vitest';
import { textParser } from './textValue.js';
import { dateBytes, timestampBytes } from './timeBytes.js';

const SESSION = {
  timeZone: 'UTC',
  compat: '3.3',
  corruptRecordColumn: '_corrupt_record',
  timeParserPolicy: 'CORRECTED',
  infersPartitionTypes: true,
} as const;

let state = 9;
function random(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}
const digits = (count: number): string => String(random(10 ** count)).padStart(count, '0');
const pick = (texts: readonly string[]): string => texts[random(texts.length)];

/** Texts about the layouts that are read, many of them of none. */
function timeText(): string {
  const year = pick([
    '1699',
    '1700',
    '2200',
    '2201',
    `19${digits(2)}`,
    `20${digits(2)}`,
    digits(4),
    digits(3),
  ]);
  const date = `${year}-${pick(['01', '02', '12', '13', digits(2), '1'])}-${pick(['01', '28', '29', '30', '31', '32', digits(2), '1'])}`;
  const time = `${pick(['00', '23', '24', digits(2), '7'])}:${pick(['00', '59', '60', digits(2)])}:${pick(['00', '59', '60', digits(2), '5'])}`;
  const fraction = pick([
    '',
    '',
    '.',
    `.${digits(1)}`,
    `.${digits(3)}`,
    `.${digits(6)}`,
    `.${digits(9)}`,
    ',5',
  ]);
  const zone = pick(['', '', 'Z', '+01:00', ' ', 'z', 'ZZ', ' UTC']);
  const text = pick([date, `${date}${pick([' ', 'T', 't', '  '])}${time}${fraction}${zone}`]);
  if (random(6) > 0) return text;
  const at = random(text.length + 1);
  return text.slice(0, at) + pick(['', ' ', '-', ':', 'x', '0', '/']) + text.slice(at + random(2));
}

test('times that are read from bytes are those that are read from text, in every zone and version', () => {
  const numbers = { nanValue: 'NaN', positiveInf: 'Inf', negativeInf: '-Inf' };
  let [dates, timestamps] = [0, 0];
  for (const zone of ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', '+05:30', 'Europe/Berlin']) {
    for (const compat of ['2.2', '3.3'] as const) {
      const session = { ...SESSION, timeZone: zone, compat };
      const formats = { session, ...numbers };
      const [readDate, readTimestamp] = [dateBytes(formats)!, timestampBytes(formats)!];
      const [date, timestamp] = [{ kind: 'date' }, { kind: 'timestamp' }] as const;
      const [parseDate, parseTimestamp] = [textParser(date, formats)!, textParser(timestamp, formats)!];
      for (let i = 0; i < 4000; i++) {
        const text = timeText();
        const bytes = Buffer.from(`12${text}34`);
        const days = readDate(bytes, 2, bytes.length - 2);
        const micros = readTimestamp(bytes, 2, bytes.length - 2);
        if (!Number.isNaN(days)) expect([text, days]).toEqual([text, parseDate(text)]);
        if (!Number.isNaN(micros)) expect([text, BigInt(micros)]).toEqual([text, parseTimestamp(text)]);
        dates += Number(!Number.isNaN(days));
        timestamps += Number(!Number.isNaN(micros));
      }
    }
  }
  expect(dates).toBeGreaterThan(1000);
  expect(timestamps).toBeGreaterThan(2000);
});

test('where a pattern is stated, bytes are not read', () => {
  const formats = { session: SESSION, nanValue: '', positiveInf: '', negativeInf: '' };
  expect(dateBytes({ ...formats, dateFormat: 'yyyy-MM-dd' })).toBeNull();
  expect(timestampBytes({ ...formats, timestampFormat: 'yyyy' })).toBeNull();
});

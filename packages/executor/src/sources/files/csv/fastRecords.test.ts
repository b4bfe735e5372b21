import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { structType, toValues, type DataType, type Value } from '@graticule/columnar';
import type { FilesSource } from '@graticule/sql';
import { afterAll, expect, test } from 'vitest';
import { FILE_SESSION } from '../../testing.js';
import { csvFormat } from './csvFormat.js';

const folder = mkdtempSync(join(tmpdir(), 'fast-records-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'part.csv');

/** Times that a cast does not read are null here, no error. */
const SESSION = { ...FILE_SESSION, timeParserPolicy: 'CORRECTED' };

let state = 5;
function random(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}
const pick = <T>(of: readonly T[]): T => of[random(of.length)];

const TYPES: readonly DataType['kind'][] = [
  'string',
  'int',
  'long',
  'double',
  'boolean',
  'date',
  'timestamp',
];

interface Answer {
  readonly rows: readonly (readonly Value[])[];
  readonly rejected: readonly string[];
  readonly error: string | null;
}

/** The rows of the file, read in the parts that begin at `cuts`. */
async function rowsOf(
  bytes: Buffer,
  types: readonly DataType['kind'][],
  options: FilesSource['options'],
  cuts: readonly number[],
): Promise<Answer> {
  writeFileSync(path, bytes);
  const file = { path, name: 'part.csv', bytes: statSync(path).size } as Parameters<typeof csvFormat.read>[0];
  const data = structType([
    ...types.map((kind, i) => ({ name: `c${i}`, type: { kind } as DataType, nullable: true })),
    { name: '_corrupt_record', type: { kind: 'string' }, nullable: true },
  ]);
  const source = {
    kind: 'files',
    format: 'csv',
    paths: [],
    options,
    session: SESSION,
  } as unknown as FilesSource;
  const rows: Value[][] = [];
  const rejected: string[] = [];
  const context = {
    rejected: (_: string, line: number, reason: string, text: string) =>
      void rejected.push(`${cuts.length > 0 ? '' : line} ${reason}: ${text}`),
    signal: new AbortController().signal,
  };
  try {
    const starts = [0, ...cuts];
    for (const [i, start] of starts.entries()) {
      const detail = { start, end: starts[i + 1] ?? null };
      for await (const batch of csvFormat.read(file, detail, data, data, source, context)) {
        const columns = batch.columns.map((column) => toValues(column));
        for (let row = 0; row < batch.length; row++) rows.push(columns.map((values) => values[row]));
      }
    }
  } catch (error) {
    return { rows: [], rejected: [], error: (error as Error).message };
  }
  return { rows, rejected, error: null };
}

/** With a limit on characters, which no field reaches, records are read byte by byte. */
const BY_BYTES = { maxcharspercolumn: '1000000' };

const TEXTS: Record<string, readonly string[]> = {
  string: [
    '',
    'a',
    'kind 11',
    'ä',
    'x y',
    'a"b',
    'back\\slash',
    'NA',
    ' lead',
    'trail ',
    "it's",
    'c:\\',
    '"',
  ],
  int: ['0', '-5', '+7', '2147483647', '2147483648', ' 5', '5 ', '1.0', '', 'NA', '12345678901234567890'],
  long: ['123456789012345678', '1234567890123456789', '9223372036854775807', '9223372036854775808', '-1', ''],
  double: [
    '1.5',
    '0.5138815753161907',
    '1e5',
    '.5',
    '5.',
    ' 2.5',
    '2.5 ',
    'NaN',
    'Inf',
    '-Inf',
    '1e400',
    '-0',
    '',
    '7d',
    '1_0',
  ],
  boolean: ['true', 'FALSE', 'yes', '', 'True '],
  date: ['2020-01-31', '2020-1-5', '2020-02-30', '', 'NA', '2020', '2020-01-31 10:00:00'],
  timestamp: ['2020-01-31 10:11:12', '2020-01-31T10:11:12.345Z', '2020-01-31', '', 'x', '10:11'],
};

function fieldOf(
  kind: string,
  dialect: { readonly sep: string; readonly quote: string; readonly escape: string },
): string {
  const text = pick(TEXTS[kind]);
  const { sep, quote, escape } = dialect;
  switch (random(12)) {
    case 0:
    case 1:
    case 2:
      return `${quote}${text.replaceAll('"', '').replaceAll('\\', '')}${quote}`;
    case 3:
      return `${quote}a${escape}${quote}${sep}b${quote}`;
    case 4:
      return random(20) === 0
        ? pick([
            `${quote}open`,
            `${quote}a${quote}b`,
            `${quote}${quote}`,
            `${quote} ${quote} `,
            `${quote}\r${quote}`,
          ])
        : text;
    default:
      return text.replaceAll(sep, '');
  }
}

test('records read in WebAssembly are those that are read byte by byte, whole and in parts', async () => {
  for (let round = 0; round < 600; round++) {
    const dialect = {
      sep: pick([',', ',', ';', '\t', '|']),
      quote: pick(['"', '"', "'"]),
      escape: pick(['\\', '\\', '"', '^', '1']),
    };
    const types = Array.from({ length: 1 + random(5) }, () => pick(TYPES));
    const line = (): string => {
      if (random(25) === 0)
        return pick(['', ' ', '\t', '#comment,x', ' # no comment', ',', `${dialect.sep}${dialect.sep}x`]);
      const width = random(15) === 0 ? random(types.length + 2) : types.length;
      return Array.from({ length: width }, (_, i) => fieldOf(types[i] ?? 'string', dialect)).join(
        dialect.sep,
      );
    };
    const ending = pick(['\n', '\n', '\r\n', '\r']);
    const count = random(8) === 0 ? 3000 : random(30);
    const odd = random(4) === 0;
    const text = Array.from(
      { length: count },
      () => line() + (odd ? pick(['\n', '\r\n', '\r', '\n\n']) : ending),
    ).join('');
    let bytes = Buffer.from(random(2) === 0 ? text : text + line());
    if (random(10) === 0) bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    if (random(10) === 0 && bytes.length > 0) bytes[random(bytes.length)] = 0xff;
    const options = {
      ...dialect,
      mode: random(12) === 0 ? 'FAILFAST' : pick(['PERMISSIVE', 'PERMISSIVE', 'DROPMALFORMED']),
      header: pick(['true', 'false']),
      ...(random(3) === 0 && { comment: '#' }),
      ...(random(3) === 0 && { nullvalue: pick(['NA', '-5', 'a']) }),
      ...(random(5) === 0 && { emptyvalue: 'EMPTY' }),
      ...(random(6) === 0 && { ignoretrailingwhitespace: 'true' }),
    };
    const cuts = random(3) === 0 && bytes.length > 10 ? [1 + random(bytes.length - 1)] : [];
    const wanted = await rowsOf(bytes, types, { ...options, ...BY_BYTES }, cuts);
    const found = await rowsOf(bytes, types, options, cuts);
    expect({ text: bytes.toString().slice(0, 500), types, options, cuts, ...found }).toEqual({
      text: bytes.toString().slice(0, 500),
      types,
      options,
      cuts,
      ...wanted,
    });
    if (cuts.length > 0 && wanted.error === null) {
      const whole = await rowsOf(bytes, types, options, []);
      expect(found.rows).toEqual(whole.rows);
    }
  }
});

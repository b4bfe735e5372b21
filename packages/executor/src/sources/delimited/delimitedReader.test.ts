import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DatasetManifest } from '@graticule/sql';
import { describeSource } from '../readers.js';
import { datasetSource, readAll } from '../testing.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graticule-delimited-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Fields = DatasetManifest['schema']['fields'];
const fields = (...words: string[]): Fields =>
  words.map((word) => {
    const [name, type] = word.split(':');
    return { name, type: `esriFieldType${type}` as Fields[number]['type'] };
  });

function source(schema: Fields, more: Partial<DatasetManifest> = {}, format = {}) {
  return datasetSource(folder, {
    format: { type: 'delimited', extension: 'csv', ...format },
    schema: { fields: schema },
    ...more,
  });
}

const write = (text: string | Uint8Array, name = 'a.csv') => writeFile(join(folder, name), text);

test('fields are typed by the manifest, and empty text is null', async () => {
  await write('a,b,c,d\n1,2.5,x,9007199254740993\n,,,\n-3,1e3,"y, z",-5\n');
  const { columns, rejected } = await readAll(
    source(fields('a:Integer', 'b:Double', 'c:String', 'd:BigInteger')),
  );
  expect(columns).toEqual({
    a: [1, null, -3],
    b: [2.5, null, 1000],
    c: ['x', null, 'y, z'],
    d: [9007199254740993n, null, -5n],
  });
  expect(rejected).toEqual([]);
});

test('quoted fields hold delimiters, line ends and doubled quotes; carriage returns and a missing last line end do not matter', async () => {
  await write('\ufeffname,n\r\n"one\r\ntwo",1\r\n"say ""hi""",2\r\n\r\n5" pipe,3');
  const { columns } = await readAll(source(fields('name:String', 'n:Integer')));
  expect(columns).toEqual({ name: ['one\r\ntwo', 'say "hi"', '5" pipe'], n: [1, 2, 3] });
});

test('bad rows are left out and reported with their line, whatever columns are asked for', async () => {
  await write('t,n\n"a\nb",1\nx,one\ny\nz,2,3\n"q"r,4\nw,99999999999\nv,7\n');
  const all = await readAll(source(fields('t:String', 'n:Integer')));
  expect(all.columns).toEqual({ t: ['a\nb', 'v'], n: [1, 7] });
  expect(all.rejected.map(({ file, line, reason }) => [file, line, reason])).toEqual([
    ['a.csv', 4, 'expected an integer (int) in n, found "one"'],
    ['a.csv', 5, 'expected 2 fields, found 1'],
    ['a.csv', 6, 'expected 2 fields, found 3'],
    ['a.csv', 7, 'text follows a closing quote; expected a delimiter or the end of the line'],
    ['a.csv', 8, 'expected an integer (int) in n, found "99999999999"'],
  ]);
  const count = await readAll(source(fields('t:String', 'n:Integer')), { columns: [] });
  expect([count.rows, count.rejected.length]).toEqual([2, 5]);
});

test('a quote that is never closed costs its own line only', async () => {
  await write('t,n\n"open,1\nb,2\n');
  const { columns, rejected } = await readAll(source(fields('t:String', 'n:Integer')));
  expect(columns.n).toEqual([2]);
  expect(rejected.map((r) => r.line)).toEqual([2]);
});

test('points and times are built from the manifest; impossible positions are rejected', async () => {
  await write(
    'lon,lat,day,at\n10,50,2020-02-29,13:30\n999.9,50,2020-01-01,00:00\n,,,\n11,51,2021-02-29,00:00\n-122.5,37.5,2020-07-01,12:00\n',
  );
  const one = source(fields('lon:Double', 'lat:Double', 'day:String', 'at:String'), {
    geometry: {
      geometryType: 'esriGeometryPoint',
      spatialReference: { wkid: 4326 },
      fields: [
        { name: 'lon', formats: ['x'] },
        { name: 'lat', formats: ['y'] },
      ],
    },
    time: {
      timeType: 'instant',
      timeReference: { timeZone: 'America/New_York' },
      fields: [
        { name: 'day', formats: ['yyyy-MM-dd'] },
        { name: 'at', formats: ['HH:mm'] },
      ],
    },
  });
  expect((await describeSource(one)).fields.slice(4)).toEqual([
    {
      name: '$geometry',
      nullable: true,
      type: expect.objectContaining({ kind: 'struct' }),
      metadata: { geometry: { type: 'point', spatialReference: { wkid: 4326 } } },
    },
    { name: '$time', nullable: true, type: { kind: 'timestamp' }, metadata: { time: { type: 'instant' } } },
  ]);
  const { columns, rejected } = await readAll(one, { columns: ['$geometry', '$time'] });
  expect(columns).toEqual({
    $geometry: [[10, 50], null, [-122.5, 37.5]],
    $time: [BigInt(Date.UTC(2020, 1, 29, 18, 30)) * 1000n, null, BigInt(Date.UTC(2020, 6, 1, 16)) * 1000n],
  });
  expect(rejected.map((r) => `${r.line} ${r.reason}`)).toEqual([
    '3 expected a longitude and a latitude in lon, lat, found "999.9", "50"',
    '5 expected a time like yyyy-MM-dd or HH:mm in day, at, found "2021-02-29", "00:00"',
  ]);
  const west = await readAll(one, {
    columns: ['lon'],
    extent: { xmin: -14000000, ymin: 4000000, xmax: -13000000, ymax: 5000000, wkid: 3857 },
  });
  expect(west.columns).toEqual({ lon: [-122.5] });
});

test('windows-1252 becomes UTF-8, and broken UTF-8 is rejected', async () => {
  await write(Buffer.from('t\nM\xfcnchen \x80\n', 'latin1'));
  expect((await readAll(source(fields('t:String'), {}, { encoding: 'windows-1252' }))).columns.t).toEqual([
    'München €',
  ]);
  const utf8 = await readAll(source(fields('t:String')));
  expect(utf8.rows).toBe(0);
  expect(utf8.rejected[0].reason).toContain('not valid UTF-8');
});

test('files of one dataset may order, add and lack columns', async () => {
  await write('a,b\n1,x\n', '1.csv');
  await write('B,extra,a\ny,?,2\n', '2.csv');
  await writeFile(join(folder, '3.csv.gz'), gzipSync('a\n3\n'));
  const { columns } = await readAll(source(fields('a:Integer', 'b:String')));
  expect(columns).toEqual({ a: [1, 2, 3], b: ['x', 'y', null] });
});

test('splits of a large file give every row once, with line numbers of the file, though quotes hold line ends', async () => {
  const rows: string[] = ['id,text'];
  let bytes = 0;
  let line = 2;
  const lines = new Map<number, number>();
  for (let id = 0; bytes < 40 << 20; id++) {
    const text = id % 3 === 0 ? `"${'line\nof ""text""\n'.repeat(id % 200)}"` : 'plain '.repeat(id % 100);
    const row = `${id % 5000 === 7 ? `bad${id}` : id},${text}`;
    if (id % 5000 === 7) lines.set(id, line);
    line += row.split('\n').length;
    bytes += row.length + 1;
    rows.push(row);
  }
  await write(rows.join('\n'));
  const { columns, rejected, splits } = await readAll(source(fields('id:Integer', 'text:String')), {
    columns: ['id'],
  });
  expect(splits).toBe(3);
  const expected = rows
    .slice(1)
    .map((_, id) => id)
    .filter((id) => id % 5000 !== 7);
  expect(columns.id).toEqual(expected);
  expect(rejected.map((r) => r.line)).toEqual([...lines.values()]);
});

const shared = fileURLToPath(new URL('../../../../../../shared/data', import.meta.url));
describe.skipIf(!existsSync(shared))('real data in ../shared/data (skipped where it is absent)', () => {
  test('storm events: as many rows as published', async () => {
    const real = datasetSource(join(shared, 'storm_events'), {
      format: { type: 'delimited', extension: 'csv' },
      schema: { fields: fields('EVENT_ID:BigInteger', 'EVENT_TYPE:String') },
    });
    const { rows, rejected } = await readAll(real);
    expect(rejected).toEqual([]);
    expect(rows).toBe(101_509);
  });
});

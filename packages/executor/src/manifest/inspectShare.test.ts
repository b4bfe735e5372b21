import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listFiles } from '../files/datasetFiles.js';
import { readAll } from '../sources/testing.js';
import { inspectShare } from './inspectShare.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graticule-share-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, text: string | Uint8Array): Promise<void> {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), text);
}

test('delimiter, encoding, types, position and time are guessed from the text', async () => {
  await put(
    'crimes/a.csv',
    Buffer.from(
      'id;code;LONGITUDE;latitude;when;big;ort\n1;007;10.5;50;2020-01-02 03:04:05;9999999999;M\xfcnchen\n',
      'latin1',
    ),
  );
  const { manifest, notes } = await inspectShare(folder);
  expect(manifest.datasets).toEqual([
    {
      name: 'crimes',
      format: {
        type: 'delimited',
        extension: 'csv',
        fieldDelimiter: ';',
        recordTerminator: '\n',
        quoteChar: '"',
        hasHeaderRow: true,
        encoding: 'windows-1252',
      },
      schema: {
        fields: [
          { name: 'id', type: 'esriFieldTypeInteger' },
          { name: 'code', type: 'esriFieldTypeString' },
          { name: 'LONGITUDE', type: 'esriFieldTypeDouble' },
          { name: 'latitude', type: 'esriFieldTypeInteger' },
          { name: 'when', type: 'esriFieldTypeDate' },
          { name: 'big', type: 'esriFieldTypeBigInteger' },
          { name: 'ort', type: 'esriFieldTypeString' },
        ],
      },
      geometry: {
        geometryType: 'esriGeometryPoint',
        spatialReference: { wkid: 4326 },
        fields: [
          { name: 'LONGITUDE', formats: ['x'] },
          { name: 'latitude', formats: ['y'] },
        ],
      },
      time: {
        timeType: 'instant',
        timeReference: { timeZone: 'UTC' },
        fields: [{ name: 'when', formats: ['yyyy-MM-dd HH:mm:ss'] }],
      },
    },
  ]);
  expect(notes).toEqual([]);
});

test('other files, drifting columns and mixed formats are noted; WKT becomes geometry', async () => {
  await put('roads/1.tsv', 'shape\tname\n"LINESTRING (0 0, 1 1)"\ta\n');
  await put('roads/2.tsv', 'name\tlanes\nb\t2\n');
  await put('roads/README.md', 'about');
  await put('top.csv', 'a\n1\n');
  await put('pictures/a.png', 'x');
  const { manifest, notes } = await inspectShare(folder);
  expect(manifest.datasets.map((d) => [d.name, d.geometry?.geometryType, d.format.fieldDelimiter])).toEqual([
    ['roads', 'esriGeometryPolyline', '\t'],
  ]);
  expect(notes).toEqual([
    'top.csv is left out: datasets are sub-folders of the share',
    'pictures/a.png is left out: its format is not supported',
    'pictures is left out: it holds no file of a supported format (csv, tsv, tab, txt, parquet, orc, geojson, geojsonl, geojsons, ndjson)',
    'roads/README.md is left out: its format is not supported',
    'roads: its files differ: shape, lanes are not in all of them and are null where absent',
  ]);
  const read = await readAll({
    kind: 'dataset',
    name: 's/roads',
    folder: join(folder, 'roads'),
    manifest: manifest.datasets[0],
  });
  expect(read.columns).toEqual({
    name: ['a', 'b'],
    lanes: [null, 2],
    $geometry: [
      [
        [
          [
            [0, 0],
            [1, 1],
          ],
        ],
      ],
      null,
    ],
  });
});

test('Parquet is described by its own types', async () => {
  const flights = new URL('../../../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url);
  await mkdir(join(folder, 'flights'));
  await cp(fileURLToPath(flights), join(folder, 'flights/flights.parquet'));
  const { manifest } = await inspectShare(folder);
  expect(manifest.datasets[0]).toEqual({
    name: 'flights',
    format: { type: 'parquet', extension: 'parquet' },
    schema: {
      fields: [
        { name: 'date', type: 'esriFieldTypeDate' },
        { name: 'delay', type: 'esriFieldTypeBigInteger' },
        { name: 'distance', type: 'esriFieldTypeBigInteger' },
        { name: 'origin', type: 'esriFieldTypeString' },
        { name: 'destination', type: 'esriFieldTypeString' },
      ],
    },
    time: {
      timeType: 'instant',
      timeReference: { timeZone: 'UTC' },
      fields: [{ name: 'date', formats: [] }],
    },
  });
});

const shared = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
describe.skipIf(!existsSync(shared))('real data in ../shared/data (skipped where it is absent)', () => {
  test('every guessed dataset can be read whole, and its rows and rejections add up to the published numbers', async () => {
    const { manifest } = await inspectShare(shared);
    const counts: Record<string, [number, number]> = {};
    for (const dataset of manifest.datasets) {
      const source = {
        kind: 'dataset' as const,
        name: dataset.name,
        folder: join(shared, dataset.name),
        manifest: dataset,
      };
      const { rows, rejected } = await readAll(source);
      const count = await readAll(source, { columns: [] });
      expect([dataset.name, count.rows]).toEqual([dataset.name, rows]);
      counts[dataset.name] = [rows, rejected.length];
    }
    expect(counts).toEqual({
      // 722 crashes have the sentinels 77.7777, 88.8888 or 99.9999 for a position.
      fars_crashes: [91_702, 722],
      hurricanes: [80_888, 0],
      liverpool_bus: [1_533, 0],
      // Points, lines and areas in one folder: all rows are read, 3,731 have a geometry that is no point.
      natural_earth: [5_704, 3_731],
      ourairports: [59_441, 0],
      storm_events: [101_509, 0],
      storm_events_raw_1995: [20_461, 0],
      us_counties: [3_220, 0],
      white_storks: [101_454, 0],
    });
  }, 60_000);

  test('GeoParquet says its own geometry and coordinate system', async () => {
    await mkdir(join(folder, 'counties'));
    await cp(join(shared, 'us_counties/us_counties_2017.parquet'), join(folder, 'counties/c.parquet'));
    const { manifest } = await inspectShare(folder);
    const [counties] = manifest.datasets;
    expect(counties.geometry).toEqual({
      geometryType: 'esriGeometryPolygon',
      spatialReference: { wkid: 4326 },
      fields: [{ name: 'geometry', formats: ['WKB'] }],
    });
    const source = {
      kind: 'dataset' as const,
      name: 's/c',
      folder: join(folder, 'counties'),
      manifest: counties,
    };
    const extent = { xmin: -104.99, ymin: 39.74, xmax: -104.99, ymax: 39.74, wkid: 4326 };
    expect((await readAll(source, { columns: ['GEOID'], extent })).columns).toEqual({ GEOID: ['08031'] });
  });
});

test('links that lead nowhere are left out with a note, links that lead back are not followed', async () => {
  await put('ships/a.csv', 'id\n1\n');
  await put('broken/a.csv', 'id\n1\n');
  await symlink(join(folder, 'nowhere'), join(folder, 'gone'));
  await symlink(join(folder, 'nowhere'), join(folder, 'broken', 'gone.csv'));
  await symlink(join(folder, 'ships'), join(folder, 'ships', 'again'));
  const { manifest, notes } = await inspectShare(folder);
  expect(manifest.datasets.map((dataset) => dataset.name)).toEqual(['ships']);
  expect(notes).toEqual([
    expect.stringMatching(/^gone is left out: ENOENT/),
    expect.stringMatching(/^broken is left out: ENOENT.*gone\.csv/),
  ]);
  expect(await listFiles(join(folder, 'ships'))).toMatchObject([{ name: 'a.csv' }]);
});

test('UTF-16 is not guessed as something else', async () => {
  await put('wide/a.csv', Buffer.from('\ufeffid,name\n1,x\n', 'utf16le'));
  const { manifest, notes } = await inspectShare(folder);
  expect(manifest.datasets).toEqual([]);
  expect(notes).toEqual(['wide is left out: a.csv: UTF-16 text is not supported; convert it to UTF-8']);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectShare } from '../../manifest/inspectShare.js';
import { datasetSource, readAll } from '../testing.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graticule-geojson-'));
  mkdirSync(join(folder, 'data'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const point = (x: number, y: number, properties: object) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: [x, y] },
});
const FEATURES = [
  point(8.5, 47.4, { name: 'Zürich "}{"', n: 1, d: 1.5 }),
  { type: 'Feature', properties: { name: null, n: 3000000000 }, geometry: null },
  point(-1, 51, { name: 'x', n: 2, d: 2, features: [1], extra: { a: [] } }),
];

/** Writes a file and reads it as the guessed manifest says. */
async function readBack(name: string, content: string | Buffer) {
  writeFileSync(join(folder, 'data', name), content);
  const { manifest } = await inspectShare(folder);
  return readAll(datasetSource(join(folder, 'data'), manifest.datasets[0]));
}

const EXPECTED = {
  name: ['Zürich "}{"', null, 'x'],
  n: [1n, 3000000000n, 2n],
  d: [1.5, null, 2],
  features: [null, null, '[1]'],
  extra: [null, null, '{"a":[]}'],
  $geometry: [[8.5, 47.4], null, [-1, 51]],
};

describe('GeoJSON', () => {
  it('is read from a feature collection, whatever stands around the features', async () => {
    const collection = {
      type: 'FeatureCollection',
      name: 'features',
      crs: { a: [{}] },
      features: FEATURES,
      bbox: [1],
      more: { x: {} },
    };
    expect((await readBack('a.geojson', JSON.stringify(collection, null, 2))).columns).toEqual(EXPECTED);
  });

  it('is read from features that follow each other, packed or not', async () => {
    const lines = FEATURES.map((feature) => JSON.stringify(feature)).join('\n\u001e');
    expect((await readBack('a.geojsonl', lines)).columns).toEqual(EXPECTED);
    rmSync(join(folder, 'data', 'a.geojsonl'));
    expect((await readBack('a.geojsonl.gz', gzipSync(lines))).columns).toEqual(EXPECTED);
  });

  it('has the same rows wherever the file is cut into chunks', async () => {
    const many = Array.from({ length: 30_000 }, (_, i) =>
      point(i % 180, 0, { id: i, text: '\\"{['.repeat(i % 7) }),
    );
    const { columns, rows } = await readBack(
      'a.geojson',
      JSON.stringify({ type: 'FeatureCollection', features: many }),
    );
    expect(rows).toBe(30_000);
    expect(columns.id).toEqual(many.map((_, i) => i));
    expect(columns.text).toEqual(many.map((_, i) => '\\"{['.repeat(i % 7)));
  });

  it('leaves out features that are not as the manifest says and reports them with their number', async () => {
    writeFileSync(
      join(folder, 'data', 'a.geojson'),
      FEATURES.map((feature) => JSON.stringify(feature)).join('\n'),
    );
    const manifest = (await inspectShare(folder)).manifest.datasets[0];
    writeFileSync(
      join(folder, 'data', 'a.geojson'),
      [point(0, 0, { n: 1 }), point(0, 0, { n: 'one' }), { type: 'Point' }]
        .map((one) => JSON.stringify(one))
        .join('\n') + '\n{bad}',
    );
    const { rows, rejected } = await readAll(datasetSource(join(folder, 'data'), manifest));
    expect(rows).toBe(1);
    expect(rejected.map(({ line, reason }) => [line, reason.split(':')[0]])).toEqual([
      [2, 'expected long in n, found "one"'],
      [3, 'expected a Feature, found "Point"'],
      [4, 'it is not JSON'],
    ]);
  });

  it('that is cut off is an error', async () => {
    await readBack('a.geojson', JSON.stringify(FEATURES[0]));
    const manifest = (await inspectShare(folder)).manifest.datasets[0];
    writeFileSync(join(folder, 'data', 'a.geojson'), JSON.stringify({ features: FEATURES }).slice(0, -5));
    await expect(readAll(datasetSource(join(folder, 'data'), manifest))).rejects.toThrow('it is cut off');
  });
});

import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeSource } from '../readers.js';
import { datasetSource, readAll } from '../testing.js';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const flights = join(root, 'node_modules/vega-datasets/data/flights-3m.parquet');
const shared = join(root, '../shared/data');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graticule-parquet-'));
  await cp(flights, join(folder, 'flights.parquet'));
});
afterAll(() => rm(folder, { recursive: true }));

const plain = () =>
  datasetSource(folder, { format: { type: 'parquet', extension: 'parquet' }, schema: { fields: [] } });

describe('flights of vega-datasets, 3 million rows in 11 row groups and more', () => {
  test('the schema is the file’s own', async () => {
    const { fields } = await describeSource(plain());
    expect(fields.map((f) => `${f.name} ${f.type.kind}`)).toEqual([
      'date timestamp',
      'delay long',
      'distance long',
      'origin string',
      'destination string',
    ]);
  });

  test('only requested columns come, every row once, strings by dictionary', async () => {
    const { rows, batches } = await readAll(plain(), { columns: ['origin', 'delay'] });
    expect(rows).toBe(3_000_000);
    expect(batches[0].schema.fields.map((f) => f.name)).toEqual(['origin', 'delay']);
    expect(batches.every((b) => b.columns[0].layout === 'dictionary' && b.length <= 65_536)).toBe(true);
  });

  test('counting reads no column', async () => {
    const { rows, batches } = await readAll(plain(), { columns: [] });
    expect(rows).toBe(3_000_000);
    expect(batches[0].columns).toEqual([]);
  });
});

test('an unknown column is named with the ones there are', async () => {
  await expect(readAll(plain(), { columns: ['velocity'] })).rejects.toThrow(
    'share/data has no field velocity; its fields are date, delay, distance, origin, destination',
  );
});

describe.skipIf(!existsSync(shared))('real data in ../shared/data (skipped where it is absent)', () => {
  test('counties of GeoParquet become polygons with their spatial reference', async () => {
    const source = datasetSource(join(shared, 'us_counties'), {
      format: { type: 'parquet', extension: 'parquet' },
      schema: { fields: [] },
      geometry: {
        geometryType: 'esriGeometryPolygon',
        spatialReference: { wkid: 4269 },
        fields: [{ name: 'geometry', formats: ['WKB'] }],
      },
    });
    const { rows, batches } = await readAll(source, { columns: ['$geometry'] });
    expect(rows).toBe(3220);
    expect(batches[0].schema.fields[0].metadata).toEqual({
      geometry: { type: 'polygon', spatialReference: { wkid: 4269 } },
    });
    const near = await readAll(source, {
      columns: ['$geometry'],
      extent: { xmin: -104.9, ymin: 39.7, xmax: -104.9, ymax: 39.7, wkid: 4269 },
    });
    expect(near.rows).toBe(1);
  });
});

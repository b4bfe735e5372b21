import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  BINARY,
  BOOLEAN,
  DATE,
  DOUBLE,
  INT,
  LONG,
  STRING,
  TIMESTAMP,
  decimalType,
  field,
  fromValues,
  structType,
  type Batch,
  type DataType,
  type Value,
} from '@graticule/columnar';
import { geometryMetadata, geometryType } from '@graticule/geoanalytics';
import type { LayerSource } from '@graticule/sql';
import { writeFlatgeobuf } from '../../sinks/flatgeobuf/flatgeobufWriter.js';
import { describeSource } from '../readers.js';
import { readAll } from '../testing.js';

let folder: string;
let source: LayerSource;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graticule-layer-'));
  source = { kind: 'layer', name: 'layer', path: join(folder, 'layer.fgb') };
});
afterEach(() => rm(folder, { recursive: true }));

function table(columns: Record<string, [DataType, Value[]]>, wkid = 4326): Batch {
  const fields = Object.entries(columns).map(([name, [type]]) => {
    const kind = JSON.stringify(type).includes('rings') ? 'polygon' : 'point';
    return field(name, type, true, name === '$geometry' ? geometryMetadata(kind, { wkid }) : undefined);
  });
  const values = Object.values(columns).map(([type, rows]) => fromValues(type, rows));
  return { schema: structType(fields), length: values[0].length, columns: values };
}

test('what is written is read back with types, nulls and metadata, OBJECTID first', async () => {
  const columns: Record<string, [DataType, Value[]]> = {
    flag: [BOOLEAN, [true, null, false]],
    big: [LONG, [9007199254740993n, null, -1n]],
    price: [decimalType(12, 2), [-123456789n, null, 5n]],
    name: [STRING, ['Zürich', null, '']],
    at: [TIMESTAMP, [1234567890123456n, null, -1n]],
    day: [DATE, [18262, null, -1]],
    raw: [BINARY, [Uint8Array.of(1, 2), null, Uint8Array.of(0)]],
    objectid: [INT, [7, 8, 9]],
  };
  const batch = table(columns);
  await writeFlatgeobuf(source.path, 'layer', batch.schema, [batch]);
  const { fields } = await describeSource(source);
  expect(fields.map((f) => f.name)).toEqual([
    'OBJECTID',
    'flag',
    'big',
    'price',
    'name',
    'at',
    'day',
    'raw',
    'OBJECTID_1',
  ]);
  expect(fields[3].type).toEqual(decimalType(12, 2));
  const read = await readAll(source);
  const { objectid, ...others } = columns;
  expect(read.columns).toEqual({
    OBJECTID: [1n, 2n, 3n],
    ...Object.fromEntries(Object.entries(others).map(([name, [, values]]) => [name, values])),
    OBJECTID_1: objectid[1],
  });
});

test('an extent finds exactly the points of a brute force, in either coordinate system, whatever the columns', async () => {
  const points: Value[] = [];
  for (let i = 0; i < 200_000; i++) {
    points.push(
      i % 1000 === 5 ? null : [((i * 7919) % 36000) / 100 - 180, ((i * 104729) % 17000) / 100 - 85],
    );
  }
  const batch = table({ id: [INT, points.map((_, i) => i)], $geometry: [geometryType('point'), points] });
  await writeFlatgeobuf(source.path, 'layer', batch.schema, [batch]);
  const box = { xmin: -10, ymin: 35, xmax: 12.34, ymax: 60 };
  const expected = points.flatMap((point, id) => {
    if (!Array.isArray(point)) return [];
    const [x, y] = point as number[];
    return x >= box.xmin && x <= box.xmax && y >= box.ymin && y <= box.ymax ? [id] : [];
  });
  const ids = async (extent: typeof box & { wkid: number }) => {
    const { columns } = await readAll(source, { columns: ['id'], extent });
    return (columns.id as number[]).sort((a, b) => a - b);
  };
  expect(await ids({ ...box, wkid: 4326 })).toEqual(expected);
  const mercator = (lon: number, lat: number) => [
    (lon * Math.PI * 6378137) / 180,
    6378137 * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)),
  ];
  const [xmin, ymin] = mercator(box.xmin - 1e-7, box.ymin - 1e-7);
  const [xmax, ymax] = mercator(box.xmax + 1e-7, box.ymax + 1e-7);
  expect(await ids({ xmin, ymin, xmax, ymax, wkid: 3857 })).toEqual(expected);
  const all = await readAll(source, { columns: ['OBJECTID'] });
  expect(all.splits).toBe(4);
  expect(all.columns.OBJECTID).toEqual(points.map((_, i) => BigInt(i + 1)));
});

test('null geometry comes back as null and is outside every extent; polygons keep their rings', async () => {
  const ring = [
    [0, 0],
    [0, 2],
    [2, 2],
    [0, 0],
  ];
  const batch = table({ n: [DOUBLE, [1, 2]], $geometry: [geometryType('polygon'), [null, [[ring]]]] });
  await writeFlatgeobuf(source.path, 'layer', batch.schema, [batch]);
  const { columns } = await readAll(source);
  expect(columns.$geometry).toEqual([[[ring]], null]);
  const near = await readAll(source, { extent: { xmin: 1.5, ymin: 0, xmax: 2, ymax: 0.5, wkid: 4326 } });
  expect(near.rows).toBe(0);
  expect((await readAll(source, { columns: [] })).rows).toBe(2);
});

test('a missing file and a file of something else are told apart', async () => {
  await expect(describeSource(source)).rejects.toThrow('layer layer: its file is missing');
  const other = { ...source, path: fileURLToPath(import.meta.url) };
  await expect(describeSource(other)).rejects.toThrow('layer layer: its file is not FlatGeobuf version 3');
});

const shared = fileURLToPath(new URL('../../../../../../shared/data', import.meta.url));
describe.skipIf(!existsSync(shared))('real data in ../shared/data (skipped where it is absent)', () => {
  test('counties written by GDAL are read, all and by extent', async () => {
    const counties: LayerSource = {
      kind: 'layer',
      name: 'counties',
      path: join(shared, 'us_counties/us_counties_2017.fgb'),
    };
    expect((await readAll(counties, { columns: ['GEOID', '$geometry'] })).rows).toBe(3220);
    const extent = { xmin: -104.99, ymin: 39.74, xmax: -104.99, ymax: 39.74, wkid: 4326 };
    expect((await readAll(counties, { columns: ['GEOID'], extent })).columns.GEOID).toEqual(['08031']);
  });
});

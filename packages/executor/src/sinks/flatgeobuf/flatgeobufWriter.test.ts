import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geojson } from 'flatgeobuf';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  BINARY,
  BOOLEAN,
  BYTE,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  SHORT,
  STRING,
  TIMESTAMP,
  arrayType,
  decimalType,
  field,
  fromValues,
  structType,
  type Batch,
  type DataType,
  type Value,
} from '@graticule/columnar';
import { geometryMetadata, geometryType, type GeometryKind } from '@graticule/geoanalytics';
import { writeFlatgeobuf } from './flatgeobufWriter.js';

let folder: string;
let path: string;
beforeEach(async () => {
  vi.spyOn(console, 'debug').mockImplementation(() => {});
  folder = await mkdtemp(join(tmpdir(), 'graticule-flatgeobuf-'));
  path = join(folder, 'layer.fgb');
});
afterEach(() => rm(folder, { recursive: true }));

function batchOf(columns: Record<string, [DataType, Value[]]>, kind?: GeometryKind): Batch {
  const fields = Object.entries(columns).map(([name, [type]]) =>
    field(
      name,
      type,
      true,
      name === '$geometry' && kind ? geometryMetadata(kind, { wkid: 4326 }) : undefined,
    ),
  );
  const values = Object.values(columns).map(([type, rows]) => fromValues(type, rows));
  return { schema: structType(fields), length: values[0].length, columns: values };
}

async function features(rect?: { minX: number; minY: number; maxX: number; maxY: number }) {
  const bytes = new Uint8Array(await readFile(path));
  const found: {
    geometry: { type: string; coordinates: unknown } | null;
    properties: Record<string, unknown>;
  }[] = [];
  for await (const feature of geojson.deserialize(bytes, { rect } as never)) found.push(feature as never);
  return found;
}

/** A seeded generator of numbers in [0, 1). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function randomPoints(count: number): Value[] {
  const next = random(7);
  return Array.from({ length: count }, () => [next() * 360 - 180, Math.round(next() * 9) * 20 - 90]);
}

describe('as the flatgeobuf package reads it', () => {
  test('points come with their attributes, and a search by rectangle finds what a scan of all finds', async () => {
    const points = randomPoints(2000);
    const batch = batchOf(
      { id: [INT, points.map((_, i) => i)], $geometry: [geometryType('point'), points] },
      'point',
    );
    const written = await writeFlatgeobuf(path, 'points', batch.schema, [batch]);
    expect(written.count).toBe(2000);
    const all = await features();
    expect(all.map((f) => f.properties.id).sort((a, b) => Number(a) - Number(b))).toEqual(
      points.map((_, i) => i),
    );
    for (const { geometry, properties } of all) {
      const point = points[properties.id as number];
      expect(geometry?.coordinates).toEqual(point);
    }
    const rect = { minX: -20, minY: -30, maxX: 60, maxY: 30 };
    const inside = points.flatMap((p, id) => {
      if (!Array.isArray(p)) return [];
      const [x, y] = p as number[];
      return x >= rect.minX && x <= rect.maxX && y >= rect.minY && y <= rect.maxY ? [id] : [];
    });
    const hits = (await features(rect)).map((f) => f.properties.id as number);
    expect(hits.sort((a, b) => a - b)).toEqual(inside);
  });

  test('holes belong to the ring around them, rings are closed, lines and multipoints keep their parts', async () => {
    const square = (x: number, y: number, size: number) => [
      [x, y],
      [x, y + size],
      [x + size, y + size],
      [x + size, y],
      [x, y],
    ];
    const hole = [...square(31, 1, 2)].reverse();
    const rings = [square(0, 0, 10), square(30, 0, 10).slice(0, 4), hole];
    const polygon = batchOf({ $geometry: [geometryType('polygon'), [[rings]]] }, 'polygon');
    await writeFlatgeobuf(path, 'polygons', polygon.schema, [polygon]);
    expect((await features())[0].geometry).toEqual({
      type: 'MultiPolygon',
      coordinates: [[square(0, 0, 10)], [square(30, 0, 10), hole]],
    });
    const paths = [
      [
        [0, 0],
        [1, 1],
      ],
      [
        [5, 5],
        [6, 6],
        [7, 5],
      ],
    ];
    const line = batchOf({ $geometry: [geometryType('polyline'), [[paths]]] }, 'polyline');
    await writeFlatgeobuf(path, 'lines', line.schema, [line]);
    expect((await features())[0].geometry).toEqual({ type: 'MultiLineString', coordinates: paths });
    const dots = batchOf({ $geometry: [geometryType('multipoint'), [[paths[1]]]] }, 'multipoint');
    await writeFlatgeobuf(path, 'dots', dots.schema, [dots]);
    expect((await features())[0].geometry).toEqual({ type: 'MultiPoint', coordinates: paths[1] });
  });

  test('every attribute type is there, nulls are left out', async () => {
    const batch = batchOf({
      b: [BOOLEAN, [true, null]],
      i8: [BYTE, [-8, null]],
      i16: [SHORT, [-1600, null]],
      i32: [INT, [-320000, null]],
      i64: [LONG, [-64000000000n, null]],
      f: [FLOAT, [0.5, null]],
      d: [DOUBLE, [0.1, null]],
      dec: [decimalType(10, 2), [-12345n, null]],
      s: [STRING, ['Zürich', null]],
      t: [TIMESTAMP, [-1n, null]],
      day: [DATE, [-1, null]],
      bin: [BINARY, [Uint8Array.of(1, 2), null]],
      $geometry: [
        geometryType('point'),
        [
          [1, 2],
          [3, 4],
        ],
      ],
    });
    await writeFlatgeobuf(path, 'table', batch.schema, [batch]);
    const [first, second] = (await features()).sort((one) => ('b' in one.properties ? -1 : 1));
    expect(first.properties).toMatchObject({
      b: true,
      i8: -8,
      i16: -1600,
      i32: -320000,
      f: 0.5,
      d: 0.1,
      dec: -123.45,
      s: 'Zürich',
      t: '1969-12-31T23:59:59.999999Z',
      day: '1969-12-31',
    });
    expect(Number(first.properties.i64)).toBe(-64000000000);
    expect(second.properties).toEqual({});
  });
});

test('the file depends on the rows, not on their order or batches', async () => {
  const points = randomPoints(500);
  const rows = points.map((point, id) => ({ point, id: id % 100 }));
  const of = (list: typeof rows) =>
    batchOf(
      { id: [INT, list.map((r) => r.id)], $geometry: [geometryType('point'), list.map((r) => r.point)] },
      'point',
    );
  const one = of(rows);
  await writeFlatgeobuf(path, 'same', one.schema, [one]);
  const first = await readFile(path);
  const reversed = [...rows].reverse();
  await writeFlatgeobuf(path, 'same', one.schema, [of(reversed.slice(0, 123)), of(reversed.slice(123))]);
  expect((await readFile(path)).equals(first)).toBe(true);
  expect(await readdir(folder)).toEqual(['layer.fgb']);
});

test('nested columns are rejected by name and nothing is left behind', async () => {
  const batch = batchOf({ tags: [arrayType(STRING), [['a']]] });
  await expect(writeFlatgeobuf(path, 'x', batch.schema, [batch])).rejects.toThrow(
    'column tags of type array cannot be written to a layer',
  );
  expect(await readdir(folder)).toEqual([]);
});

test('a layer without rows is a valid file', async () => {
  const batch = batchOf({ $geometry: [geometryType('point'), []] }, 'point');
  expect(await writeFlatgeobuf(path, 'empty', batch.schema, [batch])).toMatchObject({
    count: 0,
    extent: null,
  });
  expect(await features()).toEqual([]);
});

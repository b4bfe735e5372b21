import {
  arrayType,
  BINARY,
  BOOLEAN,
  DATE,
  decimalType,
  DOUBLE,
  field,
  fromValues,
  LONG,
  STRING,
  structType,
  TIMESTAMP,
  type Batch,
  type Field,
  type StructType,
  type Value,
} from '@graticule/columnar';
import { describe, expect, test } from 'vitest';
import { attributeReader } from './attributeValue.js';
import { esriFeatures } from './esriJson.js';
import { geoJsonFeatures } from './geoJson.js';
import { geometryExtent } from './geometryExtent.js';
import { jsonText } from './jsonText.js';
import { groupRings, type Ring } from './ringRoles.js';

const XY = { hasZ: false, hasM: false };
const POINT = structType([field('x', DOUBLE), field('y', DOUBLE)]);
const VERTEX = arrayType(DOUBLE);
const POLYLINE = structType([field('paths', arrayType(arrayType(VERTEX)))]);
const POLYGON = structType([field('rings', arrayType(arrayType(VERTEX)))]);
const MULTIPOINT = structType([field('points', arrayType(VERTEX))]);

function batchOf(columns: readonly (readonly [Field, readonly Value[]])[]): Batch {
  return {
    schema: structType(columns.map(([attribute]) => attribute)),
    length: columns[0][1].length,
    columns: columns.map(([attribute, values]) => fromValues(attribute.type, values)),
  };
}

function withGeometry(type: StructType, values: readonly Value[]): Batch {
  const ids = values.map((_value, index) => BigInt(index + 1));
  return batchOf([
    [field('OBJECTID', LONG), ids],
    [field('$geometry', type), values],
  ]);
}

function square(x: number, y: number, size: number, clockwise: boolean): number[][] {
  const ring = [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ];
  return clockwise ? ring.reverse() : ring;
}

describe('attributes', () => {
  test('every type of value has its JSON form, and null stays null', () => {
    const read = (type: Field['type'], value: Value): unknown[] => {
      const reader = attributeReader(fromValues(type, [value, null]), true);
      return [reader(0), reader(1)];
    };
    expect(read(STRING, '\ufeffGrüße')).toEqual(['\ufeffGrüße', null]);
    expect(read(BOOLEAN, true)).toEqual([1, null]);
    expect(read(LONG, 9007199254740991n)).toEqual([9007199254740991, null]);
    expect(read(LONG, -9007199254740993n)).toEqual([-9007199254740993n, null]);
    expect(read(DOUBLE, -0.1)).toEqual([-0.1, null]);
    expect(read(DOUBLE, NaN)).toEqual([null, null]);
    expect(read(DOUBLE, Infinity)).toEqual([null, null]);
    expect(read(decimalType(30, 2), 12345n)).toEqual([123.45, null]);
    expect(read(decimalType(30, 20), -1n)).toEqual([-1e-20, null]);
    // 2020-02-29 is day 18321.
    expect(read(DATE, 18321)).toEqual([Date.UTC(2020, 1, 29), null]);
    expect(read(TIMESTAMP, 1_500_000n)).toEqual([1500, null]);
    expect(read(TIMESTAMP, -1n)).toEqual([-1, null]);
    expect(read(BINARY, new Uint8Array([255, 0]))).toEqual(['/wA=', null]);
  });

  test('GeoJSON keeps booleans', () => {
    expect(attributeReader(fromValues(BOOLEAN, [false]), false)(0)).toBe(false);
  });

  test('integers beyond 2^53 are written with all their digits, and text that looks like one stays text', () => {
    expect(jsonText({ a: 9007199254740993n, b: '9007199254740993', c: [-1n] })).toBe(
      '{"a":9007199254740993,"b":"9007199254740993","c":[-1]}',
    );
  });
});

describe('points', () => {
  const batch = withGeometry(POINT, [[1.5, -2], null, [null, 3], [NaN, NaN]]);

  test('Esri JSON has x and y, and null for a null point or one without coordinates', () => {
    expect(esriFeatures(batch, ['OBJECTID'], XY, 10)).toEqual([
      { attributes: { OBJECTID: 1 }, geometry: { x: 1.5, y: -2 } },
      { attributes: { OBJECTID: 2 }, geometry: null },
      { attributes: { OBJECTID: 3 }, geometry: null },
      { attributes: { OBJECTID: 4 }, geometry: null },
    ]);
  });

  test('GeoJSON has the object id as id whether or not it is asked for as attribute', () => {
    expect(geoJsonFeatures(batch, [], XY, 2)).toEqual([
      { type: 'Feature', id: 1, geometry: { type: 'Point', coordinates: [1.5, -2] }, properties: {} },
      { type: 'Feature', id: 2, geometry: null, properties: {} },
    ]);
  });

  test('z and m follow x and y as the layer says', () => {
    const zm = structType([field('x', DOUBLE), field('y', DOUBLE), field('z', DOUBLE), field('m', DOUBLE)]);
    const solid = withGeometry(zm, [[1, 2, 3, 4]]);
    const flags = { hasZ: true, hasM: true };
    expect(esriFeatures(solid, [], flags, 1)[0].geometry).toEqual({ x: 1, y: 2, z: 3, m: 4 });
    expect(geoJsonFeatures(solid, [], flags, 1)[0].geometry?.coordinates).toEqual([1, 2, 3]);
  });
});

describe('lines and multipoints', () => {
  const paths = [
    [
      [0, 0],
      [1, 1],
    ],
    [
      [5, 5],
      [6, 5],
      [7, 5],
    ],
  ];

  test('paths keep their order and direction', () => {
    const batch = withGeometry(POLYLINE, [[paths], [[paths[0]]], [[]]]);
    expect(esriFeatures(batch, [], XY, 3).map((feature) => feature.geometry)).toEqual([
      { paths },
      { paths: [paths[0]] },
      { paths: [] },
    ]);
    expect(geoJsonFeatures(batch, [], XY, 3).map((feature) => feature.geometry)).toEqual([
      { type: 'MultiLineString', coordinates: paths },
      { type: 'LineString', coordinates: paths[0] },
      { type: 'MultiLineString', coordinates: [] },
    ]);
  });

  test('points of a multipoint keep their order', () => {
    const batch = withGeometry(MULTIPOINT, [[paths[1]]]);
    expect(esriFeatures(batch, [], XY, 1)[0].geometry).toEqual({ points: paths[1] });
    expect(geoJsonFeatures(batch, [], XY, 1)[0].geometry).toEqual({
      type: 'MultiPoint',
      coordinates: paths[1],
    });
  });
});

describe('polygons', () => {
  test('outer rings are clockwise and holes not in Esri JSON, the reverse in GeoJSON, whatever the source has', () => {
    for (const outerClockwise of [true, false]) {
      for (const holeClockwise of [true, false]) {
        const rings = [square(0, 0, 10, outerClockwise), square(2, 2, 3, holeClockwise)];
        const batch = withGeometry(POLYGON, [[rings]]);
        expect(esriFeatures(batch, [], XY, 1)[0].geometry).toEqual({
          rings: [square(0, 0, 10, true), square(2, 2, 3, false)],
        });
        expect(geoJsonFeatures(batch, [], XY, 1)[0].geometry).toEqual({
          type: 'Polygon',
          coordinates: [square(0, 0, 10, false), square(2, 2, 3, true)],
        });
      }
    }
  });

  test('an island in a lake is an outer ring again and every hole follows its own outer ring', () => {
    const lake = square(2, 2, 6, false);
    const mainland = square(0, 0, 10, false);
    const island = square(3, 3, 3, false);
    const pond = square(4, 4, 1, false);
    const elsewhere = square(20, 0, 5, false);
    const rings = [pond, lake, elsewhere, island, mainland];
    const batch = withGeometry(POLYGON, [[rings]]);
    expect(geoJsonFeatures(batch, [], XY, 1)[0].geometry).toEqual({
      type: 'MultiPolygon',
      coordinates: [[elsewhere], [island, square(4, 4, 1, true)], [mainland, square(2, 2, 6, true)]],
    });
  });

  test('a hole that touches its outer ring in every vertex is still a hole, and neighbours that share an edge are not', () => {
    const outer = square(0, 0, 2, false);
    const diamond: Ring = [
      [1, 0],
      [2, 1],
      [1, 2],
      [0, 1],
      [1, 0],
    ];
    expect(groupRings([diamond, outer])).toEqual([{ outer, holes: [diamond] }]);
    const neighbour = square(2, 0, 2, false);
    expect(groupRings([outer, neighbour]).map((group) => group.holes.length)).toEqual([0, 0]);
  });

  test('far from the origin the direction is still found', () => {
    const ring = square(2e7, 2e7, 1e-3, false);
    const batch = withGeometry(POLYGON, [[[ring]]]);
    expect(esriFeatures(batch, [], XY, 1)[0].geometry).toEqual({ rings: [[...ring].reverse()] });
  });

  test('an empty polygon has no rings and a null one no geometry', () => {
    const batch = withGeometry(POLYGON, [[[]], null]);
    expect(esriFeatures(batch, [], XY, 2).map((feature) => feature.geometry)).toEqual([{ rings: [] }, null]);
    expect(geoJsonFeatures(batch, [], XY, 2).map((feature) => feature.geometry)).toEqual([
      { type: 'MultiPolygon', coordinates: [] },
      null,
    ]);
  });

  test('random nested squares are grouped as a brute-force count of containing squares says', () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 50; round++) {
      const squares: { x: number; y: number; size: number }[] = [];
      const split = (x: number, y: number, size: number, depth: number): void => {
        squares.push({ x, y, size });
        if (depth === 0) return;
        for (const [dx, dy] of [
          [0.05, 0.05],
          [0.55, 0.05],
          [0.05, 0.55],
        ]) {
          if (random() < 0.6) split(x + dx * size, y + dy * size, size * 0.4, depth - 1);
        }
      };
      split(random() * 10, random() * 10, 100, 3);
      const shuffled = squares.map((value) => ({ value, key: random() })).sort((a, b) => a.key - b.key);
      const rings = shuffled.map(({ value }) => square(value.x, value.y, value.size, random() < 0.5));
      const depth = shuffled.map(
        ({ value: a }) =>
          shuffled.filter(
            ({ value: b }) =>
              b !== a && b.x < a.x && b.y < a.y && b.x + b.size > a.x + a.size && b.y + b.size > a.y + a.size,
          ).length,
      );
      const groups = groupRings(rings);
      expect(groups.map((group) => group.outer)).toEqual(rings.filter((_ring, i) => depth[i] % 2 === 0));
      const holes = groups.flatMap((group) => group.holes);
      expect(new Set(holes)).toEqual(new Set(rings.filter((_ring, i) => depth[i] % 2 === 1)));
    }
  });
});

test('the extent covers all geometries of all batches and is null without any', async () => {
  const polygons = withGeometry(POLYGON, [[[square(-1, 2, 3, true)]], null, [[]]]);
  const points = withGeometry(POINT, [[7, -4]]);
  expect(await geometryExtent([polygons])).toEqual({ xmin: -1, ymin: 2, xmax: 2, ymax: 5 });
  expect(await geometryExtent([points])).toEqual({ xmin: 7, ymin: -4, xmax: 7, ymax: -4 });
  expect(await geometryExtent([withGeometry(POINT, [null])])).toBeNull();
});

import { readFileSync } from 'node:fs';
import { STRING, fromValues } from '@graticule/columnar';
import { describe, expect, it } from 'vitest';
import { decodeGeometries } from '../geometry/encodedGeometry.js';
import type { GeometryKind } from '../geometry/kind.js';
import { intersectsExtent } from './intersectsExtent.js';

/** Made by bench/oracles/intersects_extent.py with shapely: [wkt, xmin, ymin, xmax, ymax, answer]. */
const oracle: [string, number, number, number, number, boolean][] = JSON.parse(
  readFileSync(new URL('./fixtures/intersectsExtent.json', import.meta.url), 'utf8'),
);

function test(kind: GeometryKind, wkt: string | null, extent: [number, number, number, number]): number {
  const { column, rejected } = decodeGeometries('WKT', fromValues(STRING, [wkt]), kind);
  expect(rejected).toEqual([]);
  const [xmin, ymin, xmax, ymax] = extent;
  return intersectsExtent(column, { xmin, ymin, xmax, ymax })[0];
}

describe('intersectsExtent', () => {
  it('agrees with shapely for points, lines and polygons that often just touch', () => {
    const kinds: [string, GeometryKind][] = [
      ['POINT', 'point'],
      ['MULTIPOINT', 'multipoint'],
      ['LINESTRING', 'polyline'],
      ['POLYGON', 'polygon'],
    ];
    const wrong = oracle.filter(([wkt, xmin, ymin, xmax, ymax, answer]) => {
      const kind = kinds.find(([word]) => wkt.startsWith(`${word} `))![1];
      return test(kind, wkt, [xmin, ymin, xmax, ymax]) !== Number(answer);
    });
    expect(wrong).toEqual([]);
  });

  it('takes a box wholly inside a polygon, and not one wholly inside its hole', () => {
    const polygon = 'POLYGON ((0 0, 0 90, 90 90, 90 0, 0 0), (20 20, 20 40, 40 40, 40 20, 20 20))';
    expect(test('polygon', polygon, [50, 50, 51, 51])).toBe(1);
    expect(test('polygon', polygon, [25, 25, 26, 26])).toBe(0);
    expect(test('polygon', polygon, [25, 25, 40, 26])).toBe(1);
  });

  it('takes an extent without width as the segment or point it is', () => {
    expect(test('polyline', 'LINESTRING (0 0, 10 10)', [5, 5, 5, 5])).toBe(1);
    expect(test('polyline', 'LINESTRING (0 0, 10 10)', [5, 6, 5, 9])).toBe(0);
  });

  it('refuses nulls and empty geometries', () => {
    expect(test('point', null, [0, 0, 1, 1])).toBe(0);
    expect(test('polygon', 'POLYGON EMPTY', [0, 0, 1, 1])).toBe(0);
  });
});

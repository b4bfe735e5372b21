import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PathView, PointView } from '../geometry/view.js';
import { pointsInPolygons } from './pointInPolygon.js';
import { buildPolygonIndex } from './polygonIndex.js';

type Ring = [number, number][];

function polygons(rows: (Ring[] | null)[]): PathView {
  const coords: number[] = [];
  const partOffsets = [0];
  const geometryOffsets = [0];
  const validity = new Uint8Array((rows.length + 7) >> 3);
  rows.forEach((rings, row) => {
    if (rings !== null) validity[row >> 3] |= 1 << (row & 7);
    for (const ring of rings ?? []) {
      for (const [x, y] of ring) coords.push(x, y);
      partOffsets.push(coords.length / 2);
    }
    geometryOffsets.push(partOffsets.length - 1);
  });
  return {
    kind: 'polygon',
    length: rows.length,
    validity,
    stride: 2,
    coords: Float64Array.from(coords),
    partOffsets: Int32Array.from(partOffsets),
    geometryOffsets: Int32Array.from(geometryOffsets),
  };
}

function points(coordinates: [number, number][]): PointView {
  return {
    kind: 'point',
    length: coordinates.length,
    validity: null,
    xs: Float64Array.from(coordinates, ([x]) => x),
    ys: Float64Array.from(coordinates, ([, y]) => y),
  };
}

function match(pointList: [number, number][], polygonList: (Ring[] | null)[]): [number, number][] {
  const found = pointsInPolygons(points(pointList), buildPolygonIndex(polygons(polygonList)));
  return Array.from(found.points, (point, k) => [point, found.polygons[k]]);
}

/** By definition, over integers: on an edge, or an odd number of edges crossed by a ray. Exact for small integers. */
function bruteForce(pointList: [number, number][], polygonList: (Ring[] | null)[]): [number, number][] {
  const pairs: [number, number][] = [];
  pointList.forEach(([x, y], point) => {
    polygonList.forEach((rings, polygon) => {
      let inside = false;
      let boundary = false;
      for (const ring of rings ?? []) {
        ring.forEach(([ax, ay], k) => {
          const [bx, by] = ring[(k + 1) % ring.length];
          const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
          const between =
            Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);
          if (cross === 0 && between) boundary = true;
          if (ay > y !== by > y && cross > 0 === by > ay) inside = !inside;
        });
      }
      if (inside || boundary) pairs.push([point, polygon]);
    });
  });
  return pairs;
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const SQUARE: Ring = [
  [0, 0],
  [0, 10],
  [10, 10],
  [10, 0],
  [0, 0],
];
const HOLE: Ring = [
  [3, 3],
  [7, 3],
  [7, 7],
  [3, 7],
  [3, 3],
];

describe('pointsInPolygons', () => {
  it('takes points inside, on edges and on vertices, and none in a hole', () => {
    const list: [number, number][] = [
      [1, 1],
      [0, 5],
      [10, 10],
      [5, 5],
      [3, 5],
      [11, 5],
      [5, 0],
      [7, 7],
    ];
    expect(match(list, [[SQUARE, HOLE]])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [4, 0],
      [6, 0],
      [7, 0],
    ]);
  });

  it('counts a point in every polygon that holds it, in row order', () => {
    const shifted = SQUARE.map(([x, y]) => [x + 5, y + 5]) as Ring;
    expect(
      match(
        [
          [6, 6],
          [12, 12],
        ],
        [[SQUARE], [shifted], [SQUARE]],
      ),
    ).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 1],
    ]);
  });

  it('matches a point on a shared edge with both neighbours', () => {
    const east = SQUARE.map(([x, y]) => [x + 10, y]) as Ring;
    expect(match([[10, 4]], [[SQUARE], [east]])).toEqual([
      [0, 0],
      [0, 1],
    ]);
  });

  it('joins the parts of a multipart polygon and closes open rings', () => {
    const far: Ring = [
      [100, 100],
      [100, 110],
      [110, 110],
    ];
    expect(
      match(
        [
          [5, 5],
          [103, 107],
          [50, 50],
        ],
        [[SQUARE, far]],
      ),
    ).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it('finds nothing in null and empty polygons, and nothing for points that are not numbers', () => {
    expect(
      match(
        [
          [5, 5],
          [NaN, 5],
        ],
        [null, [], [SQUARE]],
      ),
    ).toEqual([[0, 2]]);
    expect(match([[5, 5]], [null])).toEqual([]);
  });

  it('refuses polygons with vertices that are not finite', () => {
    expect(() =>
      match(
        [[0, 0]],
        [
          [
            [
              [0, 0],
              [0, Infinity],
              [1, 1],
            ],
          ],
        ],
      ),
    ).toThrow(/polygon 0 has a vertex \(0, Infinity\)/);
  });

  it('equals a brute force for many small integer polygons, where most points lie on edges or vertices', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = generator(seed);
      const span = seed % 3 === 0 ? 6 : 14;
      const vertex = (): [number, number] => [Math.floor(random() * span), Math.floor(random() * span)];
      const list = Array.from({ length: 12 }, () =>
        Array.from({ length: 1 + Math.floor(random() * 2) }, () =>
          Array.from({ length: 3 + Math.floor(random() * 6) }, vertex),
        ),
      );
      const probes: [number, number][] = [];
      for (let x = -1; x <= span; x++) for (let y = -1; y <= span; y++) probes.push([x, y]);
      for (let k = 0; k < 200; k++)
        probes.push([Math.floor(random() * 4 * span) / 4, Math.floor(random() * 4 * span) / 4]);
      expect(match(probes, list)).toEqual(bruteForce(probes, list));
    }
  });

  it('decides exactly next to an edge where plain arithmetic cannot', () => {
    // The diagonal from (0.5, 0.5) to (12, 12) and points one unit in the last place beside it.
    const triangle: Ring = [
      [0.5, 0.5],
      [12, 12],
      [24, 24],
      [24, 0.5],
    ];
    const epsilon = 2 ** -53;
    const list: [number, number][] = [
      [0.5 + epsilon, 0.5 + epsilon],
      [0.5, 0.5 + epsilon],
      [0.5 + 2 * epsilon, 0.5 + epsilon],
    ];
    // Values below are exact doubles: 0.5 + 2^-53 is representable.
    expect(match(list, [[triangle]])).toEqual([
      [0, 0],
      [2, 0],
    ]);
  });

  const counties = new URL('../../../../node_modules/us-atlas/counties-10m.json', import.meta.url);
  it.skipIf(!existsSync(counties))('places known cities in their counties and no point twice', async () => {
    const { feature } = await import('topojson-client' as string);
    const topology = JSON.parse(readFileSync(counties, 'utf8'));
    const { features } = feature(topology, topology.objects.counties);
    const rows = features.map((f: { geometry: { type: string; coordinates: Ring[] | Ring[][] } }) =>
      f.geometry.type === 'Polygon' ? f.geometry.coordinates : (f.geometry.coordinates as Ring[][]).flat(),
    );
    const index = buildPolygonIndex(polygons(rows));
    const cities: [number, number][] = [
      [-87.6298, 41.8781],
      [-118.2437, 34.0522],
      [-149.9003, 61.2181],
      [-40, 30],
    ];
    const found = pointsInPolygons(points(cities), index);
    const names = Array.from(found.polygons, (row) => features[row].properties.name);
    expect(names).toEqual(['Cook', 'Los Angeles', 'Anchorage']);

    // Every county's vertices belong to it, and a random sample equals the brute force over all counties.
    const random = generator(5);
    const sample = Array.from({ length: 300 }, (): [number, number] => [
      -125 + 58 * random(),
      25 + 24 * random(),
    ]);
    const matched = pointsInPolygons(points(sample), index);
    const pairs = Array.from(matched.points, (point, k) => [point, matched.polygons[k]]);
    expect(pairs).toEqual(bruteForce(sample, rows));
  });
});

import { DOUBLE, field, fromValues, structType, valueAt } from '@graticule/columnar';
import { describe, expect, it } from 'vitest';
import { coordinateSystem } from '../crs/system.js';
import { geometryType } from '../geometry/kind.js';
import { projectColumn } from './projectGeometry.js';

const DEGREES = coordinateSystem(4326);
const MERCATOR = coordinateSystem(3857);
/** 1 degree of longitude in Web Mercator. */
const DEGREE = (Math.PI / 180) * 6378137;

describe('projectColumn', () => {
  it('moves points, keeps z, and makes what has no place null', () => {
    const type = structType([field('x', DOUBLE), field('y', DOUBLE), field('z', DOUBLE)]);
    const column = fromValues(type, [[1, 0, 5], null, [0, 90, 6]]);
    const projected = projectColumn(column, DEGREES, MERCATOR);
    expect(valueAt(projected, 0)).toEqual([DEGREE, 0, 5]);
    expect([valueAt(projected, 1), valueAt(projected, 2)]).toEqual([null, null]);
    expect(valueAt(column, 0)).toEqual([1, 0, 5]);
  });

  it('moves every vertex of polygons and makes a polygon that reaches a pole null', () => {
    const rings = (top: number) => [
      [
        [
          [0, 0],
          [0, top],
          [2, 0],
          [0, 0],
        ],
      ],
    ];
    const projected = projectColumn(
      fromValues(geometryType('polygon'), [rings(0), null, rings(90)]),
      DEGREES,
      MERCATOR,
    );
    expect(valueAt(projected, 0)).toEqual([
      [
        [
          [0, 0],
          [0, 0],
          [2 * DEGREE, 0],
          [0, 0],
        ],
      ],
    ]);
    expect([valueAt(projected, 1), valueAt(projected, 2)]).toEqual([null, null]);
  });

  it('cuts a polygon at the antimeridian and leaves its neighbours and the whole world as they are', () => {
    const plane = coordinateSystem(54034);
    const east = 180 * DEGREE;
    const box = (xmin: number, xmax: number) => [
      [
        [
          [xmin, 0],
          [xmin, 1e6],
          [xmax, 1e6],
          [xmax, 0],
          [xmin, 0],
        ],
      ],
    ];
    const column = fromValues(geometryType('polygon'), [
      box(0, 10 * DEGREE),
      null,
      box(east - DEGREE, east + 2 * DEGREE),
      box(-east, east),
      box(-east - DEGREE, DEGREE - east),
    ]);
    const projected = projectColumn(column, plane, DEGREES);
    const longitudes = [0, 1, 2, 3, 4].map((row) =>
      (valueAt(projected, row) as number[][][][] | null)?.[0].map((ring) =>
        ring.map(([x]) => Math.round(x * 1e6) / 1e6),
      ),
    );
    expect(longitudes).toEqual([
      [[0, 0, 10, 10, 0]],
      undefined,
      [
        [-180, -180, -178, -178, -180],
        [180, 179, 179, 180, 180],
      ],
      [[-180, -180, 180, 180, -180]],
      [
        [-180, -180, -179, -179, -180],
        [180, 179, 179, 180, 180],
      ],
    ]);
  });

  it('answers the same column between systems that share coordinates', () => {
    const column = fromValues(geometryType('point'), [[1, 2]]);
    expect(projectColumn(column, DEGREES, coordinateSystem(4269))).toBe(column);
  });
});

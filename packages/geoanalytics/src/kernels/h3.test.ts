import { getRes0Cells, latLngToCell } from 'h3-js';
import { toValues } from '@graticule/columnar';
import { describe, expect, it } from 'vitest';
import { h3Ids, h3Rings } from './h3.js';

function area(ring: readonly (readonly number[])[]): number {
  return ring.slice(1).reduce((sum, [x, y], k) => sum + (x - ring[k][0]) * (y + ring[k][1]), 0) / 2;
}

describe('h3Ids', () => {
  it('gives the published cell of a point and null where there is no place', () => {
    const xs = Float64Array.of(-122.4180449, 0, NaN);
    const ys = Float64Array.of(37.775938728915946, 91, NaN);
    const validity = Uint8Array.of(0b011);
    // From the H3 documentation: San Francisco at resolution 9.
    expect(toValues(h3Ids({ kind: 'point', length: 3, validity, xs, ys }, 9))).toEqual([
      '8928308280fffff',
      null,
      null,
    ]);
  });
});

describe('h3Rings', () => {
  it('cover the whole plane of longitude and latitude once', () => {
    const rings = getRes0Cells().flatMap(h3Rings);
    expect(rings.every((ring) => area(ring) > 0)).toBe(true);
    expect(rings.flat().every(([x, y]) => Math.abs(x) <= 180 && Math.abs(y) <= 90)).toBe(true);
    expect(rings.reduce((sum, ring) => sum + area(ring), 0)).toBeCloseTo(360 * 180, 6);
  });

  it('cut a cell at the antimeridian into two parts that meet there', () => {
    const rings = h3Rings(latLngToCell(10, 179.99, 2));
    expect(rings.map((ring) => Math.max(...ring.map(([x]) => Math.abs(x))))).toEqual([180, 180]);
    expect(rings.map((ring) => Math.sign(ring[0][0])).sort()).toEqual([-1, 1]);
  });

  it('make the cell around a pole a band from -180 to 180', () => {
    for (const latitude of [90, -90]) {
      const rings = h3Rings(latLngToCell(latitude, 0, 1));
      expect(rings.length).toBe(1);
      const xs = rings[0].map(([x]) => x);
      expect([Math.min(...xs), Math.max(...xs)]).toEqual([-180, 180]);
      expect(rings[0].filter(([, y]) => y === latitude).length).toBeGreaterThanOrEqual(2);
    }
  });
});

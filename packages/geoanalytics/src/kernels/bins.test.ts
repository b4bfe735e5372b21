import { describe, expect, it } from 'vitest';
import { binIds, writeBinRing } from './bins.js';
import type { BinShape } from './bins.js';

function ids(shape: BinShape, points: [number, number][], size: number): bigint[] {
  const out = new BigInt64Array(points.length);
  const xs = Float64Array.from(points, ([x]) => x);
  const ys = Float64Array.from(points, ([, y]) => y);
  binIds(shape, xs, ys, size, new Int32Array(out.buffer));
  return Array.from(out);
}

function ring(shape: BinShape, i: number, j: number, size: number): number[][] {
  const coords = new Float64Array(shape === 'Square' ? 10 : 14);
  writeBinRing(shape, i, j, size, coords, 0);
  return Array.from({ length: coords.length / 2 }, (_, k) => [coords[2 * k], coords[2 * k + 1]]);
}

describe('bin ids', () => {
  it('are the documented ones', () => {
    expect(
      ids(
        'Square',
        [
          [30, 6.667],
          [25, 31.667],
          [5, 4.9],
        ],
        5,
      ),
    ).toEqual([25769803777n, 21474836486n, 4294967296n]);
    expect(
      ids(
        'Hexagon',
        [
          [30, 6.667],
          [25, 31.667],
          [5, 5],
        ],
        5,
      ),
    ).toEqual([30064771073n, 25769803782n, 4294967296n]);
  });

  it('put i in the high and j in the low half, also for negative indexes', () => {
    expect(
      ids(
        'Square',
        [
          [-1, -1],
          [-1, 1],
          [1, -1],
        ],
        10,
      ),
    ).toEqual([-1n, -4294967296n, 4294967295n]);
  });

  it('take the nearest centre of the hexagons, for random points', () => {
    const size = 3;
    const s = size / Math.sqrt(3);
    let state = 9;
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
    for (let k = 0; k < 5000; k++) {
      const x = 40 * random() - 20;
      const y = 40 * random() - 20;
      let best = Infinity;
      let expected = 0n;
      for (let i = -10; i <= 10; i++) {
        for (let j = -10; j <= 10; j++) {
          const distance = Math.hypot(x - 1.5 * s * i, y - (size * j + (i % 2 === 0 ? 0 : size / 2)));
          if (distance < best) {
            best = distance;
            expected = BigInt.asIntN(64, (BigInt(i) << 32n) | BigInt.asUintN(32, BigInt(j)));
          }
        }
      }
      expect(ids('Hexagon', [[x, y]], size)).toEqual([expected]);
    }
  });

  it('refuse coordinates too far away for the size', () => {
    expect(() => ids('Square', [[1e7, 0]], 1e-3)).toThrow(/a bin size of 0.001 is too small/);
  });
});

describe('bin rings', () => {
  it('are closed and clockwise', () => {
    expect(ring('Square', 1, -1, 10)).toEqual([
      [10, -10],
      [10, 0],
      [20, 0],
      [20, -10],
      [10, -10],
    ]);
    const hexagon = ring('Hexagon', 0, 0, 2);
    expect(hexagon[0]).toEqual(hexagon[6]);
    expect(hexagon.map(([, y]) => y)).toEqual([0, 1, 1, 0, -1, -1, 0]);
    expect(hexagon[3][0]).toBeCloseTo(2 / Math.sqrt(3), 15);
    const twice = hexagon
      .slice(1)
      .reduce((sum, [x, y], k) => sum + (x - hexagon[k][0]) * (y + hexagon[k][1]), 0);
    expect(twice / 2).toBeCloseTo((Math.sqrt(3) / 2) * 4, 12);
  });

  it('share exactly equal vertices with their neighbours', () => {
    const vertices = new Map<string, number>();
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        for (const vertex of ring('Hexagon', i, j, 0.7).slice(1)) {
          vertices.set(vertex.join(), (vertices.get(vertex.join()) ?? 0) + 1);
        }
      }
    }
    // 16 hexagons have 96 corners; a patch of 4 x 4 has 48 distinct ones.
    expect(vertices.size).toBe(48);
  });
});

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { feature } from 'topojson-client';
import { afterAll, describe, expect, test } from 'vitest';
import { albers } from './albers.mjs';
import { classLimits, classOf, drawDelayMap } from './delayMap.mjs';
import { buildShare, readAtlas, toWkt } from './shareFolder.mjs';

describe('the demo map', () => {
  test('the projection gives the sphere example of the textbook', () => {
    // Snyder 1987, page 291: 35 N 75 W, parallels 29.5 and 45.5, origin 23 N 96 W, R = 1.
    const [x, y] = albers(-75, 35);
    expect(x).toBeCloseTo(0.295272, 6);
    expect(y).toBeCloseTo(0.2416774, 6);
  });

  test('classes hold about equally many values', () => {
    const limits = classLimits([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 3);
    expect(limits).toEqual([5, 9]);
    expect([4, 5, 8, 9, 12].map((value) => classOf(value, limits))).toEqual([0, 1, 1, 2, 2]);
  });

  test('the picture has a path per hexagon with its figures, outlines, a title and a legend', () => {
    const ring = [
      [-100, 40],
      [-99, 40],
      [-99, 41],
      [-100, 40],
    ];
    const states = feature(readAtlas('states'), readAtlas('states').objects.states).features;
    const georgia = states.find((state) => state.properties.name === 'Georgia').geometry;
    const svg = drawDelayMap({
      title: 'Delays <1>',
      subtitle: 'x',
      hexagons: [
        { rings: [ring], value: 12.34, count: 4321 },
        { rings: [ring], value: -1, count: 1 },
      ],
      states: [georgia],
    });
    expect(svg.match(/<title>/g)).toHaveLength(2);
    expect(svg).toContain('mean delay 12.3 min, 4,321 departures');
    expect(svg).toContain('Delays &lt;1>');
    expect(svg).not.toContain('NaN');
  });
});

describe('the demo share', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'graticule-share-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('holds one sub-folder per dataset, counties as WKT', async () => {
    await buildShare(folder);
    expect(fs.readdirSync(folder).sort()).toEqual(['airports', 'counties', 'flights']);
    const lines = fs
      .readFileSync(path.join(folder, 'counties', 'counties.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines[0]).toBe('fips,county,wkt');
    expect(lines.length).toBeGreaterThan(3000);
    expect(lines.slice(1).every((line) => /^c\d{5},"[^"]+","(MULTI)?POLYGON \(\(.*\)\)"$/.test(line))).toBe(
      true,
    );
  });

  test('holes and parts are kept in WKT', () => {
    const square = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ];
    expect(toWkt({ type: 'Polygon', coordinates: [square, square] })).toBe(
      'POLYGON ((0 0, 1 0, 1 1, 0 0), (0 0, 1 0, 1 1, 0 0))',
    );
    expect(toWkt({ type: 'MultiPolygon', coordinates: [[square]] })).toBe(
      'MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))',
    );
  });
});

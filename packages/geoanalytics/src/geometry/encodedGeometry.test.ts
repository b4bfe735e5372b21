import { existsSync, readFileSync } from 'node:fs';
import { BINARY, STRING, fromValues, valueAt } from '@graticule/columnar';
import { describe, expect, it } from 'vitest';
import { decodeGeometries } from './encodedGeometry.js';
import type { GeometryEncoding } from './encodedGeometry.js';
import type { GeometryKind } from './kind.js';
import { viewGeometry } from './view.js';

function decode(encoding: GeometryEncoding, texts: (string | null)[], kind: GeometryKind, z = false) {
  const { column, rejected } = decodeGeometries(encoding, fromValues(STRING, texts), kind, {
    hasZ: z,
    hasM: false,
  });
  return { rows: texts.map((_, row) => valueAt(column, row)), rejected };
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16));
}

describe('WKT', () => {
  it('reads points, empty points and nulls', () => {
    expect(
      decode('WKT', ['POINT (1 2)', 'point(-1.5e3 .25)', 'POINT EMPTY', null, ''], 'point').rows,
    ).toEqual([[1, 2], [-1500, 0.25], null, null, null]);
  });

  it('reads lines, polygons with holes and their multi forms', () => {
    expect(
      decode('WKT', ['LINESTRING (0 0, 1 1)', 'MULTILINESTRING ((0 0,1 1),(2 2,3 3))'], 'polyline').rows,
    ).toEqual([
      [
        [
          [
            [0, 0],
            [1, 1],
          ],
        ],
      ],
      [
        [
          [
            [0, 0],
            [1, 1],
          ],
          [
            [2, 2],
            [3, 3],
          ],
        ],
      ],
    ]);
    const polygons = [
      'POLYGON ((0 0,0 9,9 9,0 0),(1 2,1 3,2 3,1 2))',
      'SRID=4326;MULTIPOLYGON (((0 0,0 1,1 1,0 0)),((5 5,5 6,6 6,5 5)))',
    ];
    expect(decode('WKT', polygons, 'polygon').rows).toEqual([
      [
        [
          [
            [0, 0],
            [0, 9],
            [9, 9],
            [0, 0],
          ],
          [
            [1, 2],
            [1, 3],
            [2, 3],
            [1, 2],
          ],
        ],
      ],
      [
        [
          [
            [0, 0],
            [0, 1],
            [1, 1],
            [0, 0],
          ],
          [
            [5, 5],
            [5, 6],
            [6, 6],
            [5, 5],
          ],
        ],
      ],
    ]);
    expect(
      decode('WKT', ['MULTIPOINT ((1 2), (3 4))', 'MULTIPOINT (1 2, 3 4)', 'POINT (5 6)'], 'multipoint').rows,
    ).toEqual([
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [[[5, 6]]],
    ]);
  });

  it('keeps z when asked for and drops it otherwise', () => {
    expect(decode('WKT', ['POINT Z (1 2 3)', 'POINT (4 5)'], 'point', true).rows).toEqual([
      [1, 2, 3],
      [4, 5, NaN],
    ]);
    expect(decode('WKT', ['POINT Z (1 2 3)', 'POINT M (1 2 9)'], 'point').rows).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('rejects rows it cannot read, says why, and goes on', () => {
    const texts = [
      'POINT (1 2)',
      'POINT (1)',
      'CIRCLE (1 2)',
      'LINESTRING (0 0, 1 1)',
      'POINT (1 2) x',
      'POINT (1 b)',
      'POINT (3 4)',
    ];
    const { rows, rejected } = decode('WKT', texts, 'point');
    expect(rows).toEqual([[1, 2], null, null, null, null, null, [3, 4]]);
    expect(rejected).toEqual([
      { row: 1, reason: 'WKT: expected a coordinate at character 9' },
      { row: 2, reason: 'WKT: found CIRCLE (1 2), expected POINT, LINESTRING, POLYGON or a MULTI form' },
      { row: 3, reason: 'WKT: found LineString, expected a point' },
      { row: 4, reason: 'WKT: unexpected text at character 13' },
      { row: 5, reason: 'WKT: b at character 10 is not a number' },
    ]);
  });

  it('drops the parts of a row that fails halfway', () => {
    const { rows } = decode('WKT', ['LINESTRING (0 0, 1 1, 2)', 'LINESTRING (5 5, 6 6)'], 'polyline');
    expect(rows).toEqual([
      null,
      [
        [
          [
            [5, 5],
            [6, 6],
          ],
        ],
      ],
    ]);
  });
});

describe('GeoJSON and Esri JSON', () => {
  it('read geometry objects', () => {
    expect(
      decode(
        'GeoJSON',
        ['{"type":"Point","coordinates":[1,2]}', 'null', '{"type":"Point","coordinates":[]}'],
        'point',
      ).rows,
    ).toEqual([[1, 2], null, null]);
    expect(
      decode('GeoJSON', ['{"type":"MultiPolygon","coordinates":[[[[0,0],[0,1],[1,1],[0,0]]]]}'], 'polygon')
        .rows,
    ).toEqual([
      [
        [
          [
            [0, 0],
            [0, 1],
            [1, 1],
            [0, 0],
          ],
        ],
      ],
    ]);
    expect(decode('EsriJSON', ['{"x":1,"y":2}', '{"x":"NaN"}'], 'point').rows).toEqual([[1, 2], null]);
    expect(decode('EsriJSON', ['{"rings":[[[0,0],[0,1],[1,1],[0,0]]]}'], 'polygon').rows).toEqual([
      [
        [
          [
            [0, 0],
            [0, 1],
            [1, 1],
            [0, 0],
          ],
        ],
      ],
    ]);
  });

  it('reject what they do not know', () => {
    const reasons = (encoding: GeometryEncoding, text: string) =>
      decode(encoding, [text], 'polygon').rejected[0].reason;
    expect(reasons('GeoJSON', '{"type":"GeometryCollection"}')).toBe(
      'GeoJSON: geometry type "GeometryCollection" is not supported',
    );
    expect(reasons('GeoJSON', '{')).toBe('GeoJSON: not valid JSON');
    expect(reasons('EsriJSON', '{"curveRings":[]}')).toBe('EsriJSON: curves are not supported');
    expect(reasons('EsriJSON', '{"rings":[[[0,null]]]}')).toBe(
      'EsriJSON: position [0,null] is not two numbers',
    );
  });
});

describe('WKB', () => {
  // Made with shapely 2.2: to_wkb(from_wkt(...), hex=True), byte_order 1 unless said.
  const POINT = '0101000000000000000000F03F0000000000000040';
  const POINT_BIG_ENDIAN = '00000000013FF00000000000004000000000000000';
  const POINT_EMPTY = '0101000000000000000000F87F000000000000F87F';
  const POINT_Z_ISO = '01E9030000000000000000F03F00000000000000400000000000000840';
  const POINT_Z_EWKB = '0101000080000000000000F03F00000000000000400000000000000840';
  const POLYGON =
    '010300000001000000040000000000000000000000000000000000000000000000000000000000000000000840000000000000084000000000000008400000000000000000' +
    '0000000000000000';

  it('reads both byte orders, empty points, ISO and extended flags', () => {
    const input = fromValues(
      BINARY,
      [POINT, POINT_BIG_ENDIAN, POINT_EMPTY, POINT_Z_ISO, POINT_Z_EWKB].map(fromHex),
    );
    const { column, rejected } = decodeGeometries('WKB', input, 'point');
    expect(Array.from({ length: 5 }, (_, row) => valueAt(column, row))).toEqual([
      [1, 2],
      [1, 2],
      null,
      [1, 2],
      [1, 2],
    ]);
    expect(rejected).toEqual([]);
    expect(valueAt(decodeGeometries('WKB', input, 'point', { hasZ: true, hasM: false }).column, 3)).toEqual([
      1, 2, 3,
    ]);
  });

  it('reads polygons and rejects bytes that end too early or too late', () => {
    const cut = fromHex(POLYGON).slice(0, 40);
    const long = Uint8Array.of(...fromHex(POINT), 0);
    const input = fromValues(BINARY, [fromHex(POLYGON), cut, long]);
    const { column, rejected } = decodeGeometries('WKB', input, 'polygon');
    expect(valueAt(column, 0)).toEqual([
      [
        [
          [0, 0],
          [0, 3],
          [3, 3],
          [0, 0],
        ],
      ],
    ]);
    expect(rejected).toEqual([
      { row: 1, reason: 'WKB: ends before the geometry does' },
      { row: 2, reason: 'WKB: found Point, expected a polygon' },
    ]);
  });
});

describe('views of decoded columns', () => {
  const counties = new URL(
    '../../../../../shared/data/us_counties/us_counties_2017.geojson',
    import.meta.url,
  );
  it.skipIf(!existsSync(counties))('hold every county of the shared data set (skipped without it)', () => {
    const { features } = JSON.parse(readFileSync(counties, 'utf8'));
    const texts = features.map((f: { geometry: unknown }) => JSON.stringify(f.geometry));
    const { column, rejected } = decodeGeometries('GeoJSON', fromValues(STRING, texts), 'polygon');
    expect(rejected).toEqual([]);
    const view = viewGeometry(column);
    expect(view.length).toBe(3220);
    expect(view.kind).toBe('polygon');
  });
});

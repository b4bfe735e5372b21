import { DOUBLE, INT, arrayType, field, fromValues, slice, structType } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { describe, expect, it } from 'vitest';
import { columnOfView, pathColumn, pointColumn } from './build.js';
import { geometryType } from './kind.js';
import { findGeometry, findTime } from './recognise.js';
import { hasGeometry, viewGeometry } from './view.js';
import type { PathView } from './view.js';

const RINGS = [
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
];

describe('viewGeometry', () => {
  it('reads points of any numeric type; a row without x or y is null', () => {
    const type = structType([field('x', INT), field('y', DOUBLE)]);
    const view = viewGeometry(fromValues(type, [[1, 2.5], [null, 3], null, [4, NaN], [5, 6]]));
    if (view.kind !== 'point') throw new Error('expected points');
    expect([view.xs[0], view.ys[0], view.xs[4]]).toEqual([1, 2.5, 5]);
    expect([0, 1, 2, 3, 4].map((row) => hasGeometry(view, row))).toEqual([true, false, false, false, true]);
  });

  it('reads nested lists as scripts build them, with a list for each vertex', () => {
    const column = fromValues(geometryType('polygon'), [RINGS, null, [[]], RINGS]);
    const view = viewGeometry(column) as PathView;
    expect(Array.from(view.geometryOffsets)).toEqual([0, 2, 2, 2, 4]);
    expect(Array.from(view.partOffsets)).toEqual([0, 4, 8, 12, 16]);
    expect(view.stride).toBe(2);
    expect(Array.from(view.coords.slice(8, 12))).toEqual([5, 5, 5, 6]);
    expect([0, 1, 2, 3].map((row) => hasGeometry(view, row))).toEqual([true, false, true, true]);
  });

  it('brings vertices of two and three numbers to one stride', () => {
    const view = viewGeometry(
      fromValues(geometryType('polyline'), [
        [
          [
            [
              [0, 0],
              [1, 1, 9],
            ],
          ],
        ],
      ]),
    ) as PathView;
    expect([view.stride, ...view.coords]).toEqual([3, 0, 0, NaN, 1, 1, 9]);
  });

  it('reads a slice of a column', () => {
    const column = fromValues(geometryType('multipoint'), [
      [[[1, 1]]],
      [
        [
          [2, 2],
          [3, 3],
        ],
      ],
      [[[4, 4]]],
    ]);
    const view = viewGeometry(slice(column, 1, 3)) as PathView;
    const first = view.partOffsets[view.geometryOffsets[0]];
    expect(view.length).toBe(2);
    expect(Array.from(view.coords.slice(2 * first, 2 * first + 4))).toEqual([2, 2, 3, 3]);
  });

  it('gives the same view after a way back through a column', () => {
    const view = viewGeometry(fromValues(geometryType('polygon'), [RINGS, null])) as PathView;
    expect(viewGeometry(columnOfView(view, view.coords))).toEqual(view);
    expect(viewGeometry(pathColumn('polygon', view))).toEqual(view);
  });

  it('refuses columns that are no geometry and vertices without y', () => {
    expect(() => viewGeometry(fromValues(INT, [1]))).toThrow(/expected a geometry column .* found int/);
    expect(() => viewGeometry(fromValues(geometryType('multipoint'), [[[[1]]]]))).toThrow(
      /a vertex has 1 numbers/,
    );
  });
});

describe('findGeometry', () => {
  const points = (column: Column, metadata?: Record<string, unknown>) => ({
    name: 'place',
    type: column.type,
    metadata,
  });
  const column = pointColumn(Float64Array.of(1), Float64Array.of(2));

  it('goes by metadata first and takes longitude and latitude when no system is stated', () => {
    const plain = { name: '$geometry', type: geometryType('polygon') };
    const marked = points(column, { geometry: { type: 'point', spatialReference: { wkid: 3857 } } });
    expect(findGeometry([plain, marked])).toMatchObject({
      ordinal: 1,
      kind: 'point',
      spatialReference: { wkid: 3857 },
    });
    expect(findGeometry([plain])).toMatchObject({
      ordinal: 0,
      kind: 'polygon',
      spatialReference: { wkid: 4326 },
    });
    expect(findGeometry([points(column)])).toBe(null);
  });

  it('accepts other words for a polyline and refuses metadata that contradicts the structure', () => {
    const line = { name: 'l', type: geometryType('polyline'), metadata: { geometry: { type: 'line' } } };
    expect(findGeometry([line])?.kind).toBe('polyline');
    const wrong = points(column, { geometry: { type: 'polygon' } });
    expect(() => findGeometry([wrong])).toThrow('column place is marked as polygon but is built as point');
    const text = { name: 't', type: { kind: 'string' } as const, metadata: { geometry: { type: 'point' } } };
    expect(() => findGeometry([text])).toThrow(/column t is marked as a geometry; expected a struct/);
  });
});

describe('findTime', () => {
  const timestamp = { kind: 'timestamp' } as const;

  it('knows instants and intervals by metadata or by name', () => {
    const interval = structType([field('start', timestamp), field('end', timestamp)]);
    expect(findTime([{ name: '$time', type: timestamp }])).toMatchObject({ ordinal: 0, timeType: 'instant' });
    expect(
      findTime([{ name: 'when', type: interval, metadata: { time: { type: 'interval' } } }]),
    ).toMatchObject({ timeType: 'interval' });
    expect(
      findTime([
        { name: 'when', type: timestamp },
        { name: '$time', type: arrayType(timestamp) },
      ]),
    ).toBe(null);
  });
});

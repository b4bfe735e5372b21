import { INT, takeBatch } from '@graticule/columnar';
import type { Batch, Column } from '@graticule/columnar';
import type { Kernel } from '@graticule/sql';
import { invalidGeometry } from '../errors.js';
import { viewGeometry } from '../geometry/view.js';
import { batchOf, gather } from './kernelBatch.js';
import { pointsInPolygons } from './pointInPolygon.js';
import { buildPolygonIndex } from './polygonIndex.js';
import type { PolygonIndex } from './polygonIndex.js';

export interface PointInPolygonParameters {
  /** Position of the geometry in the first input. */
  readonly points: number;
  /** Position of the geometry in the second input. */
  readonly polygons: number;
}

/**
 * Inputs: points (`any`) and polygons (`broadcast`), in one coordinate system. Output: one row for each point and
 * polygon that intersect: the point's columns, then the polygon's position in its input as an int. Rows keep the
 * order of the points; positions ascend for each.
 */
export const pointInPolygonKernel: Kernel = {
  name: 'pointInPolygon',
  async *run([points, polygons], parameters, schema) {
    const ordinals = parameters as unknown as PointInPolygonParameters;
    const all = await gather(polygons);
    if (all === null) return;
    const index = indexOf(all, ordinals.polygons);
    for await (const batch of points) {
      const view = viewGeometry(batch.columns[ordinals.points]);
      if (view.kind !== 'point') throw invalidGeometry(`expected points, found ${view.kind}`);
      const pairs = pointsInPolygons(view, index);
      if (pairs.points.length === 0) continue;
      const rows = pairs.points.slice();
      const positions: Column = {
        layout: 'primitive',
        type: INT,
        length: rows.length,
        validity: null,
        values: pairs.polygons.slice(),
      };
      yield batchOf(schema, rows.length, [...takeBatch(batch, rows).columns, positions]);
    }
  },
};

function indexOf(polygons: Batch, ordinal: number): PolygonIndex {
  const view = viewGeometry(polygons.columns[ordinal]);
  if (view.kind !== 'polygon') throw invalidGeometry(`expected polygons, found ${view.kind}`);
  return buildPolygonIndex(view);
}

export interface AttachRowsParameters {
  /** Position of the int column in the first input that holds row positions of the second. */
  readonly position: number;
}

/**
 * Inputs: rows (`any`) and a table (`broadcast`). Output: the columns of the first, then those of the table's row at
 * the given position. Serves to bring back what pointInPolygon left out.
 */
export const attachRowsKernel: Kernel = {
  name: 'attachRows',
  async *run([input, table], parameters, schema) {
    const { position } = parameters as unknown as AttachRowsParameters;
    const all = await gather(table);
    if (all === null) return;
    for await (const batch of input) {
      const column = batch.columns[position];
      if (column.layout !== 'primitive' || !(column.values instanceof Int32Array)) {
        throw new TypeError(`row positions are ints, found ${column.type.kind}`);
      }
      const attached = takeBatch(all, column.values.subarray(0, batch.length));
      yield batchOf(schema, batch.length, [...batch.columns, ...attached.columns]);
    }
  },
};

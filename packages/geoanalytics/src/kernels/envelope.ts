import { DOUBLE } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import type { Kernel } from '@graticule/sql';
import type { Envelope } from '../crs/projector.js';
import { hasGeometry, viewGeometry } from '../geometry/view.js';
import type { GeometryView } from '../geometry/view.js';
import { batchOf } from './kernelBatch.js';

/** Envelope of all geometries of a view, or null when there is no vertex at all. */
export function extentOf(view: GeometryView): Envelope | null {
  let xmin = Infinity;
  let ymin = Infinity;
  let xmax = -Infinity;
  let ymax = -Infinity;
  for (let row = 0; row < view.length; row++) {
    if (!hasGeometry(view, row)) continue;
    const start = view.kind === 'point' ? row : view.partOffsets[view.geometryOffsets[row]];
    const end = view.kind === 'point' ? row + 1 : view.partOffsets[view.geometryOffsets[row + 1]];
    const stride = view.kind === 'point' ? 1 : view.stride;
    const xs = view.kind === 'point' ? view.xs : view.coords;
    const ys = view.kind === 'point' ? view.ys : view.coords;
    const yShift = view.kind === 'point' ? 0 : 1;
    for (let vertex = start; vertex < end; vertex++) {
      const x = xs[vertex * stride];
      const y = ys[vertex * stride + yShift];
      if (x < xmin) xmin = x;
      if (x > xmax) xmax = x;
      if (y < ymin) ymin = y;
      if (y > ymax) ymax = y;
    }
  }
  return xmin <= xmax ? { xmin, ymin, xmax, ymax } : null;
}

export interface GeometryExtentParameters {
  /** Position of the geometry column. */
  readonly geometry: number;
}

/** Input `any`; output: for every batch with a geometry one row of xmin, ymin, xmax, ymax. */
export const geometryExtentKernel: Kernel = {
  name: 'geometryExtent',
  async *run([input], parameters, schema) {
    const { geometry } = parameters as unknown as GeometryExtentParameters;
    for await (const batch of input) {
      const extent = extentOf(viewGeometry(batch.columns[geometry]));
      if (extent === null) continue;
      const numbers = [extent.xmin, extent.ymin, extent.xmax, extent.ymax];
      yield batchOf(schema, 1, numbers.map(oneDouble));
    }
  },
};

function oneDouble(value: number): Column {
  return { layout: 'primitive', type: DOUBLE, length: 1, validity: null, values: Float64Array.of(value) };
}

import type { Column } from '@graticule/columnar';
import type { Kernel } from '@graticule/sql';
import type { CoordinateSystem } from '../crs/system.js';
import { coordinateSystem } from '../crs/system.js';
import { projector } from '../crs/projector.js';
import { columnOfView } from '../geometry/build.js';
import type { SpatialReference } from '../geometry/recognise.js';
import { viewGeometry } from '../geometry/view.js';
import type { PathView } from '../geometry/view.js';
import { batchOf } from './kernelBatch.js';

/**
 * A geometry column in another system; z and m are kept. A geometry with a vertex that has no place in the target
 * becomes null. Vertices are moved, edges are not densified.
 */
export function projectColumn(column: Column, from: CoordinateSystem, to: CoordinateSystem): Column {
  if (from.key === to.key || column.layout !== 'struct') return column;
  const view = viewGeometry(column);
  if (view.kind !== 'point') return projectPaths(view, from, to);
  const xs = view.xs.slice();
  const ys = view.ys.slice();
  projector(from, to)(xs, ys);
  const validity = withoutNaN(view.validity, xs);
  const children = column.type.fields.map((f, ordinal): Column => {
    const name = f.name.toLowerCase();
    if (name !== 'x' && name !== 'y') return column.children[ordinal];
    const values = name === 'x' ? xs : ys;
    return { layout: 'primitive', type: { kind: 'double' }, length: values.length, validity: null, values };
  });
  const fields = column.type.fields.map((f, ordinal) => ({ ...f, type: children[ordinal].type }));
  return { ...column, type: { kind: 'struct', fields }, validity, children };
}

function projectPaths(view: PathView, from: CoordinateSystem, to: CoordinateSystem): Column {
  const { stride, partOffsets, geometryOffsets } = view;
  const count = view.coords.length / stride;
  const xs = new Float64Array(count);
  const ys = new Float64Array(count);
  for (let vertex = 0; vertex < count; vertex++) {
    xs[vertex] = view.coords[vertex * stride];
    ys[vertex] = view.coords[vertex * stride + 1];
  }
  projector(from, to)(xs, ys);
  const coords = view.coords.slice();
  for (let vertex = 0; vertex < count; vertex++) {
    coords[vertex * stride] = xs[vertex];
    coords[vertex * stride + 1] = ys[vertex];
  }
  const lost = new Float64Array(view.length);
  for (let row = 0; row < view.length; row++) {
    const end = partOffsets[geometryOffsets[row + 1]];
    for (let vertex = partOffsets[geometryOffsets[row]]; vertex < end; vertex++)
      lost[row] += xs[vertex] - xs[vertex];
  }
  return columnOfView({ ...view, validity: withoutNaN(view.validity, lost) }, coords);
}

/** The bitmap with the rows cleared where the value is NaN; the same bitmap when there are none. */
function withoutNaN(validity: Uint8Array | null, values: Float64Array): Uint8Array | null {
  let bits = validity;
  for (let row = 0; row < values.length; row++) {
    if (values[row] === values[row]) continue;
    if (bits === validity) {
      bits = validity === null ? new Uint8Array((values.length + 7) >> 3).fill(255) : validity.slice();
    }
    bits![row >> 3] &= ~(1 << (row & 7));
  }
  return bits;
}

export interface ProjectGeometryParameters {
  /** Position of the geometry column. */
  readonly geometry: number;
  readonly from: SpatialReference;
  readonly to: SpatialReference;
}

/** Input `any`; output: the input's columns, the geometry one in the target system. */
export const projectGeometryKernel: Kernel = {
  name: 'projectGeometry',
  async *run([input], parameters, schema) {
    const { geometry, from, to } = parameters as unknown as ProjectGeometryParameters;
    const source = coordinateSystem(from);
    const target = coordinateSystem(to);
    for await (const batch of input) {
      const columns = batch.columns.slice();
      columns[geometry] = projectColumn(columns[geometry], source, target);
      yield batchOf(schema, batch.length, columns);
    }
  },
};

import type { Column } from '@graticule/columnar';
import type { Kernel } from '@graticule/sql';
import type { CoordinateSystem } from '../crs/system.js';
import { coordinateSystem } from '../crs/system.js';
import { projector } from '../crs/projector.js';
import { columnOfView } from '../geometry/build.js';
import type { SpatialReference } from '../geometry/recognise.js';
import { viewGeometry } from '../geometry/view.js';
import type { PathView } from '../geometry/view.js';
import { cutRing, replaceParts } from './antimeridian.js';
import type { Vertex } from './antimeridian.js';
import { batchOf } from './kernelBatch.js';

/**
 * A geometry column in another system; z and m are kept. A geometry with a vertex that has no place in the target
 * becomes null. Vertices are moved, edges are not densified. A polygon that crosses the antimeridian on its way to a
 * geographic system is cut there.
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
  const moved = { ...view, coords, validity: withoutNaN(view.validity, lost) };
  const cuts = view.kind === 'polygon' && to.geographic ? cutsOf(view, moved, projector(from, to)) : null;
  if (cuts === null || cuts.size === 0) return columnOfView(moved, coords);
  const cut = replaceParts(moved, cuts);
  return columnOfView(cut, cut.coords);
}

/** By part, what becomes of the rings of `moved` that cross the antimeridian. */
function cutsOf(
  view: PathView,
  moved: PathView,
  project: (xs: Float64Array, ys: Float64Array) => void,
): Map<number, Vertex[][]> {
  const { stride, partOffsets } = view;
  const { coords } = moved;
  const cuts = new Map<number, Vertex[][]>();
  for (let part = 0; part + 1 < partOffsets.length; part++) {
    const end = partOffsets[part + 1];
    for (let vertex = partOffsets[part] + 1; vertex < end; vertex++) {
      const x = coords[vertex * stride];
      const previous = coords[(vertex - 1) * stride];
      if (Math.abs(x - previous) <= 180 || !jumps(view, vertex, previous, x, project)) continue;
      const ring: Vertex[] = [];
      for (let v = partOffsets[part]; v < end; v++) {
        const [vx, vy, ...others] = coords.subarray(v * stride, (v + 1) * stride);
        ring.push([vx, vy, ...others]);
      }
      cuts.set(part, cutRing(ring));
      break;
    }
  }
  return cuts;
}

/**
 * Whether the edge before a vertex crosses the antimeridian instead of running around the world the other way: then its
 * middle is not between its ends.
 */
function jumps(
  { coords, stride }: PathView,
  vertex: number,
  fromLongitude: number,
  toLongitude: number,
  project: (xs: Float64Array, ys: Float64Array) => void,
): boolean {
  const at = vertex * stride;
  const x = Float64Array.of((coords[at - stride] + coords[at]) / 2);
  const y = Float64Array.of((coords[at - stride + 1] + coords[at + 1]) / 2);
  project(x, y);
  return !(x[0] > Math.min(fromLongitude, toLongitude) && x[0] < Math.max(fromLongitude, toLongitude));
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

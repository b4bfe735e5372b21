import type { Column } from '@graticule/columnar';
import type { Envelope } from '../crs/projector.js';
import { hasGeometry, viewGeometry } from '../geometry/view.js';
import type { PathView, PointView } from '../geometry/view.js';
import { turn } from './orientation.js';

/**
 * 1 for each row whose geometry shares at least a point with the closed envelope, decided exactly per feature (not by
 * the feature's own envelope); 0 for null and empty geometries. Both in the same coordinate system.
 */
export function intersectsExtent(column: Column, extent: Envelope): Uint8Array {
  const view = viewGeometry(column);
  const mask = new Uint8Array(view.length);
  if (view.kind === 'point') maskPoints(view, extent, mask);
  else maskPaths(view, extent, mask);
  return mask;
}

function maskPoints(view: PointView, extent: Envelope, mask: Uint8Array): void {
  const { xs, ys } = view;
  const { xmin, ymin, xmax, ymax } = extent;
  for (let row = 0; row < mask.length; row++) {
    const x = xs[row];
    const y = ys[row];
    if (x >= xmin && x <= xmax && y >= ymin && y <= ymax && hasGeometry(view, row)) mask[row] = 1;
  }
}

function maskPaths(view: PathView, extent: Envelope, mask: Uint8Array): void {
  const { kind, coords, stride, partOffsets, geometryOffsets } = view;
  for (let row = 0; row < mask.length; row++) {
    if (!hasGeometry(view, row)) continue;
    let touches = false;
    let cornerInside = false;
    for (let part = geometryOffsets[row]; part < geometryOffsets[row + 1] && !touches; part++) {
      const start = partOffsets[part];
      const end = partOffsets[part + 1];
      for (let vertex = start; vertex < end; vertex++) {
        // Points of a multipoint stand alone; rings close themselves; a path of one vertex is a point.
        const before = vertex > start ? vertex - 1 : kind === 'polygon' ? end - 1 : vertex;
        const a = (kind === 'multipoint' ? vertex : before) * stride;
        const b = vertex * stride;
        if (segmentTouches(coords[a], coords[a + 1], coords[b], coords[b + 1], extent)) {
          touches = true;
          break;
        }
        if (kind === 'polygon' && crossesRay(coords[a], coords[a + 1], coords[b], coords[b + 1], extent)) {
          cornerInside = !cornerInside;
        }
      }
    }
    if (touches || cornerInside) mask[row] = 1;
  }
}

/** Whether a segment and the closed box share a point: boxes meet, and corners are not all on one side of its line. */
function segmentTouches(ax: number, ay: number, bx: number, by: number, extent: Envelope): boolean {
  const { xmin, ymin, xmax, ymax } = extent;
  if (!(Math.min(ax, bx) <= xmax && Math.max(ax, bx) >= xmin)) return false;
  if (!(Math.min(ay, by) <= ymax && Math.max(ay, by) >= ymin)) return false;
  if ((ax >= xmin && ax <= xmax && ay >= ymin && ay <= ymax) || ax === bx || ay === by) return true;
  const first = turn(ax, ay, bx, by, xmin, ymin);
  const second = turn(ax, ay, bx, by, xmax, ymax);
  const third = turn(ax, ay, bx, by, xmin, ymax);
  const fourth = turn(ax, ay, bx, by, xmax, ymin);
  const allRight = first > 0 && second > 0 && third > 0 && fourth > 0;
  return !allRight && !(first < 0 && second < 0 && third < 0 && fourth < 0);
}

/** Whether an edge crosses the ray from the box's lower left corner to the left (the corner is not on the edge). */
function crossesRay(ax: number, ay: number, bx: number, by: number, extent: Envelope): boolean {
  const { xmin, ymin } = extent;
  if (ay <= ymin === by <= ymin) return false;
  return turn(ax, ay, bx, by, xmin, ymin) > 0 === by > ay;
}

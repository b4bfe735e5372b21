import { hasGeometry } from '../geometry/view.js';
import type { PointView } from '../geometry/view.js';
import { GrowingInt32 } from '../growing.js';
import { turn } from './orientation.js';
import type { PolygonIndex } from './polygonIndex.js';

export interface PointPolygonPairs {
  /** Row of the point; ascending. */
  readonly points: Int32Array;
  /** Row of the polygon; ascending for each point. */
  readonly polygons: Int32Array;
}

/**
 * All pairs of a point and a polygon that intersect: the point is in the interior or on the boundary (edges, vertices
 * and those of holes included), decided exactly. Both are in the same plane; longitudes are plain numbers, so a polygon
 * that crosses the antimeridian must have been cut there. Null points match nothing.
 */
export function pointsInPolygons(points: PointView, index: PolygonIndex): PointPolygonPairs {
  const { xmin, ymin, xmax, ymax, columns, rows, cellWidth, cellHeight, cells } = index;
  const { mixedOffsets, entryPolygon } = index;
  const { xs, ys } = points;
  const pointRows = new GrowingInt32(points.length);
  const polygonRows = new GrowingInt32(points.length);
  for (let row = 0; row < points.length; row++) {
    const x = xs[row];
    const y = ys[row];
    if (!(x >= xmin && x <= xmax && y >= ymin && y <= ymax) || !hasGeometry(points, row)) continue;
    let column = Math.floor((x - xmin) / cellWidth);
    if (column >= columns) column = columns - 1;
    let line = Math.floor((y - ymin) / cellHeight);
    if (line >= rows) line = rows - 1;
    const cell = cells[line * columns + column];
    if (cell >= 0) {
      pointRows.push(row);
      polygonRows.push(cell);
    } else if (cell < -1) {
      const left = xmin + column * cellWidth;
      const end = mixedOffsets[-1 - cell];
      for (let entry = mixedOffsets[-2 - cell]; entry < end; entry++) {
        if (!entryContains(index, entry, left, x, y)) continue;
        pointRows.push(row);
        polygonRows.push(entryPolygon[entry]);
      }
    }
  }
  return { points: pointRows.view(), polygons: polygonRows.view() };
}

/**
 * Whether the point is in or on the polygon of one entry. Each local edge toggles the parity when the path crosses it:
 * up along the cell's left side to the point's height, then right to the point. Ties are broken as if the path ran a
 * little above and to the right of its coordinates, consistently on both legs. Where an edge crosses both the height
 * and the left side, the two crossings together depend on the sign of its slope only.
 */
function entryContains(index: PolygonIndex, entry: number, left: number, x: number, y: number): boolean {
  const edges = index.edges;
  const end = 4 * index.entryEdges[entry + 1];
  let parity = index.entryParity[entry];
  for (let at = 4 * index.entryEdges[entry]; at < end; at += 4) {
    const ax = edges[at];
    const ay = edges[at + 1];
    const bx = edges[at + 2];
    const by = edges[at + 3];
    const aBelow = ay <= y;
    const aLeft = ax <= left;
    const bLeft = bx <= left;
    if (aBelow !== by <= y) {
      // The edge crosses the point's height.
      if (ax < x && bx < x) {
        parity ^= 1;
      } else if (ax <= x || bx <= x) {
        const side = turn(ax, ay, bx, by, x, y);
        if (side === 0) return true;
        if (side > 0 === aBelow) parity ^= 1;
      }
      if (aLeft !== bLeft) {
        if (bx > ax === by > ay) parity ^= 1;
      } else if (aLeft) parity ^= 1;
    } else {
      if (ay === y && (ax === x || (by === y && bx < x !== ax < x))) return true;
      if (by === y && bx === x) return true;
      if (aLeft !== bLeft && aBelow) parity ^= 1;
    }
  }
  return parity === 1;
}

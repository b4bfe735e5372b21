import type { PathView } from '../geometry/view.js';
import { GrowingInt32 } from '../growing.js';

/** The uniform grid over all polygons. */
export interface Grid {
  readonly xmin: number;
  readonly ymin: number;
  readonly columns: number;
  readonly rows: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Edges are registered this far around them, to outweigh rounding when cells are computed. */
  readonly margin: number;
}

/**
 * The cells around one polygon while its edges are spread over them, column after column: cell = column * rows + row,
 * counted from column0 and row0 of the grid.
 */
export interface PolygonWindow {
  readonly column0: number;
  readonly row0: number;
  readonly columns: number;
  readonly rows: number;
  /** Edges that touch a cell. */
  readonly counts: Int32Array;
  /**
   * By column * (rows + 1) + row: whether an odd number of edges that cross the column's left side were registered up
   * to the row below, so that the side passes from inside to outside or back before this cell.
   */
  readonly toggles: Uint8Array;
  /** Cell and edge for every cell that an edge touches. */
  readonly pairCell: GrowingInt32;
  readonly pairEdge: GrowingInt32;
}

/** The empty window of a polygon, or null when it has no vertices. */
export function openWindow(view: PathView, polygon: number, grid: Grid): PolygonWindow | null {
  const { coords, stride, partOffsets, geometryOffsets } = view;
  const { xmin, ymin, cellWidth, cellHeight, margin } = grid;
  let west = Infinity;
  let east = -Infinity;
  let south = Infinity;
  let north = -Infinity;
  const end = partOffsets[geometryOffsets[polygon + 1]];
  for (let vertex = partOffsets[geometryOffsets[polygon]]; vertex < end; vertex++) {
    const x = coords[vertex * stride];
    const y = coords[vertex * stride + 1];
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  if (west > east) return null;
  const column0 = clamp(Math.floor((west - margin - xmin) / cellWidth), grid.columns);
  const row0 = clamp(Math.floor((south - margin - ymin) / cellHeight), grid.rows);
  const columns = clamp(Math.floor((east + margin - xmin) / cellWidth), grid.columns) - column0 + 1;
  const rows = clamp(Math.floor((north + margin - ymin) / cellHeight), grid.rows) - row0 + 1;
  return {
    column0,
    row0,
    columns,
    rows,
    counts: new Int32Array(columns * rows),
    toggles: new Uint8Array(columns * (rows + 1)),
    pairCell: new GrowingInt32(1024),
    pairEdge: new GrowingInt32(1024),
  };
}

/**
 * Registers an edge in every cell that it touches or comes within the margin of: in each column one run of rows. Where
 * the edge crosses the left side of a column, the side toggles above that run.
 */
export function addEdge(
  grid: Grid,
  window: PolygonWindow,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  edge: number,
): void {
  const { xmin, ymin, cellWidth, cellHeight, margin } = grid;
  const { column0, row0, rows, counts, toggles, pairCell, pairEdge } = window;
  const low = ax < bx ? ax : bx;
  const high = ax < bx ? bx : ax;
  const bottom = ay < by ? ay : by;
  const top = ay < by ? by : ay;
  const first = clamp(Math.floor((low - margin - xmin) / cellWidth), grid.columns);
  const last = clamp(Math.floor((high + margin - xmin) / cellWidth), grid.columns);
  const sloped = first !== last && high - low > 4 * margin;
  const slope = (by - ay) / (bx - ax);
  for (let column = first; column <= last; column++) {
    const left = xmin + column * cellWidth;
    let from = bottom;
    let to = top;
    if (sloped) {
      // The part of the edge over this column, a little widened.
      const x0 = left - margin > low ? left - margin : low;
      const x1 = left + cellWidth + margin < high ? left + cellWidth + margin : high;
      const y0 = ay + (x0 - ax) * slope;
      const y1 = ay + (x1 - ax) * slope;
      from = Math.max(bottom, Math.min(y0, y1));
      to = Math.min(top, Math.max(y0, y1));
    }
    const rowFrom = clamp(Math.floor((from - 2 * margin - ymin) / cellHeight), grid.rows);
    const rowTo = clamp(Math.floor((to + 2 * margin - ymin) / cellHeight), grid.rows);
    const base = (column - column0) * rows - row0;
    for (let row = rowFrom; row <= rowTo; row++) {
      counts[base + row]++;
      pairCell.push(base + row);
      pairEdge.push(edge);
    }
    if (ax <= left !== bx <= left) toggles[(column - column0) * (rows + 1) + rowTo + 1 - row0] ^= 1;
  }
}

/** The registered edges by cell: those of cell c are edges[starts[c]] .. edges[starts[c + 1]]. */
export function edgesByCell(window: PolygonWindow): { starts: Int32Array; edges: Int32Array } {
  const { counts, pairCell, pairEdge } = window;
  const starts = new Int32Array(counts.length + 1);
  for (let cell = 0; cell < counts.length; cell++) starts[cell + 1] = starts[cell] + counts[cell];
  const edges = new Int32Array(pairCell.length);
  const next = starts.slice();
  const cells = pairCell.values;
  for (let pair = 0; pair < edges.length; pair++) edges[next[cells[pair]]++] = pairEdge.values[pair];
  return { starts, edges };
}

function clamp(value: number, limit: number): number {
  return value < 0 ? 0 : value >= limit ? limit - 1 : value;
}

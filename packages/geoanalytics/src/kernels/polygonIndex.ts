import { invalidGeometry } from '../errors.js';
import { hasGeometry } from '../geometry/view.js';
import type { PathView } from '../geometry/view.js';
import { GrowingInt32 } from '../growing.js';
import { addEdge, edgesByCell, openWindow } from './polygonWindow.js';
import type { Grid, PolygonWindow } from './polygonWindow.js';

/**
 * Polygons cut by a uniform grid, so that a point needs to look at the few edges near it only.
 *
 * A cell is empty (`EMPTY`), wholly inside exactly one polygon (its row), or mixed (-2 - m). Mixed cell m has the
 * entries mixedOffsets[m] .. mixedOffsets[m + 1], one for each polygon that reaches the cell, in row order. An entry
 * holds the edges that touch the cell (edgeOffsets into edges, 4 numbers each) and `parity`: whether the cell's left
 * side, far below the local edges, is inside when only edges of other cells are counted. From there a path goes up
 * along the left side to the point's height and then right to the point; every edge it crosses inside the cell is
 * local and toggles the parity (see pointInPolygon.ts).
 */
export interface PolygonIndex {
  readonly polygonCount: number;
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
  readonly columns: number;
  readonly rows: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** By row * columns + column. */
  readonly cells: Int32Array;
  readonly mixedOffsets: Int32Array;
  readonly entryPolygon: Int32Array;
  readonly entryParity: Uint8Array;
  readonly entryEdges: Int32Array;
  /** ax, ay, bx, by of every local edge. */
  readonly edges: Float64Array;
}

export const EMPTY = -1;

/** Cells per edge: about this many make most cells hold one or two edges on maps of countries and counties. */
const CELLS_PER_EDGE = 32;
const CELLS_MIN = 1024;
const CELLS_MAX = 4 * 1024 * 1024;

/**
 * Builds the index of a polygon column. A polygon is the area that its rings enclose an odd number of times (holes and
 * parts need no order or direction); unclosed rings are closed; null and empty polygons contain nothing.
 * Throws INVALID_GEOMETRY when a vertex is not finite.
 */
export function buildPolygonIndex(view: PathView): PolygonIndex {
  const extent = measure(view);
  const grid = makeGrid(extent);
  const entries = {
    cell: new GrowingInt32(extent.edges),
    polygon: new GrowingInt32(extent.edges),
    parity: new GrowingInt32(extent.edges),
    edgeEnd: new GrowingInt32(extent.edges),
    edges: new GrowingInt32(2 * extent.edges),
  };
  /** First and last vertex of the edges that close rings. */
  const closing = new GrowingInt32(16);
  for (let polygon = 0; polygon < view.length; polygon++) {
    if (hasGeometry(view, polygon)) addPolygon(view, polygon, grid, closing, entries);
  }
  return assemble(view, grid, extent, closing.view(), entries);
}

interface Extent {
  xmin: number;
  ymin: number;
  xmax: number;
  ymax: number;
  edges: number;
}

function measure(view: PathView): Extent {
  const { coords, stride, partOffsets, geometryOffsets } = view;
  const extent = { xmin: Infinity, ymin: Infinity, xmax: -Infinity, ymax: -Infinity, edges: 0 };
  for (let polygon = 0; polygon < view.length; polygon++) {
    if (!hasGeometry(view, polygon)) continue;
    const start = partOffsets[geometryOffsets[polygon]];
    const end = partOffsets[geometryOffsets[polygon + 1]];
    for (let vertex = start; vertex < end; vertex++) {
      const x = coords[vertex * stride];
      const y = coords[vertex * stride + 1];
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        throw invalidGeometry(`polygon ${polygon} has a vertex (${x}, ${y}); expected finite coordinates`);
      }
      if (x < extent.xmin) extent.xmin = x;
      if (x > extent.xmax) extent.xmax = x;
      if (y < extent.ymin) extent.ymin = y;
      if (y > extent.ymax) extent.ymax = y;
    }
    extent.edges += end - start;
  }
  return extent;
}

function makeGrid(extent: Extent): Grid {
  if (extent.edges === 0) {
    return { xmin: 0, ymin: 0, columns: 1, rows: 1, cellWidth: 1, cellHeight: 1, margin: 0 };
  }
  const largest = Math.max(
    Math.abs(extent.xmin),
    Math.abs(extent.xmax),
    Math.abs(extent.ymin),
    Math.abs(extent.ymax),
    1e-300,
  );
  const rounding = largest * 2 ** -48;
  const width = Math.max(extent.xmax - extent.xmin, 64 * rounding);
  const height = Math.max(extent.ymax - extent.ymin, 64 * rounding);
  const wanted = Math.min(CELLS_MAX, Math.max(CELLS_MIN, CELLS_PER_EDGE * extent.edges));
  const side = Math.sqrt((width * height) / wanted);
  const columns = Math.max(1, Math.min(Math.ceil(width / side), wanted, Math.floor(width / (32 * rounding))));
  const rows = Math.max(1, Math.min(Math.ceil(height / side), wanted, Math.floor(height / (32 * rounding))));
  return {
    xmin: extent.xmin,
    ymin: extent.ymin,
    columns,
    rows,
    cellWidth: width / columns,
    cellHeight: height / rows,
    margin: rounding,
  };
}

interface Entries {
  readonly cell: GrowingInt32;
  readonly polygon: GrowingInt32;
  readonly parity: GrowingInt32;
  readonly edgeEnd: GrowingInt32;
  /** First vertex of each local edge, or -1 - k for the k-th closing edge. */
  readonly edges: GrowingInt32;
}

function addPolygon(
  view: PathView,
  polygon: number,
  grid: Grid,
  closing: GrowingInt32,
  entries: Entries,
): void {
  const window = openWindow(view, polygon, grid);
  if (window === null) return;
  const { coords, stride, partOffsets, geometryOffsets } = view;
  for (let part = geometryOffsets[polygon]; part < geometryOffsets[polygon + 1]; part++) {
    const start = partOffsets[part];
    const end = partOffsets[part + 1];
    for (let vertex = start; vertex + 1 < end; vertex++) {
      const at = vertex * stride;
      addEdge(grid, window, coords[at], coords[at + 1], coords[at + stride], coords[at + stride + 1], vertex);
    }
    const a = (end - 1) * stride;
    const b = start * stride;
    if (end - start < 2 || (coords[a] === coords[b] && coords[a + 1] === coords[b + 1])) continue;
    addEdge(grid, window, coords[a], coords[a + 1], coords[b], coords[b + 1], -1 - closing.length / 2);
    closing.push(end - 1);
    closing.push(start);
  }
  addEntries(polygon, grid, window, entries);
}

/** One entry for each cell of the window that has edges or lies inside. */
function addEntries(polygon: number, grid: Grid, window: PolygonWindow, entries: Entries): void {
  const { column0, row0, columns, rows, toggles } = window;
  const { starts, edges } = edgesByCell(window);
  for (let column = 0; column < columns; column++) {
    let parity = 0;
    for (let row = 0; row < rows; row++) {
      parity ^= toggles[column * (rows + 1) + row];
      const cell = column * rows + row;
      const from = starts[cell];
      const to = starts[cell + 1];
      if (from === to && parity === 0) continue;
      for (let edge = from; edge < to; edge++) entries.edges.push(edges[edge]);
      entries.cell.push((row0 + row) * grid.columns + column0 + column);
      entries.polygon.push(polygon);
      entries.parity.push(parity);
      entries.edgeEnd.push(entries.edges.length);
    }
  }
}

function assemble(
  view: PathView,
  grid: Grid,
  extent: Extent,
  closing: Int32Array,
  entries: Entries,
): PolygonIndex {
  const cellCount = grid.columns * grid.rows;
  const count = entries.cell.length;
  const cellOf = entries.cell.values;
  const edgeEnd = entries.edgeEnd.values;
  const perCell = new Int32Array(cellCount);
  for (let entry = 0; entry < count; entry++) perCell[cellOf[entry]]++;
  const cells = new Int32Array(cellCount).fill(EMPTY);
  const mixedOffsets = new GrowingInt32(count);
  let total = 0;
  // Cells inside one polygon only: no edges, one entry. All others with entries are mixed.
  for (let entry = 0; entry < count; entry++) {
    const hasEdges = edgeEnd[entry] > (entry === 0 ? 0 : edgeEnd[entry - 1]);
    const cell = cellOf[entry];
    if (perCell[cell] === 1 && !hasEdges) cells[cell] = entries.polygon.values[entry];
    else if (cells[cell] === EMPTY) {
      cells[cell] = -2 - mixedOffsets.length;
      mixedOffsets.push(total);
      total += perCell[cell];
    }
  }
  mixedOffsets.push(total);
  const next = mixedOffsets.view().slice();
  const source = new Int32Array(total);
  for (let entry = 0; entry < count; entry++) {
    const code = cells[cellOf[entry]];
    if (code < EMPTY) source[next[-2 - code]++] = entry;
  }
  const entryPolygon = new Int32Array(total);
  const entryParity = new Uint8Array(total);
  const entryEdges = new Int32Array(total + 1);
  const edges = new Float64Array(4 * entries.edges.length);
  const { coords, stride } = view;
  const edgeFirst = entries.edges.values;
  let edge = 0;
  for (let slot = 0; slot < total; slot++) {
    const entry = source[slot];
    entryPolygon[slot] = entries.polygon.values[entry];
    entryParity[slot] = entries.parity.values[entry];
    for (let from = entry === 0 ? 0 : edgeEnd[entry - 1]; from < edgeEnd[entry]; from++) {
      const first = edgeFirst[from];
      const a = first >= 0 ? first : closing[2 * (-1 - first)];
      const b = first >= 0 ? first + 1 : closing[2 * (-1 - first) + 1];
      edges[4 * edge] = coords[a * stride];
      edges[4 * edge + 1] = coords[a * stride + 1];
      edges[4 * edge + 2] = coords[b * stride];
      edges[4 * edge + 3] = coords[b * stride + 1];
      edge++;
    }
    entryEdges[slot + 1] = edge;
  }
  return {
    polygonCount: view.length,
    xmin: extent.xmin,
    ymin: extent.ymin,
    xmax: extent.xmax,
    ymax: extent.ymax,
    columns: grid.columns,
    rows: grid.rows,
    cellWidth: grid.cellWidth,
    cellHeight: grid.cellHeight,
    cells,
    mixedOffsets: mixedOffsets.view(),
    entryPolygon,
    entryParity,
    entryEdges,
    edges,
  };
}

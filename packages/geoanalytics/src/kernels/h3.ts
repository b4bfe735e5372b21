import { cellToBoundary, latLngToCell } from 'h3-js';
import { STRING, filledBitmap } from '@graticule/columnar';
import type { BytesColumn } from '@graticule/columnar';
import { hasGeometry } from '../geometry/view.js';
import type { PointView } from '../geometry/view.js';

/** H3 cells have 15 hexadecimal digits at every resolution. */
const ID_LENGTH = 15;

/** Greatest resolution (smallest cells). */
export const H3_RESOLUTION_MAX = 15;

/** H3 cell of every point (longitude and latitude) as text; null for null points and latitudes beyond a pole. */
export function h3Ids(points: PointView, resolution: number): BytesColumn {
  const { xs, ys, length } = points;
  const offsets = new Int32Array(length + 1);
  const data = new Uint8Array(ID_LENGTH * length);
  const validity = filledBitmap(length);
  let at = 0;
  for (let row = 0; row < length; row++) {
    const latitude = ys[row];
    if (hasGeometry(points, row) && latitude >= -90 && latitude <= 90 && Number.isFinite(xs[row])) {
      const id = latLngToCell(latitude, xs[row], resolution);
      for (let k = 0; k < ID_LENGTH; k++) data[at++] = id.charCodeAt(k);
    } else validity[row >> 3] &= ~(1 << (row & 7));
    offsets[row + 1] = at;
  }
  return { layout: 'bytes', type: STRING, length, validity, offsets, data: data.subarray(0, at) };
}

type Vertex = readonly [number, number];

/**
 * Closed clockwise rings of a cell in longitude and latitude. A cell across the antimeridian is cut there into two; a
 * cell around a pole becomes a band up to the pole.
 */
export function h3Rings(id: string): Vertex[][] {
  const chain = unwrap(cellToBoundary(id, true) as [number, number][]);
  const turned = chain[chain.length - 1][0] - chain[0][0];
  let outline: Vertex[] = chain.slice(0, -1);
  if (Math.abs(turned) > 180) {
    // Around a pole: the outline once more on each side, then along the pole. Cutting leaves one turn of it.
    const latitude = chain[0][1] > 0 ? 90 : -90;
    const copies = [-turned, 0, turned].flatMap((shift) => outline.map(([x, y]): Vertex => [x + shift, y]));
    outline = [...copies, [copies[copies.length - 1][0], latitude], [copies[0][0], latitude]];
    return [clockwise(cut(outline))];
  }
  return [-360, 0, 360]
    .map((shift) => cut(outline.map(([x, y]): Vertex => [x + shift, y])))
    .filter((ring) => ring.length > 2 && ring.some(([x]) => x !== ring[0][0]))
    .map(clockwise);
}

/** A closed ring whose longitudes run on instead of jumping by 360 degrees. */
function unwrap(ring: readonly Vertex[]): Vertex[] {
  let previous = ring[0][0];
  let unwrapped = previous;
  return ring.map(([x, y]) => {
    const step = x - previous;
    unwrapped += step - 360 * Math.round(step / 360);
    previous = x;
    return [unwrapped, y];
  });
}

/** The part of an open ring between longitudes -180 and 180. */
function cut(ring: readonly Vertex[]): Vertex[] {
  return cutSide(cutSide(ring, 180, 1), -180, -1);
}

function cutSide(ring: readonly Vertex[], limit: number, sign: 1 | -1): Vertex[] {
  const kept: Vertex[] = [];
  ring.forEach((to, k) => {
    const from = ring[(k + ring.length - 1) % ring.length];
    const fromInside = sign * (limit - from[0]) >= 0;
    const toInside = sign * (limit - to[0]) >= 0;
    if (fromInside !== toInside) {
      const share = (limit - from[0]) / (to[0] - from[0]);
      kept.push([limit, from[1] + share * (to[1] - from[1])]);
    }
    if (toInside) kept.push(to);
  });
  return kept;
}

function clockwise(ring: readonly Vertex[]): Vertex[] {
  let twice = 0;
  ring.forEach(([x, y], k) => {
    const [nextX, nextY] = ring[(k + 1) % ring.length];
    twice += (nextX - x) * (nextY + y);
  });
  const turned = twice > 0 ? ring.slice() : ring.slice().reverse();
  return [...turned, turned[0]];
}

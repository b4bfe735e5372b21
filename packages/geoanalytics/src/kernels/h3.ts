import { cellToBoundary, latLngToCell } from 'h3-js';
import { STRING, filledBitmap } from '@graticule/columnar';
import type { BytesColumn } from '@graticule/columnar';
import { hasGeometry } from '../geometry/view.js';
import type { PointView } from '../geometry/view.js';
import { cutOutline, cutRing, unwrap } from './antimeridian.js';
import type { Vertex } from './antimeridian.js';

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

/**
 * Closed clockwise rings of a cell in longitude and latitude. A cell across the antimeridian is cut there into two; a
 * cell around a pole becomes a band up to the pole.
 */
export function h3Rings(id: string): Vertex[][] {
  const boundary = cellToBoundary(id, true);
  const chain = unwrap(boundary);
  const turned = chain[chain.length - 1][0] - chain[0][0];
  if (Math.abs(turned) > 180) {
    // Around a pole: the outline once more on each side, then along the pole. Cutting leaves one turn of it.
    const latitude = chain[0][1] > 0 ? 90 : -90;
    const copies = [-turned, 0, turned].flatMap((shift) =>
      chain.slice(0, -1).map(([x, y]): Vertex => [x + shift, y]),
    );
    const outline: Vertex[] = [...copies, [copies[copies.length - 1][0], latitude], [copies[0][0], latitude]];
    return [clockwise(cutOutline(outline))];
  }
  return cutRing(boundary).map((ring) => clockwise(ring.slice(0, -1)));
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

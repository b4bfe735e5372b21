import type { PathView } from '../geometry/view.js';

/** x, y and, when the geometry has them, z and m. */
export type Vertex = readonly [x: number, y: number, ...others: number[]];

/**
 * The parts of a closed ring in longitude and latitude whose longitudes jump by 360 degrees where it crosses the
 * antimeridian: closed rings between -180 and 180, in the direction of the ring. A ring that does not cross comes back as
 * it is. The ring must not go around a pole.
 */
export function cutRing(ring: readonly Vertex[]): Vertex[][] {
  const outline = unwrap(ring).slice(0, -1);
  return [-360, 0, 360]
    .map((shift) => cutOutline(outline.map(([x, ...others]): Vertex => [x + shift, ...others])))
    .filter((part) => part.length > 2 && part.some(([x]) => x !== part[0][0]))
    .map((part) => [...part, part[0]]);
}

/** A closed ring whose longitudes run on instead of jumping by 360 degrees. */
export function unwrap(ring: readonly Vertex[]): Vertex[] {
  let previous = ring[0][0];
  let unwrapped = previous;
  return ring.map(([x, ...others]) => {
    const step = x - previous;
    unwrapped += step - 360 * Math.round(step / 360);
    previous = x;
    return [unwrapped, ...others];
  });
}

/** The part of an open ring between longitudes -180 and 180. */
export function cutOutline(outline: readonly Vertex[]): Vertex[] {
  return cutSide(cutSide(outline, 180, 1), -180, -1);
}

/** One side of the rectangle of Sutherland and Hodgman, Reentrant polygon clipping (1974). */
function cutSide(outline: readonly Vertex[], limit: number, sign: 1 | -1): Vertex[] {
  const kept: Vertex[] = [];
  outline.forEach((to, k) => {
    const from = outline[(k + outline.length - 1) % outline.length];
    const fromInside = sign * (limit - from[0]) >= 0;
    const toInside = sign * (limit - to[0]) >= 0;
    if (fromInside !== toInside) {
      const share = (limit - from[0]) / (to[0] - from[0]);
      const [, y, ...others] = from.map((value, i) => value + share * (to[i] - value));
      kept.push([limit, y, ...others]);
    }
    if (toInside) kept.push(to);
  });
  return kept;
}

/** The view with some of its parts, by number, replaced by other ones at the same stride. */
export function replaceParts(
  view: PathView,
  replacements: ReadonlyMap<number, readonly (readonly Vertex[])[]>,
): PathView {
  const { stride, coords, partOffsets, geometryOffsets, length } = view;
  const offsets = [0];
  const geometries = new Int32Array(length + 1);
  const chunks: Float64Array[] = [];
  let vertices = 0;
  const add = (chunk: Float64Array): void => {
    chunks.push(chunk);
    vertices += chunk.length / stride;
    offsets.push(vertices);
  };
  for (let row = 0; row < length; row++) {
    for (let part = geometryOffsets[row]; part < geometryOffsets[row + 1]; part++) {
      const replaced = replacements.get(part);
      if (replaced) for (const ring of replaced) add(Float64Array.from(ring.flat()));
      else add(coords.subarray(stride * partOffsets[part], stride * partOffsets[part + 1]));
    }
    geometries[row + 1] = offsets.length - 1;
  }
  const joined = new Float64Array(stride * vertices);
  chunks.forEach((chunk, k) => joined.set(chunk, stride * offsets[k]));
  return { ...view, coords: joined, partOffsets: Int32Array.from(offsets), geometryOffsets: geometries };
}

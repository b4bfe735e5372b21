import type { PathView } from '@graticule/geoanalytics';

/** Rings of one geometry arranged as polygons: each polygon is an outer ring followed by its holes. */
export type PolygonParts = readonly (readonly number[])[];

/**
 * Groups the rings first .. end of a view. Rings that turn as the first one does are outer rings, the others are holes
 * of the smallest outer ring that contains their first vertex (of the first outer ring if none does): right for either
 * convention of directions, as long as a geometry keeps to one.
 */
export function polygonParts(view: PathView, first: number, end: number): PolygonParts {
  if (end - first === 1) return [[first]];
  const areas: number[] = [];
  for (let ring = first; ring < end; ring++) areas.push(signedArea(view, ring));
  const direction = Math.sign(areas[0]);
  const polygons: { outer: number; area: number; rings: number[] }[] = [];
  const holes: number[] = [];
  for (let ring = first; ring < end; ring++) {
    const area = areas[ring - first];
    if (area !== 0 && Math.sign(area) === -direction) holes.push(ring);
    else polygons.push({ outer: ring, area: Math.abs(area), rings: [ring] });
  }
  for (const hole of holes) {
    let best = polygons[0];
    let bestArea = Infinity;
    for (const polygon of polygons) {
      if (polygon.area < bestArea && contains(view, polygon.outer, hole)) {
        best = polygon;
        bestArea = polygon.area;
      }
    }
    best.rings.push(hole);
  }
  return polygons.map((polygon) => polygon.rings);
}

function signedArea(view: PathView, ring: number): number {
  const { coords, stride, partOffsets } = view;
  const start = partOffsets[ring];
  const end = partOffsets[ring + 1];
  if (end - start < 3) return 0;
  const originX = coords[start * stride];
  const originY = coords[start * stride + 1];
  let sum = 0;
  for (let v = start, before = end - 1; v < end; before = v++) {
    const ax = coords[before * stride] - originX;
    const ay = coords[before * stride + 1] - originY;
    const bx = coords[v * stride] - originX;
    const by = coords[v * stride + 1] - originY;
    sum += ax * by - bx * ay;
  }
  return sum;
}

/** Whether the hole's first vertex lies in the outer ring (crossings of a ray to the right). */
function contains(view: PathView, outer: number, hole: number): boolean {
  const { coords, stride, partOffsets } = view;
  const x = coords[partOffsets[hole] * stride];
  const y = coords[partOffsets[hole] * stride + 1];
  let inside = false;
  const start = partOffsets[outer];
  const end = partOffsets[outer + 1];
  for (let v = start, before = end - 1; v < end; before = v++) {
    const ay = coords[before * stride + 1];
    const by = coords[v * stride + 1];
    if (ay > y === by > y) continue;
    const ax = coords[before * stride];
    const bx = coords[v * stride];
    if (x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}

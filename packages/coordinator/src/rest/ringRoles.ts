/** Coordinates of one ring, closed: [x, y, ...] per vertex, the last equal to the first. */
export type Ring = readonly (readonly number[])[];

/** One outer ring with the holes that lie directly in it. */
export interface RingGroup {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/**
 * Which rings of a polygon are outer ones and which are holes, by containment: a ring inside an odd number of others is
 * a hole of the smallest of them (even-odd rule, the meaning polygons have throughout). The direction of the vertices
 * is not asked, since sources and projections do not keep it. Groups are in the order of their outer rings.
 */
export function groupRings(rings: readonly Ring[]): RingGroup[] {
  if (rings.length === 1) return [{ outer: rings[0], holes: [] }];
  const boxes = rings.map(boundingBox);
  const areas = rings.map((ring) => Math.abs(signedArea(ring)));
  const containers = rings.map((_ring, inner) => {
    const found: number[] = [];
    for (let other = 0; other < rings.length; other++) {
      if (
        other !== inner &&
        boxContains(boxes[other], boxes[inner]) &&
        ringContains(rings, areas, other, inner)
      ) {
        found.push(other);
      }
    }
    return found;
  });
  const holesOf = new Map<number, Ring[]>();
  for (let ring = 0; ring < rings.length; ring++) {
    if (containers[ring].length % 2 === 0) holesOf.set(ring, []);
  }
  for (let ring = 0; ring < rings.length; ring++) {
    if (containers[ring].length % 2 === 0) continue;
    const outers = containers[ring].filter((container) => holesOf.has(container));
    const smallest = outers.reduce((best, outer) => (areas[outer] < areas[best] ? outer : best), outers[0]);
    holesOf.get(smallest)?.push(rings[ring]);
  }
  return [...holesOf].map(([ring, holes]) => ({ outer: rings[ring], holes }));
}

/** The ring in the wanted direction, seen with x to the right and y up. */
export function oriented(ring: Ring, clockwise: boolean): Ring {
  const area = signedArea(ring);
  return area !== 0 && area < 0 !== clockwise ? [...ring].reverse() : ring;
}

/** Positive when counterclockwise. Relative to the first vertex, to keep digits far from the origin. */
function signedArea(ring: Ring): number {
  if (ring.length === 0) return 0;
  const [x0, y0] = ring[0];
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    twice += (ring[i - 1][0] - x0) * (ring[i][1] - y0) - (ring[i][0] - x0) * (ring[i - 1][1] - y0);
  }
  return twice / 2;
}

type Box = readonly [xmin: number, ymin: number, xmax: number, ymax: number];

function boundingBox(ring: Ring): Box {
  let xmin = Infinity;
  let ymin = Infinity;
  let xmax = -Infinity;
  let ymax = -Infinity;
  for (const [x, y] of ring) {
    if (x < xmin) xmin = x;
    if (x > xmax) xmax = x;
    if (y < ymin) ymin = y;
    if (y > ymax) ymax = y;
  }
  return [xmin, ymin, xmax, ymax];
}

function boxContains(outer: Box, inner: Box): boolean {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}

/**
 * Rings of a valid polygon do not cross, so one vertex off the other's line tells for all. When every vertex lies on
 * it (the rings share vertices), the middles of the edges are asked, and at last the areas.
 */
function ringContains(
  rings: readonly Ring[],
  areas: readonly number[],
  outer: number,
  inner: number,
): boolean {
  const ring = rings[inner];
  for (const [x, y] of ring) {
    const side = sideOf(rings[outer], x, y);
    if (side !== 0) return side > 0;
  }
  for (let i = 1; i < ring.length; i++) {
    const side = sideOf(rings[outer], (ring[i - 1][0] + ring[i][0]) / 2, (ring[i - 1][1] + ring[i][1]) / 2);
    if (side !== 0) return side > 0;
  }
  return areas[outer] > areas[inner];
}

/** 1 inside, -1 outside, 0 on the line of the ring. */
function sideOf(ring: Ring, x: number, y: number): number {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1];
    const [bx, by] = ring[i];
    const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    const withinBox =
      x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
    if (cross === 0 && withinBox) return 0;
    if (ay > y !== by > y && cross > 0 === by > ay) inside = !inside;
  }
  return inside ? 1 : -1;
}

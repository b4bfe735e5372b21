import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { groupRings, oriented, type Ring } from './ringRoles.js';

interface Shape {
  readonly id?: string | number;
  readonly geometry: { readonly type: string; readonly coordinates: unknown };
}

interface Topology {
  readonly objects: Readonly<Record<string, unknown>>;
}

const load = createRequire(import.meta.url);
const { feature } = load('topojson-client') as {
  feature(topology: Topology, object: unknown): { features: Shape[] };
};

/** Counties and states of the USA as GeoJSON: an independent statement of which ring is a hole of which. */
function realShapes(): Shape[] {
  const topology = JSON.parse(readFileSync(load.resolve('us-atlas/counties-10m.json'), 'utf8')) as Topology;
  return ['counties', 'states'].flatMap((name) => feature(topology, topology.objects[name]).features);
}

/** Rings that rounding has shrunk to a point or a line lie in nothing and hold nothing: left out. */
function polygonsOf({ geometry }: Shape): Ring[][] {
  const polygons = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as Ring[][];
  return polygons
    .map((rings) => rings.filter((ring) => new Set(ring.map(String)).size > 2))
    .filter((rings) => rings.length > 0);
}

/** A name of a ring that does not depend on its direction: its vertices, sorted. */
function nameOf(ring: Ring): string {
  return ring
    .map(([x, y]) => `${x},${y}`)
    .sort()
    .join(' ');
}

test('the rings of real counties and states, mixed and turned, are grouped as their source groups them', () => {
  let holes = 0;
  for (const shape of realShapes()) {
    const polygons = polygonsOf(shape);
    const expected = polygons.map(([outer, ...inner]) => [nameOf(outer), ...inner.map(nameOf).sort()]);
    const mixed = polygons
      .flat()
      .map((ring, index) => oriented(ring, index % 3 === 0))
      .reverse();
    const found = groupRings(mixed).map((group) => [nameOf(group.outer), ...group.holes.map(nameOf).sort()]);
    expect(found.sort(), String(shape.id)).toEqual(expected.sort());
    holes += expected.reduce((sum, polygon) => sum + polygon.length - 1, 0);
  }
  expect(holes).toBeGreaterThan(10);
});

import type { Batch } from '@graticule/columnar';
import type { LayerExtent } from '../state/layer.js';
import { columnOf, GEOMETRY } from './esriJson.js';
import { geometryReader, type GeometryValue } from './geometryValue.js';

/** The bounds of all geometries in the batches; null when there are none. */
export async function geometryExtent(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
): Promise<LayerExtent | null> {
  let xmin = Infinity;
  let ymin = Infinity;
  let xmax = -Infinity;
  let ymax = -Infinity;
  for await (const batch of batches) {
    const geometry = geometryReader(batch.columns[columnOf(batch, GEOMETRY)]);
    for (let row = 0; row < batch.length; row++) {
      const value = geometry(row);
      if (value === null) continue;
      for (const part of parts(value)) {
        for (const [x, y] of part) {
          if (x < xmin) xmin = x;
          if (x > xmax) xmax = x;
          if (y < ymin) ymin = y;
          if (y > ymax) ymax = y;
        }
      }
    }
  }
  return xmin <= xmax ? { xmin, ymin, xmax, ymax } : null;
}

function parts(geometry: GeometryValue): readonly (readonly (readonly number[])[])[] {
  switch (geometry.kind) {
    case 'point':
      return [[geometry.coordinates]];
    case 'multipoint':
      return [geometry.points];
    case 'polyline':
      return geometry.paths;
    case 'polygon':
      return geometry.rings;
  }
}

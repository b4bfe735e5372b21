import { isValid, stringAt } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import type { Kernel } from '@graticule/sql';
import { invalidGeometry } from '../errors.js';
import { GeometryBuilder } from '../geometry/builder.js';
import { FLAT } from '../geometry/kind.js';
import { viewGeometry } from '../geometry/view.js';
import { h3Ids, h3Rings } from './h3.js';
import { batchOf } from './kernelBatch.js';

export interface H3IndexParameters {
  /** Position of the point column, in longitude and latitude. */
  readonly geometry: number;
  readonly resolution: number;
}

/** Input `any`; output: the input's columns, then the H3 cell of the point as text, null for null points. */
export const h3IndexKernel: Kernel = {
  name: 'h3Index',
  async *run([input], parameters, schema) {
    const { geometry, resolution } = parameters as unknown as H3IndexParameters;
    for await (const batch of input) {
      const view = viewGeometry(batch.columns[geometry]);
      if (view.kind !== 'point') throw invalidGeometry(`bins expect points, found ${view.kind}`);
      yield batchOf(schema, batch.length, [...batch.columns, h3Ids(view, resolution)]);
    }
  },
};

export interface H3PolygonParameters {
  /** Position of the column of H3 cells. */
  readonly bin: number;
}

/** Input `any`; output: the input's columns, then the cell's polygon in longitude and latitude, null for null cells. */
export const h3PolygonKernel: Kernel = {
  name: 'h3Polygon',
  async *run([input], parameters, schema) {
    const { bin } = parameters as unknown as H3PolygonParameters;
    for await (const batch of input) {
      yield batchOf(schema, batch.length, [...batch.columns, cellPolygons(batch.columns[bin])]);
    }
  },
};

function cellPolygons(ids: Column): Column {
  const builder = new GeometryBuilder('polygon', FLAT, ids.length);
  for (let row = 0; row < ids.length; row++) {
    if (!isValid(ids, row)) {
      builder.addNull();
      continue;
    }
    for (const ring of h3Rings(stringAt(ids, row))) {
      for (const [x, y] of ring) builder.vertex(x, y);
      builder.endPart();
    }
    builder.endGeometry();
  }
  return builder.finish();
}

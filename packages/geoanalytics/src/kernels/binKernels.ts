import { LONG } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import type { Kernel } from '@graticule/sql';
import { invalidGeometry } from '../errors.js';
import { pathColumn } from '../geometry/build.js';
import { viewGeometry } from '../geometry/view.js';
import { binIds, binRingLength, writeBinRing } from './bins.js';
import type { BinShape } from './bins.js';
import { batchOf } from './kernelBatch.js';

export interface BinIndexParameters {
  /** Position of the point column. */
  readonly geometry: number;
  readonly shape: BinShape;
  /** In units of the points' plane. */
  readonly size: number;
}

/** Input `any`; output: the input's columns, then the bin id of the point as a long, null for null points. */
export const binIndexKernel: Kernel = {
  name: 'binIndex',
  async *run([input], parameters, schema) {
    const { geometry, shape, size } = parameters as unknown as BinIndexParameters;
    for await (const batch of input) {
      yield batchOf(schema, batch.length, [
        ...batch.columns,
        binIdColumn(batch.columns[geometry], shape, size),
      ]);
    }
  },
};

function binIdColumn(column: Column, shape: BinShape, size: number): Column {
  const view = viewGeometry(column);
  if (view.kind !== 'point') throw invalidGeometry(`bins expect points, found ${view.kind}`);
  const values = new BigInt64Array(view.length);
  binIds(shape, view.xs, view.ys, size, new Int32Array(values.buffer));
  return { layout: 'primitive', type: LONG, length: view.length, validity: view.validity, values };
}

export interface BinPolygonParameters {
  /** Position of the bin id column. */
  readonly bin: number;
  readonly shape: BinShape;
  readonly size: number;
}

/** Input `any`; output: the input's columns, then the bin's polygon (one clockwise ring), null for null ids. */
export const binPolygonKernel: Kernel = {
  name: 'binPolygon',
  async *run([input], parameters, schema) {
    const { bin, shape, size } = parameters as unknown as BinPolygonParameters;
    for await (const batch of input) {
      yield batchOf(schema, batch.length, [...batch.columns, binPolygons(batch.columns[bin], shape, size)]);
    }
  },
};

function binPolygons(ids: Column, shape: BinShape, size: number): Column {
  if (ids.layout !== 'primitive' || !(ids.values instanceof BigInt64Array)) {
    throw invalidGeometry(`bin ids are long integers, found ${ids.type.kind}`);
  }
  const { length, validity, values } = ids;
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * length);
  const ring = binRingLength(shape);
  const coords = new Float64Array(2 * ring * length);
  const partOffsets = new Int32Array(length + 1);
  const geometryOffsets = new Int32Array(length + 1);
  for (let row = 0; row < length; row++) {
    writeBinRing(shape, words[2 * row + 1], words[2 * row], size, coords, 2 * ring * row);
    partOffsets[row + 1] = ring * (row + 1);
    geometryOffsets[row + 1] = row + 1;
  }
  return pathColumn('polygon', { coords, partOffsets, geometryOffsets, validity });
}

import { DOUBLE, arrayType } from '@graticule/columnar';
import type { Column, ListColumn, StructColumn } from '@graticule/columnar';
import { FLAT, geometryType, strideOf } from './kind.js';
import type { Dimensions, PathKind } from './kind.js';
import type { PathView } from './view.js';

/** A point column over the given arrays (not copied). Further arrays are z and m as `dimensions` says. */
export function pointColumn(
  xs: Float64Array,
  ys: Float64Array,
  validity: Uint8Array | null = null,
  dimensions: Dimensions = FLAT,
  further: readonly Float64Array[] = [],
): StructColumn {
  const children = [xs, ys, ...further].map(doubleColumn);
  return { layout: 'struct', type: geometryType('point', dimensions), length: xs.length, validity, children };
}

/** Vertices of several geometries, laid out as in PathView. */
export interface PathArrays {
  readonly coords: Float64Array;
  readonly partOffsets: Int32Array;
  readonly geometryOffsets: Int32Array;
  readonly validity: Uint8Array | null;
}

/**
 * A multipoint, polyline or polygon column over the given arrays (not copied). A multipoint takes exactly one part
 * for each geometry, as views give it.
 */
export function pathColumn(kind: PathKind, arrays: PathArrays, dimensions: Dimensions = FLAT): StructColumn {
  return pathColumnAtStride(kind, arrays, strideOf(dimensions));
}

/** The column of a view whose coordinates were replaced, keeping its stride. */
export function columnOfView(view: PathView, coords: Float64Array): StructColumn {
  return pathColumnAtStride(view.kind, { ...view, coords }, view.stride);
}

function pathColumnAtStride(kind: PathKind, arrays: PathArrays, stride: number): StructColumn {
  const { coords, partOffsets, geometryOffsets, validity } = arrays;
  const type = geometryType(kind);
  const length = geometryOffsets.length - 1;
  const vertexType = arrayType(DOUBLE);
  const vertices: ListColumn = {
    layout: 'list',
    type: vertexType,
    length: coords.length / stride,
    validity: null,
    offsets: null,
    stride,
    child: doubleColumn(coords),
  };
  const parts = listColumn(arrayType(vertexType), partOffsets, vertices);
  const lists = kind === 'multipoint' ? parts : listColumn(type.fields[0].type, geometryOffsets, parts);
  return { layout: 'struct', type, length, validity, children: [lists] };
}

function listColumn(type: ListColumn['type'], offsets: Int32Array, child: Column): ListColumn {
  return { layout: 'list', type, length: offsets.length - 1, validity: null, offsets, stride: 0, child };
}

function doubleColumn(values: Float64Array): Column {
  return { layout: 'primitive', type: DOUBLE, length: values.length, validity: null, values };
}

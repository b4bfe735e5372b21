import { DOUBLE, field, LONG, structType, type StructType } from '@graticule/columnar';

/** The one row that a writeLayer operator returns: what was written. Bounds are null without any geometry. */
export const WRITE_LAYER_SCHEMA: StructType = structType([
  field('count', LONG, false),
  field('bytes', LONG, false),
  field('xmin', DOUBLE),
  field('ymin', DOUBLE),
  field('xmax', DOUBLE),
  field('ymax', DOUBLE),
]);

import type { Kernel } from '@graticule/sql';
import { binIndexKernel, binPolygonKernel } from './binKernels.js';
import { geometryExtentKernel } from './envelope.js';
import { h3IndexKernel, h3PolygonKernel } from './h3Kernels.js';
import { attachRowsKernel, pointInPolygonKernel } from './pointInPolygonKernel.js';
import { projectGeometryKernel } from './projectGeometry.js';
import { timeStepKernel } from './timeStepKernel.js';

/** All kernels that tools are lowered to, by the name in kernel nodes. */
export const kernels: ReadonlyMap<string, Kernel> = new Map(
  [
    pointInPolygonKernel,
    attachRowsKernel,
    binIndexKernel,
    binPolygonKernel,
    h3IndexKernel,
    h3PolygonKernel,
    projectGeometryKernel,
    timeStepKernel,
    geometryExtentKernel,
  ].map((kernel) => [kernel.name, kernel]),
);

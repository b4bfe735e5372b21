import { LONG, STRING } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import type { Attribute, LogicalNode } from '@graticule/sql';
import { invalidParameter } from '../errors.js';
import { WGS84 } from '../geometry/recognise.js';
import type { SpatialReference } from '../geometry/recognise.js';
import type { BinShape } from '../kernels/bins.js';
import { H3_RESOLUTION_MAX } from '../kernels/h3.js';
import type { CheckedCall, LoweringContext } from './call.js';
import { projectedSystemFor } from './processingSystem.js';
import { toMetres } from './units.js';

/** How points get a bin and a bin its polygon. */
export interface Bins {
  /** Spatial reference of the plane of the bins. */
  readonly reference: SpatialReference;
  readonly idType: DataType;
  readonly indexKernel: string;
  readonly polygonKernel: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** H3 cells of the resolution in binSize, in longitude and latitude. */
export function h3Bins(call: CheckedCall): Bins {
  const tool = call.definition.name;
  const { binSize, binSizeUnit } = call.values;
  const found = binSize === null ? 'not given' : `found ${binSize}`;
  if (!Number.isInteger(binSize) || (binSize as number) > H3_RESOLUTION_MAX) {
    const expected = `expected an H3 resolution, a whole number from 0 to ${H3_RESOLUTION_MAX}`;
    throw invalidParameter(tool, 'binSize', `${expected}, ${found}`);
  }
  if (binSizeUnit !== null) {
    throw invalidParameter(
      tool,
      'binSizeUnit',
      `H3 bins have a resolution; expected no unit, found ${binSizeUnit}`,
    );
  }
  const parameters = { resolution: binSize };
  return { reference: WGS84, idType: STRING, indexKernel: 'h3Index', polygonKernel: 'h3Polygon', parameters };
}

/** Squares or hexagons of binSize and binSizeUnit in a projected system (see projectedSystemFor). */
export async function latticeBins(
  call: CheckedCall,
  context: LoweringContext,
  layer: LogicalNode,
  geometry: Attribute,
  shape: BinShape,
): Promise<Bins> {
  const tool = call.definition.name;
  const { binSize, binSizeUnit } = call.values;
  for (const name of ['binSize', 'binSizeUnit'] as const) {
    if (call.values[name] === null)
      throw invalidParameter(tool, name, `required with ${shape} bins, not given`);
  }
  if (binSize === 0) {
    throw invalidParameter(tool, 'binSize', 'expected a number greater than 0, found 0');
  }
  const system = await projectedSystemFor(tool, layer, geometry, context);
  const size = toMetres(binSize as number, binSizeUnit as string) / system.metresPerUnit!;
  return {
    reference: system.reference,
    idType: LONG,
    indexKernel: 'binIndex',
    polygonKernel: 'binPolygon',
    parameters: { shape, size },
  };
}

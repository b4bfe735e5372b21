import type { Attribute, LogicalNode } from '@graticule/sql';
import { chooseProjectedSystem } from '../crs/choose.js';
import { coordinateSystem } from '../crs/system.js';
import type { CoordinateSystem } from '../crs/system.js';
import type { LoweringContext } from './call.js';
import { geometryIn } from './geometryNodes.js';

/**
 * The projected system in which a tool with bins works: the layer's own when it is projected, else one chosen from the
 * extent of its data (see chooseProjectedSystem), of which the user is told.
 */
export async function projectedSystemFor(
  tool: string,
  node: LogicalNode,
  geometry: Attribute,
  context: LoweringContext,
): Promise<CoordinateSystem> {
  const own = coordinateSystem(geometryIn(node, geometry).spatialReference);
  if (!own.geographic) return own;
  const chosen = chooseProjectedSystem(await context.extentOf(node, geometry));
  context.message(
    'informative',
    `${tool}: bins need a projected coordinate system and the layer is in ${own.name}; ${chosen.name} was chosen from ` +
      'the extent of the data. Use project to choose another.',
  );
  return chosen;
}

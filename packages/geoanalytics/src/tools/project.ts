import { outputOf } from '@graticule/sql';
import type { LogicalNode } from '@graticule/sql';
import { invalidParameter } from '../errors.js';
import { findGeometry } from '../geometry/recognise.js';
import type { SpatialReference } from '../geometry/recognise.js';
import type { CheckedCall, Tool } from './call.js';
import type { ToolDefinition } from './definition.js';
import { projectNode } from './geometryNodes.js';

const definition: ToolDefinition = {
  name: 'Project',
  function: 'project',
  displayName: 'Project',
  category: 'Manage Data',
  description:
    'Brings the geometry of a layer to another coordinate system; all other columns stay as they are. Only in scripts.',
  parameters: [
    {
      name: 'inputFeatures',
      type: 'layer',
      required: true,
      default: null,
      description: 'The layer to project.',
    },
    {
      name: 'outputCoordSystem',
      type: 'spatialReference',
      required: true,
      default: null,
      description: 'The wanted system: a wkid, WKT text or a spatial reference object.',
    },
  ],
  outputs: [{ name: 'output', description: 'The layer in the wanted system.' }],
};

export const project: Tool = { definition, lower };

async function lower(call: CheckedCall): Promise<LogicalNode> {
  const layer = call.layers.inputFeatures;
  const found = findGeometry(outputOf(layer));
  if (found === null) {
    throw invalidParameter(definition.name, 'inputFeatures', 'expected a layer with geometry, found a table');
  }
  return projectNode(layer, found.column, call.values.outputCoordSystem as SpatialReference);
}

import type { LogicalNode } from '@graticule/sql';
import { GeoAnalyticsError } from '../errors.js';
import { aggregatePoints } from './aggregatePoints.js';
import type { LoweringContext, Tool, ToolCall } from './call.js';
import type { ToolDefinition } from './definition.js';
import { project } from './project.js';
import { runPythonScript } from './runPythonScript.js';
import { validateCall } from './validate.js';

/** The tools that scripts can call. */
export const tools: readonly Tool[] = [aggregatePoints, project];

/** The tasks of the geoprocessing service. */
export const tasks: readonly ToolDefinition[] = [runPythonScript];

/**
 * Checks a tool call and lowers it to a logical plan whose output is the tool's result.
 * Throws GeoAnalyticsError when the tool is unknown or a parameter is wrong; nothing has been read then.
 */
export async function lowerTool(call: ToolCall, context: LoweringContext): Promise<LogicalNode> {
  const wanted = call.tool.toLowerCase();
  const tool = tools.find(({ definition }) => definition.name.toLowerCase() === wanted);
  if (tool === undefined) {
    const known = tools.map(({ definition }) => definition.name).join(', ');
    throw new GeoAnalyticsError(
      'UNKNOWN_TOOL',
      `Tool ${call.tool} is not supported yet; supported are ${known}`,
    );
  }
  return tool.lower(validateCall(tool.definition, call), context);
}

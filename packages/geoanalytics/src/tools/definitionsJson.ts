import { pythonName } from './definition.js';
import type { ToolDefinition } from './definition.js';
import { tools } from './registry.js';

/** The definitions for the Python side, which makes its functions from them: text of definitions.json. */
export function definitionsJson(): string {
  return `${JSON.stringify({ tools: tools.map(({ definition }) => describe(definition)) }, null, 2)}\n`;
}

function describe(definition: ToolDefinition): Record<string, unknown> {
  return {
    name: definition.name,
    function: definition.function,
    category: definition.category,
    description: definition.description,
    parameters: definition.parameters.map((parameter) => ({
      name: parameter.name,
      python: pythonName(parameter.name),
      type: parameter.type,
      required: parameter.required,
      default: parameter.default,
      ...(parameter.choices === undefined ? {} : { choices: parameter.choices }),
      description: parameter.description,
    })),
    outputs: definition.outputs,
  };
}

import type { ParameterDefinition, ParameterType, ToolDefinition } from './definition.js';

const DATA_TYPES: Readonly<Record<ParameterType, string>> = {
  layer: 'GPFeatureRecordSetLayer',
  layers: 'GPMultiValue:GPFeatureRecordSetLayer',
  string: 'GPString',
  number: 'GPDouble',
  integer: 'GPLong',
  boolean: 'GPBoolean',
  date: 'GPDate',
  fields: 'GPString',
  statistics: 'GPString',
  spatialReference: 'GPString',
  json: 'GPString',
};

/** A geoprocessing task as its resource describes it; clients need every key. */
export interface GpTask {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly category: string;
  readonly helpUrl: string;
  readonly executionType: 'esriExecutionTypeAsynchronous';
  readonly parameters: readonly GpParameter[];
}

export interface GpParameter {
  readonly name: string;
  readonly dataType: string;
  readonly displayName: string;
  readonly description: string;
  readonly direction: 'esriGPParameterDirectionInput';
  readonly defaultValue: string | number | boolean | null;
  readonly parameterType: 'esriGPParameterTypeRequired' | 'esriGPParameterTypeOptional';
  readonly category: string;
  readonly choiceList?: readonly string[];
}

/**
 * The description of a task as its REST resource gives it (`<service>/GPServer/<task>?f=json`). helpUrl is a page of
 * the server's own. Tasks declare no output parameters: what a script writes is found among the user's layers.
 */
export function gpTaskJson(definition: ToolDefinition, helpUrl = ''): GpTask {
  return {
    name: definition.name,
    displayName: definition.displayName,
    description: definition.description,
    category: '',
    helpUrl,
    executionType: 'esriExecutionTypeAsynchronous',
    parameters: definition.parameters.map(gpParameter),
  };
}

function gpParameter(parameter: ParameterDefinition): GpParameter {
  return {
    name: parameter.name,
    dataType: DATA_TYPES[parameter.type],
    displayName: displayName(parameter.name),
    description: parameter.description,
    direction: 'esriGPParameterDirectionInput',
    defaultValue: parameter.default,
    parameterType: parameter.required ? 'esriGPParameterTypeRequired' : 'esriGPParameterTypeOptional',
    category: '',
    ...(parameter.choices === undefined ? {} : { choiceList: parameter.choices }),
  };
}

/** `inputLayers` -> `Input Layers`. */
function displayName(name: string): string {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

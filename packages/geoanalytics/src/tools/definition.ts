/**
 * Tools are data. A definition is the only source for parameter checking, Python signatures and docstrings, the
 * GPServer task description and its form, and reference pages. What a tool does is in its lowering.
 */
export interface ToolDefinition {
  /** REST task name: `AggregatePoints`. */
  readonly name: string;
  /** Name inside scripts: `aggregate_points`. */
  readonly function: string;
  readonly displayName: string;
  readonly category: ToolCategory;
  readonly description: string;
  /** In the order of positional Python arguments. */
  readonly parameters: readonly ParameterDefinition[];
  /** The first is the primary one: what a script gets when it treats the result as one DataFrame. */
  readonly outputs: readonly OutputDefinition[];
}

export type ToolCategory =
  | 'Summarize Data'
  | 'Find Locations'
  | 'Enrich Data'
  | 'Analyze Patterns'
  | 'Use Proximity'
  | 'Manage Data'
  | 'Run Script';

/**
 * Type of a parameter's JSON value, after the leniency of validation:
 * - layer, layers: an input relation, travelling apart from the JSON (`name`, or `name.0`, `name.1` ...)
 * - string: text; with `choices` one of them, compared without regard to case
 * - number, integer, boolean
 * - date: epoch milliseconds; ISO text is accepted (UTC unless it has an offset)
 * - fields: field names; a comma separated string is accepted
 * - statistics: `[{statisticType, onStatisticField}]`
 * - spatialReference: a wkid, WKT text, or `{wkid, latestWkid, wkt}`
 * - json: any JSON value; JSON text is accepted
 */
export type ParameterType =
  | 'layer'
  | 'layers'
  | 'string'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'date'
  | 'fields'
  | 'statistics'
  | 'spatialReference'
  | 'json';

export interface ParameterDefinition {
  /** REST name, camelCase; the Python name is `pythonName(name)`. */
  readonly name: string;
  readonly type: ParameterType;
  readonly required: boolean;
  /** Value when absent; null when there is none. */
  readonly default: string | number | boolean | null;
  readonly description: string;
  /** Allowed values in their canonical spelling. */
  readonly choices?: readonly string[];
  /** Numbers below are refused. */
  readonly minimum?: number;
  /** Numbers must be greater than this. */
  readonly greaterThan?: number;
}

export interface OutputDefinition {
  /** REST name: `output`. */
  readonly name: string;
  readonly description: string;
}

/** `pointLayer` -> `point_layer`, `outputJSON` -> `output_json`. */
export function pythonName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/** The parameter of that REST name, if the definition has one; names are compared without regard to case. */
export function parameterOf(definition: ToolDefinition, name: string): ParameterDefinition | undefined {
  const wanted = name.toLowerCase();
  return definition.parameters.find((parameter) => parameter.name.toLowerCase() === wanted);
}

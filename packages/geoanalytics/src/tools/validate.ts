import type { LogicalNode } from '@graticule/sql';
import { GeoAnalyticsError, invalidParameter } from '../errors.js';
import type { CheckedCall, CheckedValue, StatisticRequest, StatisticType, ToolCall } from './call.js';
import { parameterOf } from './definition.js';
import type { ParameterDefinition, ToolDefinition } from './definition.js';

/** REST parameters that every task takes and scripts paste along; they have no meaning in a plan. */
const IGNORED = new Set(['outputname', 'context', 'f', 'token']);

const STATISTICS: ReadonlyMap<string, StatisticType> = new Map(
  (['Count', 'Sum', 'Mean', 'Min', 'Max', 'Range', 'Stddev', 'Var', 'Any'] as const).map((name) => [
    name.toLowerCase(),
    name,
  ]),
);

/**
 * Checks a call against the definition. Throws INVALID_PARAMETER naming the parameter, what was expected and what was
 * found. A blank string counts as absent.
 */
export function validateCall(definition: ToolDefinition, call: ToolCall): CheckedCall {
  const tool = definition.name;
  const given = new Map<string, unknown>();
  for (const [name, value] of Object.entries(call.parameters)) {
    if (IGNORED.has(name.toLowerCase())) continue;
    const parameter = parameterOf(definition, name);
    if (parameter === undefined) {
      const known = definition.parameters.map((p) => p.name).join(', ');
      throw invalidParameter(tool, name, `unknown; expected one of ${known}`);
    }
    given.set(parameter.name, value);
  }
  const layers = layersOf(definition, call.inputs);
  const values: Record<string, CheckedValue> = {};
  for (const parameter of definition.parameters) {
    if (parameter.type === 'layer' || parameter.type === 'layers') {
      const present = layers[parameter.name] !== undefined || layers[`${parameter.name}.0`] !== undefined;
      if (parameter.required && !present) throw invalidParameter(tool, parameter.name, 'required, not given');
      continue;
    }
    const value = given.get(parameter.name);
    if (isAbsent(value)) {
      if (parameter.required) throw invalidParameter(tool, parameter.name, 'required, not given');
      values[parameter.name] = parameter.default;
    } else {
      values[parameter.name] = checkValue(tool, parameter, value);
    }
  }
  return { definition, values, layers, output: outputName(definition, call.output) };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function layersOf(
  definition: ToolDefinition,
  inputs: Readonly<Record<string, LogicalNode>>,
): Record<string, LogicalNode> {
  const layers: Record<string, LogicalNode> = {};
  for (const [name, node] of Object.entries(inputs)) {
    const [base, index] = name.split('.');
    const parameter = parameterOf(definition, base);
    const type = index === undefined ? 'layer' : 'layers';
    if (parameter?.type !== type) {
      const known = definition.parameters.filter((p) => p.type === 'layer' || p.type === 'layers');
      const expected = known.map((p) => p.name).join(', ');
      throw invalidParameter(definition.name, name, `not a layer parameter; layers are ${expected}`);
    }
    layers[index === undefined ? parameter.name : `${parameter.name}.${index}`] = node;
  }
  return layers;
}

function outputName(definition: ToolDefinition, wanted: string): string {
  if (wanted === '') return definition.outputs[0].name;
  const output = definition.outputs.find((o) => o.name.toLowerCase() === wanted.toLowerCase());
  if (output !== undefined) return output.name;
  const names = definition.outputs.map((o) => o.name).join(', ');
  throw new GeoAnalyticsError(
    'INVALID_PARAMETER',
    `${definition.name} has no output ${wanted}; it has ${names}`,
  );
}

function checkValue(tool: string, parameter: ParameterDefinition, value: unknown): CheckedValue {
  const fail = (expected: string): never => {
    throw invalidParameter(tool, parameter.name, `expected ${expected}, found ${show(value)}`);
  };
  switch (parameter.type) {
    case 'string': {
      if (typeof value !== 'string') return fail('a string');
      if (parameter.choices === undefined) return value;
      const wanted = value.trim().toLowerCase();
      const choice = parameter.choices.find((c) => c.toLowerCase() === wanted);
      return choice ?? fail(`one of ${parameter.choices.join(', ')}`);
    }
    case 'number':
    case 'integer': {
      const number = typeof value === 'string' ? Number(value) : value;
      const kind = parameter.type === 'integer' ? 'a whole number' : 'a number';
      const range =
        parameter.greaterThan !== undefined
          ? ` greater than ${parameter.greaterThan}`
          : parameter.minimum !== undefined
            ? ` of at least ${parameter.minimum}`
            : '';
      if (typeof number !== 'number' || !Number.isFinite(number)) return fail(kind + range);
      if (parameter.type === 'integer' && !Number.isInteger(number)) return fail(kind + range);
      if (parameter.greaterThan !== undefined && number <= parameter.greaterThan) return fail(kind + range);
      if (parameter.minimum !== undefined && number < parameter.minimum) return fail(kind + range);
      return number;
    }
    case 'boolean':
      if (typeof value === 'boolean') return value;
      if (typeof value === 'string' && /^(true|false)$/i.test(value.trim())) return /true/i.test(value);
      return fail('true or false');
    case 'date':
      return dateMillis(value) ?? fail('epoch milliseconds or a date as ISO text (2020-01-31T12:00:00Z)');
    case 'fields': {
      const names = typeof value === 'string' ? value.split(',') : value;
      if (!Array.isArray(names) || !names.every((n) => typeof n === 'string')) return fail('field names');
      return names.map((name: string) => name.trim()).filter((name) => name !== '');
    }
    case 'statistics':
      return checkStatistics(fail, fromText(value));
    case 'spatialReference':
      return spatialReference(fromText(value)) ?? fail('a wkid, WKT text or {"wkid": number}');
    case 'json': {
      const json = fromText(value);
      return typeof json === 'object' && json !== null
        ? (json as Record<string, unknown>)
        : fail('a JSON object or array');
    }
    case 'layer':
    case 'layers':
      return fail('a layer');
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

/** JSON given as text is read; other text stays as it is. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Epoch milliseconds of a number or ISO text (UTC unless it has an offset), or null. A time of day alone is refused. */
function dateMillis(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^-?\d+(\.\d+)?$/.test(text) && text.length > 4) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i.test(text)) return null;
  const iso = text.replace(' ', 'T');
  const zoned = /T/i.test(iso) && !/(Z|[+-]\d{2}:?\d{2})$/i.test(iso) ? `${iso}Z` : iso;
  const millis = Date.parse(zoned);
  return Number.isNaN(millis) ? null : millis;
}

function spatialReference(value: unknown): CheckedValue {
  if (typeof value === 'number') return { wkid: value };
  if (typeof value === 'string') return { wkt: value };
  if (typeof value !== 'object' || value === null) return null;
  const { wkid, latestWkid, wkt } = value as Record<string, unknown>;
  if (typeof wkid !== 'number' && typeof latestWkid !== 'number' && typeof wkt !== 'string') return null;
  return {
    ...(typeof wkid === 'number' ? { wkid } : {}),
    ...(typeof latestWkid === 'number' ? { latestWkid } : {}),
    ...(typeof wkt === 'string' ? { wkt } : {}),
  };
}

function checkStatistics(fail: (expected: string) => never, value: unknown): StatisticRequest[] {
  const expected = '[{"statisticType": ..., "onStatisticField": ...}]';
  if (!Array.isArray(value)) return fail(expected);
  return value.map((item: unknown) => {
    if (typeof item !== 'object' || item === null) return fail(expected);
    const { statisticType, onStatisticField } = item as Record<string, unknown>;
    if (typeof statisticType !== 'string' || typeof onStatisticField !== 'string') return fail(expected);
    const type = STATISTICS.get(statisticType.trim().toLowerCase());
    if (type === undefined) return fail(`a statisticType of ${[...STATISTICS.values()].join(', ')}`);
    return { statisticType: type, onStatisticField: onStatisticField.trim() };
  });
}

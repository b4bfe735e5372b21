import type { JobInputs, LayerInput } from '../state/job.js';
import type { Parameters } from './parameters.js';
import { toJsonText } from './pythonLiteral.js';
import { badRequest } from './requestError.js';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Checks the parameters of submitJob. Lenient where real callers are: Python quotes, one object instead of an array,
 * bare URLs, `inputLayer` for `inputLayers`, unknown keys. Throws RequestError 400 naming what is wrong.
 */
export function readJobInputs(parameters: Parameters): JobInputs {
  const pythonScript = parameters.text('pythonScript');
  if (pythonScript === undefined || pythonScript.trim() === '') {
    throw badRequest('Parameter pythonScript is required: the text of the Python script.');
  }
  return {
    pythonScript,
    inputLayers: readLayers(parameters.text('inputLayers') ?? parameters.text('inputLayer')),
    userVariablesJson: readVariables(parameters.text('userVariables')),
    context: readContext(parameters.text('context')),
  };
}

function readLayers(text: string | undefined): LayerInput[] {
  if (text === undefined || text.trim() === '') return [];
  if (/^\s*https?:/i.test(text)) return [readLayer(text.trim(), 0)];
  const value = JSON.parse(jsonParameter('inputLayers', text)) as unknown;
  if (value === null) return [];
  return (Array.isArray(value) ? (value as unknown[]) : [value]).map(readLayer);
}

function readLayer(item: unknown, index: number): LayerInput {
  const place = `inputLayers[${index}]`;
  if (typeof item === 'string') return { kind: 'url', url: checkedUrl(item, place) };
  if (!isObject(item)) throw wrongLayer(place, item);
  const filter = optionalText(item, 'filter', place);
  if (item.url !== undefined) {
    if (typeof item.url !== 'string') throw wrongLayer(`${place}.url`, item.url);
    const serviceToken = optionalText(item, 'serviceToken', place);
    return {
      kind: 'url',
      url: checkedUrl(item.url, `${place}.url`),
      ...(serviceToken !== undefined && { serviceToken }),
      ...(filter !== undefined && { filter }),
    };
  }
  // Item data wraps the collection into a list of one.
  const collection = Array.isArray(item.layers) && isObject(item.layers[0]) ? item.layers[0] : item;
  const { layerDefinition, featureSet } = collection;
  if (!isObject(layerDefinition) || !isObject(featureSet)) throw wrongLayer(place, item);
  return { kind: 'collection', layerDefinition, featureSet, ...(filter !== undefined && { filter }) };
}

function checkedUrl(text: string, place: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw badRequest(`${place}: expected the URL of a layer (https://...), found '${short(text)}'.`);
  }
  return text;
}

function optionalText(item: JsonObject, key: string, place: string): string | undefined {
  const value = item[key];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') {
    throw badRequest(`${place}.${key}: expected text, found ${short(JSON.stringify(value))}.`);
  }
  return value;
}

function readVariables(text: string | undefined): string {
  if (text === undefined || text.trim() === '') return '{}';
  const json = jsonParameter('userVariables', text);
  const value = JSON.parse(json) as unknown;
  if (value === null) return '{}';
  if (!isObject(value)) {
    throw badRequest(`Parameter userVariables: expected a JSON object, found ${short(json)}.`);
  }
  return json;
}

/** Has no effect on a job, so nothing about it is an error. */
function readContext(text: string | undefined): unknown {
  if (text === undefined) return null;
  try {
    return JSON.parse(toJsonText(text)) as unknown;
  } catch {
    return text;
  }
}

function jsonParameter(name: string, text: string): string {
  try {
    return toJsonText(text);
  } catch (error) {
    throw badRequest(`Parameter ${name} is not JSON: ${(error as Error).message}.`);
  }
}

function wrongLayer(place: string, found: unknown): Error {
  return badRequest(
    `${place}: expected the URL of a layer, an object with url, or one with layerDefinition and featureSet; ` +
      `found ${short(JSON.stringify(found))}.`,
  );
}

function short(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { describe, expect, test } from 'vitest';
import { readJobInputs } from './jobInputs.js';
import { Parameters } from './parameters.js';
import { pythonOutputMessage, readableMessage } from './pythonOutputMessage.js';
import { toJsonText } from './pythonLiteral.js';

const URL_0 = 'https://host/arcgis/rest/services/Hosted/a/FeatureServer/0';

function layersOf(inputLayers: string): unknown {
  return readJobInputs(new Parameters({ pythonScript: 'x', inputLayers })).inputLayers;
}

function variablesOf(userVariables: string): string {
  return readJobInputs(new Parameters({ pythonScript: 'x', userVariables })).userVariablesJson;
}

test('the script comes through as it was sent, and empty parameters are absent ones', () => {
  const pythonScript = "\tprint('ü')\r\n\n";
  expect(
    readJobInputs(new Parameters({ pythonScript, inputLayers: '', userVariables: '', context: '' })),
  ).toEqual({ pythonScript, inputLayers: [], userVariablesJson: '{}', context: null });
});

test('a missing script is refused', () => {
  for (const parameters of [{}, { pythonScript: '' }, { pythonScript: ' \n' }]) {
    expect(() => readJobInputs(new Parameters(parameters))).toThrow('Parameter pythonScript is required');
  }
});

describe('inputLayers', () => {
  const layer = { kind: 'url', url: URL_0 };

  test('every spelling that callers use gives the same layer', () => {
    for (const text of [
      `[{"url":"${URL_0}","type":"FeatureLayer","time":[1,2]}]`,
      `{"url":"${URL_0}"}`,
      `["${URL_0}"]`,
      `"${URL_0}"`,
      URL_0,
      `[{'url':'${URL_0}', 'filter': None,},]`,
    ]) {
      expect(layersOf(text), text).toEqual([layer]);
    }
    const singular = new Parameters({ pythonScript: 'x', inputLayer: JSON.stringify({ url: URL_0 }) });
    expect(readJobInputs(singular).inputLayers).toEqual([layer]);
  });

  test('filter and token of a layer are kept and the order is that of the array', () => {
    expect(layersOf(JSON.stringify([{ url: URL_0, filter: 'OID > 2', serviceToken: 't' }, URL_0]))).toEqual([
      { ...layer, filter: 'OID > 2', serviceToken: 't' },
      layer,
    ]);
  });

  test('a feature collection is taken as it is, also out of its item wrapping', () => {
    const layerDefinition = { geometryType: 'esriGeometryPoint', fields: [] };
    const featureSet = { features: [] };
    const collection = { kind: 'collection', layerDefinition, featureSet };
    expect(layersOf(JSON.stringify([{ layerDefinition, featureSet, filter: 'a = 1' }]))).toEqual([
      { ...collection, filter: 'a = 1' },
    ]);
    expect(layersOf(JSON.stringify({ layers: [{ layerDefinition, featureSet }] }))).toEqual([collection]);
  });

  test('a mistake is named with its place and what was found', () => {
    expect(() => layersOf('[{"uri":"x"}]')).toThrow(
      'inputLayers[0]: expected the URL of a layer, an object with url, or one with layerDefinition and featureSet; ' +
        'found {"uri":"x"}.',
    );
    expect(() => layersOf(`["${URL_0}", 5]`)).toThrow(/^inputLayers\[1\]: expected .* found 5\.$/);
    expect(() => layersOf('["file:///etc/passwd"]')).toThrow(
      "inputLayers[0]: expected the URL of a layer (https://...), found 'file:///etc/passwd'.",
    );
    expect(() => layersOf(`[{"url":"${URL_0}","filter":5}]`)).toThrow('inputLayers[0].filter: expected text');
    expect(() => layersOf('[{]')).toThrow(
      "Parameter inputLayers is not JSON: at character 3: expected a quoted name, found ']'.",
    );
  });
});

describe('userVariables', () => {
  test('numbers keep their spelling, so that floats stay floats and long integers exact', () => {
    const text = '{"a": 1.0, "b": 12345678901234567890, "c": [true, null, "x"]}';
    expect(variablesOf(text)).toBe(text);
    expect(variablesOf("{'a': 1.0, 'b': 12345678901234567890, 'c': (True, None, 'x',)}")).toBe(
      '{"a":1.0,"b":12345678901234567890,"c":[true,null,"x"]}',
    );
  });

  test('anything but an object is refused', () => {
    expect(() => variablesOf('[1]')).toThrow('Parameter userVariables: expected a JSON object, found [1].');
    expect(() => variablesOf('{"a": x}')).toThrow(
      "Parameter userVariables is not JSON: at character 7: expected a value, found 'x}'.",
    );
  });
});

test('context has no effect, so nothing about it is wrong', () => {
  const context = (text: string): unknown =>
    readJobInputs(new Parameters({ pythonScript: 'x', context: text })).context;
  expect(context('{"defaultAggregationStyles": false}')).toEqual({ defaultAggregationStyles: false });
  expect(context('{broken')).toBe('{broken');
});

describe('Python literals', () => {
  test('escapes, quotes and surrogates mean what they mean in Python', () => {
    const value = (text: string): unknown => JSON.parse(toJsonText(text)) as unknown;
    expect(value(`'it\\'s "so"'`)).toBe(`it's "so"`);
    expect(value(`'\\x41\\u00fc\\U0001F600\\n\\d'`)).toBe('Aü😀\n\\d');
    expect(value("{'a': -1.5e-3, 'b': []}")).toEqual({ a: -0.0015, b: [] });
  });

  test('what is neither JSON nor a literal is refused with its place', () => {
    for (const text of [
      '',
      '[1 2]',
      "{'a' 1}",
      "'open",
      '{1: 2}',
      'nan',
      '[1],',
      '__import__("os")',
      "'\\xZZ'",
    ]) {
      expect(() => toJsonText(text), text).toThrow(/at character \d+: expected/);
    }
    expect(() => toJsonText('['.repeat(100_000))).toThrow('nested deeper than 200 levels');
  });
});

test('a line of output has the documented form, and people see its message', () => {
  const description = pythonOutputMessage('Hello World!');
  expect(description).toBe(
    '{"messageCode":"BD_101138","message":"[Python] Hello World!","params":{"text":"Hello World!"}}',
  );
  expect(readableMessage(description)).toBe('[Python] Hello World!');
  expect(readableMessage('{not json')).toBe('{not json');
  expect(readableMessage('{"a":1}')).toBe('{"a":1}');
});

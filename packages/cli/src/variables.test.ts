import { describe, expect, test } from 'vitest';
import { parseLayers } from './inputLayers.js';
import { variablesJson } from './variables.js';

const parsed = (options: string[]): unknown => JSON.parse(variablesJson(options));

describe('--var', () => {
  test('JSON values keep their type, anything else is a string', () => {
    expect(
      parsed(['n=5', 'x=1.5', 'on=true', 'none=null', 'list=[1,"a"]', 'name=ATL', 'quoted="7"']),
    ).toEqual({
      n: 5,
      x: 1.5,
      on: true,
      none: null,
      list: [1, 'a'],
      name: 'ATL',
      quoted: '7',
    });
  });

  test('numbers keep their spelling and a later option replaces an earlier one', () => {
    expect(variablesJson(['a=1.0', 'big=12345678901234567890', 'a=2.0'])).toBe(
      '{"a": 2.0, "big": 12345678901234567890}',
    );
    expect(variablesJson([])).toBe('{}');
  });

  test('only the first equals sign separates, an empty value is an empty string', () => {
    expect(parsed(['where=a = 1', 'empty='])).toEqual({ where: 'a = 1', empty: '' });
  });

  test('an option without a name or without an equals sign is refused with an example', () => {
    expect(() => variablesJson(['radius'])).toThrow(
      '--var radius: expected name=value, for example --var radius=500',
    );
    expect(() => variablesJson(['=5'])).toThrow('expected name=value');
  });
});

describe('--layer', () => {
  const origin = 'https://gis:6443';

  test('the filter begins after the first comma and may hold commas', () => {
    expect(
      parseLayers(["https://gis/a/FeatureServer/0,state IN ('GA', 'FL')", 'https://gis/b/0'], origin),
    ).toEqual([
      { url: 'https://gis/a/FeatureServer/0', filter: "state IN ('GA', 'FL')" },
      { url: 'https://gis/b/0' },
    ]);
  });

  test('a path is one of the server', () => {
    expect(parseLayers(['/arcgis/rest/services/Hosted/x/FeatureServer/0'], origin)).toEqual([
      { url: 'https://gis:6443/arcgis/rest/services/Hosted/x/FeatureServer/0' },
    ]);
  });

  test('what is no address is refused', () => {
    expect(() => parseLayers(['flights'], origin)).toThrow('expected the URL of a layer');
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pythonName } from './definition.js';
import { definitionsJson } from './definitionsJson.js';
import { gpTaskJson } from './gpTaskJson.js';
import { tasks, tools } from './registry.js';

describe('tool definitions', () => {
  it('are what the Python package was given (npm run definitions -w @graticule/geoanalytics)', () => {
    const written = readFileSync(
      new URL('../../../python/geoanalytics/definitions.json', import.meta.url),
      'utf8',
    );
    expect(written.replaceAll('\r\n', '\n')).toBe(definitionsJson());
  });

  it('have Python names as scripts write them', () => {
    expect(
      ['pointLayer', 'timeStepIntervalUnit', 'outputJSON', 'includeTracksLayer'].map(pythonName),
    ).toEqual(['point_layer', 'time_step_interval_unit', 'output_json', 'include_tracks_layer']);
    for (const { definition } of tools) {
      expect(definition.function).toBe(pythonName(definition.name));
      const names = definition.parameters.map(({ name }) => name.toLowerCase());
      expect(new Set(names).size).toBe(names.length);
      expect(definition.outputs.length).toBeGreaterThan(0);
    }
  });

  it('take required parameters without default only', () => {
    for (const definition of [...tools.map((tool) => tool.definition), ...tasks]) {
      for (const parameter of definition.parameters) {
        if (parameter.required) expect(parameter.default).toBe(null);
      }
    }
  });
});

describe('gpTaskJson', () => {
  it('has every key that clients require', () => {
    const task = gpTaskJson(tasks[0]);
    expect(Object.keys(task)).toEqual([
      'name',
      'displayName',
      'description',
      'category',
      'helpUrl',
      'executionType',
      'parameters',
    ]);
    expect(
      task.parameters.map(({ name, parameterType, dataType }) => [name, parameterType, dataType]),
    ).toEqual([
      ['pythonScript', 'esriGPParameterTypeRequired', 'GPString'],
      ['inputLayers', 'esriGPParameterTypeOptional', 'GPString'],
      ['userVariables', 'esriGPParameterTypeOptional', 'GPString'],
      ['context', 'esriGPParameterTypeOptional', 'GPString'],
    ]);
    for (const parameter of task.parameters) {
      expect(parameter).toMatchObject({
        direction: 'esriGPParameterDirectionInput',
        defaultValue: null,
        category: '',
      });
      expect(parameter.displayName).toBeTypeOf('string');
    }
  });
});

import { STRING, field, fromValues, structType } from '@graticule/columnar';
import type { Batch, Value } from '@graticule/columnar';
import { attributesOf, outputOf } from '@graticule/sql';
import type { LogicalNode } from '@graticule/sql';
import { describe, expect, it } from 'vitest';
import { geometryType } from '../geometry/kind.js';
import { geometryMetadata } from '../geometry/recognise.js';
import { runPlan } from '../testing/runPlan.js';
import { extentNode } from './geometryNodes.js';
import { lowerTool } from './registry.js';

function places(rows: Value[], wkid?: number): LogicalNode {
  const metadata = wkid === undefined ? undefined : geometryMetadata('point', { wkid });
  const schema = structType([
    field('name', STRING),
    field('$geometry', geometryType('point'), true, metadata),
  ]);
  const names = rows.map((_, row) => `place ${row}`);
  const batch: Batch = {
    schema,
    length: rows.length,
    columns: [fromValues(STRING, names), fromValues(schema.fields[1].type, rows)],
  };
  return { kind: 'local', output: attributesOf(schema), batches: [batch] };
}

const CONTEXT = { extentOf: async () => null, message: () => {} };

function project(inputFeatures: LogicalNode, outputCoordSystem: unknown): Promise<LogicalNode> {
  const parameters = { outputCoordSystem };
  return lowerTool({ tool: 'project', parameters, inputs: { inputFeatures }, output: 'output' }, CONTEXT);
}

describe('Project', () => {
  it('moves the geometry, keeps other columns and their ids, and says the new system', async () => {
    const layer = places([[-93.1, 45], null]);
    const plan = await project(layer, 32615);
    const [first, second] = await runPlan(plan);
    // By pyproj 3.7.2.
    const [x, y] = first.$geometry as number[];
    expect([x, y]).toEqual([expect.closeTo(492118.4703572654, 5), expect.closeTo(4982955.263661477, 5)]);
    expect(second).toEqual({ name: 'place 1', $geometry: null });
    const [name, geometry] = outputOf(plan);
    expect(name).toBe(outputOf(layer)[0]);
    expect(geometry.id).not.toBe(outputOf(layer)[1].id);
    expect(geometry.metadata).toEqual({
      geometry: { type: 'point', spatialReference: { wkid: 32615, latestWkid: 32615 } },
    });
  });

  it('takes a wkid, a spatial reference object or its JSON text', async () => {
    const layer = places([[1, 2]]);
    for (const given of [3857, '3857', { wkid: 102100, latestWkid: 3857 }, '{"wkid":3857}']) {
      const [{ $geometry }] = await runPlan(await project(layer, given));
      expect($geometry).toEqual([
        expect.closeTo(111319.49079327357, 6),
        expect.closeTo(222684.20850554405, 6),
      ]);
    }
  });

  it('only renames the system when coordinates are the same, and leaves a layer that is in it alone', async () => {
    const nad83 = places([[1, 2]], 4269);
    const plan = await project(nad83, 4326);
    expect(plan.kind).toBe('project');
    expect(outputOf(plan)[1].metadata).toMatchObject({ geometry: { spatialReference: { wkid: 4326 } } });
    expect(await runPlan(plan)).toEqual([{ name: 'place 0', $geometry: [1, 2] }]);
    expect(await project(nad83, 4269)).toBe(nad83);
  });

  it('refuses tables, unknown systems and other values', async () => {
    const table: LogicalNode = {
      kind: 'local',
      output: attributesOf(structType([field('a', STRING)])),
      batches: [],
    };
    await expect(project(table, 4326)).rejects.toThrow('expected a layer with geometry, found a table');
    await expect(project(places([]), 12345)).rejects.toThrow(
      'Unknown spatial reference: wkid 12345. Expected',
    );
    await expect(project(places([]), true)).rejects.toThrow(
      'Project: parameter outputCoordSystem: expected a wkid, WKT text or {"wkid": number}, found true',
    );
  });
});

describe('lowerTool', () => {
  it('names the tools there are when asked for another, and the outputs of a tool', async () => {
    const call = { tool: 'FindHotSpots', parameters: {}, inputs: {}, output: '' };
    await expect(lowerTool(call, CONTEXT)).rejects.toThrow(
      'Tool FindHotSpots is not supported yet; supported are AggregatePoints, Project',
    );
    const inputs = { inputFeatures: places([]) };
    const wrong = { tool: 'Project', parameters: { outputCoordSystem: 4326 }, inputs, output: 'other' };
    await expect(lowerTool(wrong, CONTEXT)).rejects.toThrow('Project has no output other; it has output');
  });
});

describe('extentNode', () => {
  it('gives one row with the envelope of all geometries, nulls when there are none', async () => {
    const layer = places([[1, 9], null, [-3, 4]]);
    const geometry = outputOf(layer)[1];
    expect(await runPlan(extentNode(layer, geometry))).toEqual([{ xmin: -3, ymin: 4, xmax: 1, ymax: 9 }]);
    const empty = places([null]);
    const none = { xmin: null, ymin: null, xmax: null, ymax: null };
    expect(await runPlan(extentNode(empty, outputOf(empty)[1]))).toEqual([none]);
  });
});

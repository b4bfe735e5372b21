import { INT } from '@graticule/columnar';
import { newAttribute, outputOf } from '@graticule/sql';
import type { Attribute, Expression, KernelNode, LogicalNode, NamedExpression } from '@graticule/sql';
import { invalidParameter } from '../errors.js';
import { geometryType } from '../geometry/kind.js';
import { findGeometry, geometryMetadata } from '../geometry/recognise.js';
import type { FoundGeometry } from '../geometry/recognise.js';
import type { BinShape } from '../kernels/bins.js';
import { h3Bins, latticeBins } from './binning.js';
import type { Bins } from './binning.js';
import type { CheckedCall, LoweringContext, StatisticRequest, Tool } from './call.js';
import type { ToolDefinition } from './definition.js';
import { isNotNull } from './expressions.js';
import { geometryIn, keepColumns, kernelNode, projectNode } from './geometryNodes.js';
import { freeName, statisticsOf } from './statistics.js';
import type { Statistics } from './statistics.js';
import { TIME_STEP_PARAMETERS, instantOf, stepNode, timeColumn, timeStepsOf } from './timeStepping.js';
import { LINEAR_UNIT_NAMES } from './units.js';

const definition: ToolDefinition = {
  name: 'AggregatePoints',
  function: 'aggregate_points',
  displayName: 'Aggregate Points',
  category: 'Summarize Data',
  description:
    'Counts points and summarises their fields in each polygon of a layer, or in each square or hexagonal bin, and in ' +
    'each time step if wanted. Areas without points are left out.',
  parameters: [
    {
      name: 'pointLayer',
      type: 'layer',
      required: true,
      default: null,
      description: 'The points. Those without geometry are ignored.',
    },
    {
      name: 'binType',
      type: 'string',
      required: false,
      default: null,
      choices: ['Square', 'Hexagon', 'H3'],
      description: 'Shape of the bins; this or polygonLayer must be given.',
    },
    {
      name: 'binSize',
      type: 'number',
      required: false,
      default: null,
      minimum: 0,
      description:
        'Side of a square, or distance between two parallel sides of a hexagon; for H3 the resolution, a whole number ' +
        'from 0 (largest) to 15.',
    },
    {
      name: 'binSizeUnit',
      type: 'string',
      required: false,
      default: null,
      choices: LINEAR_UNIT_NAMES,
      description: 'Unit of binSize; not for H3.',
    },
    {
      name: 'polygonLayer',
      type: 'layer',
      required: false,
      default: null,
      description:
        'Polygons to count in. A point on an edge belongs to every polygon that touches it; overlapping polygons each ' +
        'count a point.',
    },
    ...TIME_STEP_PARAMETERS,
    {
      name: 'summaryFields',
      type: 'statistics',
      required: false,
      default: null,
      description:
        'Statistics of fields: Count, Sum, Mean, Min, Max, Range, Stddev, Var of numbers; Count, Any of text; Count of ' +
        'dates. All of them for every field when not given, none for an empty list. The count of points is always there.',
    },
  ],
  outputs: [{ name: 'output', description: 'Polygons with COUNT and the statistics.' }],
};

export const aggregatePoints: Tool = { definition, lower };

async function lower(call: CheckedCall, context: LoweringContext): Promise<LogicalNode> {
  const { pointLayer, polygonLayer } = call.layers;
  const shape = call.values.binType as BinShape | 'H3' | null;
  if ((shape === null) === (polygonLayer === undefined)) {
    const found = shape === null ? 'neither was given' : 'both were given';
    throw invalidParameter(definition.name, 'binType', `expected either binType or polygonLayer, ${found}`);
  }
  const geometry = geometryOf('pointLayer', pointLayer, 'point');
  const prepared = prepare(call, context, pointLayer, geometry, polygonLayer);
  if (polygonLayer !== undefined) return inPolygons(prepared, polygonLayer);
  const bins =
    shape === 'H3' ? h3Bins(call) : await latticeBins(call, context, pointLayer, prepared.geometry, shape!);
  return inBins(prepared, bins);
}

function geometryOf(
  parameter: string,
  layer: LogicalNode,
  kind: 'point' | 'polygon',
): FoundGeometry<Attribute> {
  const found = findGeometry(outputOf(layer));
  if (found === null) {
    throw invalidParameter(
      definition.name,
      parameter,
      `expected a ${kind} layer, found a table without geometry`,
    );
  }
  if (found.kind !== kind) {
    throw invalidParameter(
      definition.name,
      parameter,
      `expected a ${kind} layer, found ${found.kind} geometry`,
    );
  }
  return found;
}

/** Points reduced to the columns that are needed, in time steps if wanted. */
interface Prepared {
  readonly node: LogicalNode;
  readonly geometry: Attribute;
  readonly statistics: Statistics;
  /** Start and end of the time step. */
  readonly step: readonly [Attribute, Attribute] | null;
}

function prepare(
  call: CheckedCall,
  context: LoweringContext,
  pointLayer: LogicalNode,
  geometry: FoundGeometry<Attribute>,
  polygonLayer: LogicalNode | undefined,
): Prepared {
  const columns = outputOf(pointLayer);
  const requests = call.values.summaryFields as readonly StatisticRequest[] | null;
  const taken = polygonLayer === undefined ? ['bin_id'] : outputOf(polygonLayer).map((column) => column.name);
  const stepNames = ['START_DATETIME', 'END_DATETIME'];
  const steps = timeStepsOf(call);
  const statistics = statisticsOf(
    definition.name,
    'summaryFields',
    requests,
    columns,
    steps === null ? taken : [...taken, ...stepNames],
    context,
  );
  const fields = statistics.fields.filter((column) => column.id !== geometry.column.id);
  if (steps === null) {
    const node = keepColumns(pointLayer, [geometry.column, ...fields]);
    return { node, geometry: geometry.column, statistics, step: null };
  }
  const instant = instantOf(call, 'pointLayer', columns);
  const others = fields.filter((column) => column.id !== instant.id);
  const kept = keepColumns(pointLayer, [geometry.column, instant, ...others]);
  const stepped = stepNode(kept, instant, steps);
  return { node: stepped.node, geometry: geometry.column, statistics, step: [stepped.start, stepped.end] };
}

function inBins(prepared: Prepared, bins: Bins): LogicalNode {
  const projected = projectNode(prepared.node, prepared.geometry, bins.reference);
  const columns = outputOf(projected);
  const geometry = outputOf(prepared.node).findIndex((column) => column.id === prepared.geometry.id);
  const bin = newAttribute('bin_id', bins.idType, true);
  const binned = kernelNode(bins.indexKernel, projected, { ...bins.parameters, geometry }, [...columns, bin]);
  const filled: LogicalNode = { kind: 'filter', input: binned, condition: isNotNull(bin) };
  const grouped = group(filled, prepared, bin);
  const polygon = newAttribute(
    '$geometry',
    geometryType('polygon'),
    true,
    geometryMetadata('polygon', bins.reference),
  );
  const output = [...outputOf(grouped), polygon];
  const drawn = kernelNode(bins.polygonKernel, grouped, { ...bins.parameters, bin: 0 }, output);
  return finish(drawn, [bin], prepared, polygon);
}

/** One row for each value of `area` and step: area, COUNT and statistics, start and end. */
function group(input: LogicalNode, prepared: Prepared, area: Attribute): LogicalNode {
  const step = prepared.step ?? [];
  return {
    kind: 'aggregate',
    input,
    keys: [area, ...step],
    results: [area, ...prepared.statistics.results, ...step],
  };
}

let sharedPlans = 0;

function inPolygons(prepared: Prepared, polygonLayer: LogicalNode): LogicalNode {
  const found = geometryOf('polygonLayer', polygonLayer, 'polygon');
  const system = geometryIn(prepared.node, prepared.geometry).spatialReference;
  const projected = projectNode(polygonLayer, found.column, system);
  sharedPlans += 1;
  // Read once, used twice: its geometry to find the polygon, its columns to describe the result.
  const shared: LogicalNode = { kind: 'shared', id: `aggregatePoints-${sharedPlans}`, input: projected };
  const polygonColumns = outputOf(projected);
  const polygon = polygonColumns[found.ordinal];
  const points = outputOf(prepared.node);
  const position = newAttribute('polygon', INT, false);
  const joined: KernelNode = {
    kind: 'kernel',
    kernel: 'pointInPolygon',
    inputs: [prepared.node, keepColumns(shared, [polygon])],
    requirements: [{ kind: 'any' }, { kind: 'broadcast' }],
    parameters: { points: points.findIndex((column) => column.id === prepared.geometry.id), polygons: 0 },
    output: [...points, position],
  };
  const grouped = group(joined, prepared, position);
  const attached: KernelNode = {
    kind: 'kernel',
    kernel: 'attachRows',
    inputs: [grouped, shared],
    requirements: [{ kind: 'any' }, { kind: 'broadcast' }],
    parameters: { position: 0 },
    output: [...outputOf(grouped), ...polygonColumns],
  };
  const steps = prepared.step !== null;
  const fields = polygonColumns.filter(
    (column) => column.id !== polygon.id && !(steps && column.name.toLowerCase() === '$time'),
  );
  return finish(attached, fields, prepared, polygon);
}

/** The area's columns, then the results, then start and end, then `$geometry` and `$time`. */
function finish(
  input: LogicalNode,
  areaColumns: readonly Attribute[],
  prepared: Prepared,
  geometry: Attribute,
): LogicalNode {
  const results = outputOf(input).filter((column) =>
    prepared.statistics.results.some((result) => result.id === column.id),
  );
  const expressions: NamedExpression[] = [...areaColumns, ...results];
  if (prepared.step === null) return { kind: 'project', input, expressions: [...expressions, geometry] };
  const taken = new Set(expressions.map((column) => column.name.toLowerCase()));
  const bounds = prepared.step.map((bound) => renamed(bound, freeName(bound.name, taken)));
  const time = timeColumn(...prepared.step);
  return { kind: 'project', input, expressions: [...expressions, ...bounds, geometry, time] };
}

function renamed(attribute: Attribute, name: string): NamedExpression {
  if (name === attribute.name) return attribute;
  const child: Expression = attribute;
  return {
    kind: 'alias',
    child,
    name,
    id: newAttribute(name, attribute.type, false).id,
    type: attribute.type,
    nullable: false,
  };
}

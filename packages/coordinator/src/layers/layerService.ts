import { randomUUID } from 'node:crypto';
import { fromIpc, LONG, type Batch } from '@graticule/columnar';
import { findGeometry, projectNode } from '@graticule/geoanalytics';
import {
  analyse,
  attributesOf,
  outputOf,
  SESSION_SETTINGS,
  type AnalysisContext,
  type LogicalNode,
  type UnresolvedExpression,
  type UnresolvedRelation,
} from '@graticule/sql';
import type { SourceFiles } from '../catalog/sourceFiles.js';
import { standardCondition } from '../catalog/standardCondition.js';
import type { PlanRunner } from '../engine/planRunner.js';
import { userErrors } from '../engine/userErrors.js';
import type { LayerFilter, LayerQuery, LayerStatistics, OrderField } from '../rest/layerQuery.js';
import type { LayerRows, LayerService } from '../rest/services.js';
import { SparkError } from '../connect/errors.js';
import type { StateDatabase } from '../state/database.js';
import type { Layer } from '../state/layer.js';
import { findLayer, listLayers, removeLayer } from '../state/layers.js';
import type { LayerFiles } from './layerFiles.js';
import { OBJECT_ID } from './names.js';

/** A query of a layer is a plan like any other: the executors read the file, SQL has one meaning everywhere. */
export class HostedLayers implements LayerService {
  constructor(
    private readonly state: StateDatabase,
    private readonly layerFiles: LayerFiles,
    private readonly files: SourceFiles,
    private readonly runner: PlanRunner,
    private readonly now: () => number = Date.now,
  ) {}

  list(): readonly Layer[] {
    return listLayers(this.state);
  }

  get(name: string): Layer | undefined {
    return findLayer(this.state, name);
  }

  async count(layer: Layer, filter: LayerFilter, signal: AbortSignal): Promise<number> {
    if (filter.where === null && filter.objectIds === null && filter.extent === null) return layer.count;
    const relation = filtered(await this.#scan(layer, filter), filter);
    const count: UnresolvedExpression = call('count', [{ kind: 'literal', value: 1, type: { kind: 'int' } }]);
    const aggregates = [{ kind: 'unresolvedAlias', child: count, names: ['count'] }] as const;
    const { batches } = await this.#run({ kind: 'aggregate', input: relation, keys: [], aggregates }, signal);
    for await (const { columns } of batches) {
      const [column] = columns;
      if (column.layout === 'primitive') return Number(column.values[0]);
    }
    throw new Error('counting gave no row');
  }

  async query(layer: Layer, query: LayerQuery, signal: AbortSignal): Promise<LayerRows> {
    let relation = filtered(await this.#scan(layer, query), query);
    relation = sorted(relation, query.orderBy, true);
    if (query.offset > 0) relation = { kind: 'offset', input: relation, offset: query.offset };
    if (query.limit !== null) relation = { kind: 'limit', input: relation, count: query.limit };
    let plan = await this.#analyse(relation);
    const output = outputOf(plan);
    const geometry = query.returnGeometry ? findGeometry(output) : null;
    const fields = query.fields.map((name) => output.find((column) => column.name === name) ?? missing(name));
    plan = { kind: 'project', input: plan, expressions: geometry ? [...fields, geometry.column] : fields };
    if (geometry && query.outWkid !== null) {
      const { outWkid } = query;
      const projected = plan;
      plan = await userErrors(() => Promise.resolve(projectNode(projected, geometry.column, outWkid)));
    }
    return this.#runPlan(plan, signal);
  }

  async statistics(layer: Layer, statistics: LayerStatistics, signal: AbortSignal): Promise<LayerRows> {
    const relation = filtered(await this.#scan(layer, statistics), statistics);
    const keys = statistics.groupBy.map(attribute);
    const aggregates = [
      ...keys,
      ...statistics.statistics.map(({ statistic, field, name }) => {
        const child = call(SQL_STATISTICS[statistic], [attribute(field)]);
        return { kind: 'unresolvedAlias', child, names: [name] } as const;
      }),
    ];
    const grouped: UnresolvedRelation = { kind: 'aggregate', input: relation, keys, aggregates };
    return this.#run(sorted(grouped, statistics.orderBy, false), signal);
  }

  remove(layer: Layer): Promise<void> {
    if (removeLayer(this.state, layer.name)) this.layerFiles.remove(layer.file);
    return Promise.resolve();
  }

  async #scan(layer: Layer, { extent }: LayerFilter): Promise<UnresolvedRelation> {
    const source = { kind: 'layer', name: layer.name, path: layer.file } as const;
    const output = attributesOf(await userErrors(() => this.files.describe(source)));
    return { kind: 'resolved', plan: { kind: 'scan', source, output, extent, pushedFilters: [] } };
  }

  #analyse(relation: UnresolvedRelation): Promise<LogicalNode> {
    return userErrors(() => analyse(relation, CONTEXT));
  }

  async #run(relation: UnresolvedRelation, signal: AbortSignal): Promise<LayerRows> {
    return this.#runPlan(await this.#analyse(relation), signal);
  }

  async #runPlan(plan: LogicalNode, signal: AbortSignal): Promise<LayerRows> {
    const { schema, streams } = await userErrors(() =>
      this.runner.run(plan, {
        operation: randomUUID(),
        settings: { ...SETTINGS, [SESSION_SETTINGS.queryMicros]: String(BigInt(this.now()) * 1000n) },
        cartesianAllowed: false,
        shufflePartitionsMax: 200,
        broadcastThresholdBytes: 0,
        signal,
      }),
    );
    return { schema, batches: batchesOf(streams) };
  }
}

const SETTINGS: Readonly<Record<string, string>> = {
  [SESSION_SETTINGS.compat]: '3.3',
  [SESSION_SETTINGS.timeZone]: 'UTC',
  [SESSION_SETTINGS.timeParserPolicy]: 'CORRECTED',
  [SESSION_SETTINGS.mapKeyDedupPolicy]: 'EXCEPTION',
};

/** Conditions of queries see the layer's attributes only: no views, no tools. */
const CONTEXT: AnalysisContext = {
  conf: (key) => SETTINGS[key],
  table: () => Promise.resolve(undefined),
  relation: () => undefined,
  read: () => Promise.reject(new SparkError('AnalysisException', 'a query of a layer reads no other data')),
  tool: () => Promise.reject(new SparkError('AnalysisException', 'a query of a layer runs no tools')),
};

const SQL_STATISTICS: Readonly<Record<LayerStatistics['statistics'][number]['statistic'], string>> = {
  count: 'count',
  sum: 'sum',
  min: 'min',
  max: 'max',
  avg: 'avg',
  stddev: 'stddev_samp',
  var: 'var_samp',
};

function filtered(input: UnresolvedRelation, { where, objectIds }: LayerFilter): UnresolvedRelation {
  let relation = input;
  if (where !== null)
    relation = {
      kind: 'filter',
      input: relation,
      condition: { kind: 'sqlText', text: standardCondition(where) },
    };
  if (objectIds !== null) {
    const ids = objectIds.map((id) => ({ kind: 'literal', value: BigInt(id), type: LONG }) as const);
    relation = { kind: 'filter', input: relation, condition: call('in', [attribute(OBJECT_ID), ...ids]) };
  }
  return relation;
}

/** byObjectId: OBJECTID breaks ties. Without any order the file's own is the order of OBJECTID. */
function sorted(
  input: UnresolvedRelation,
  orderBy: readonly OrderField[],
  byObjectId: boolean,
): UnresolvedRelation {
  if (orderBy.length === 0) return input;
  const orders = orderBy.map(({ field, descending }) => order(field, !descending));
  if (byObjectId) orders.push(order(OBJECT_ID, true));
  return { kind: 'sort', input, orders, global: true };
}

function order(field: string, ascending: boolean): UnresolvedExpression {
  return { kind: 'unresolvedSortOrder', child: attribute(field), ascending, nullsFirst: null };
}

function attribute(name: string): UnresolvedExpression {
  return { kind: 'unresolvedAttribute', parts: [name] };
}

function call(name: string, args: readonly UnresolvedExpression[]): UnresolvedExpression {
  return { kind: 'unresolvedFunction', name, args, distinct: false };
}

function missing(name: string): never {
  throw new SparkError('AnalysisException', `The layer has no field ${name}.`);
}

async function* batchesOf(streams: AsyncIterable<Uint8Array>): AsyncGenerator<Batch> {
  for await (const stream of streams) yield* fromIpc(stream).batches;
}

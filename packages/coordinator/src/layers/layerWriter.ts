import { randomUUID } from 'node:crypto';
import { fromIpc, structType, valueAt, type Field, type StructType } from '@graticule/columnar';
import {
  findGeometry,
  findTime,
  projectNode,
  type GeometryKind,
  type SpatialReference,
} from '@graticule/geoanalytics';
import {
  attributesOf,
  newAlias,
  outputOf,
  WRITE_LAYER_SCHEMA,
  type Attribute,
  type LogicalNode,
  type NamedExpression,
} from '@graticule/sql';
import type { PlanRunner, RunOptions } from '../engine/planRunner.js';
import type { StateDatabase } from '../state/database.js';
import type { EsriGeometryType, Layer, LayerTime } from '../state/layer.js';
import { findLayer, LayerExistsError, publishLayer } from '../state/layers.js';
import type { LayerFiles } from './layerFiles.js';
import { fieldNames, layerName, LayerNameError } from './names.js';

/** What `df.write.format("webgis").option("dataStore", ...).mode(...).save(name)` says. */
export interface LayerWriteRequest {
  readonly name: string;
  /** spatiotemporal (default; always WGS 84), or relational (keeps the coordinate system). */
  readonly dataStore: string | undefined;
  readonly mode: 'error' | 'overwrite' | 'ignore' | 'append';
}

export interface LayerOwner {
  readonly user: string;
  readonly job: string | null;
}

const STORED_WKID = 4326;
const ESRI_TYPES: Readonly<Record<GeometryKind, EsriGeometryType>> = {
  point: 'esriGeometryPoint',
  multipoint: 'esriGeometryMultipoint',
  polyline: 'esriGeometryPolyline',
  polygon: 'esriGeometryPolygon',
};

/** Writes frames as hosted layers: the file first, whole and synced; then file name and catalog entry in one step. */
export class LayerWriter {
  constructor(
    private readonly state: StateDatabase,
    private readonly files: LayerFiles,
    private readonly runner: PlanRunner,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Answers the layer, or null when it exists and the mode is `ignore`. A name that exists fails before anything is
   * computed, and again at the end if another job took it meanwhile; the old layer is untouched in both cases.
   */
  async write(
    plan: LogicalNode,
    request: LayerWriteRequest,
    owner: LayerOwner,
    options: RunOptions,
  ): Promise<Layer | null> {
    const name = layerName(request.name);
    const { mode } = request;
    if (mode === 'append') {
      throw new LayerNameError(
        'mode("append") is not supported for format("webgis"): a layer is written once.',
      );
    }
    if (mode !== 'overwrite' && findLayer(this.state, name)) {
      if (mode === 'ignore') return null;
      throw new LayerExistsError(name);
    }
    const prepared = prepare(storedPlan(plan, request.dataStore));
    const { part, file } = this.files.paths(name, randomUUID().slice(0, 8));
    try {
      const output = attributesOf(WRITE_LAYER_SCHEMA);
      const write: LogicalNode = { kind: 'writeLayer', input: prepared.plan, name, path: part, output };
      const summary = await this.#summary(write, options);
      const layer: Layer = {
        name,
        file,
        owner: owner.user,
        job: owner.job,
        created: this.now(),
        schema: prepared.schema,
        geometryType: prepared.geometry && ESRI_TYPES[prepared.geometry.kind],
        spatialReference: prepared.geometry && prepared.geometry.spatialReference,
        extent: summary.extent,
        count: summary.count,
        time: prepared.time,
      };
      const replaced = publishLayer(
        this.state,
        layer,
        () => this.files.finish(part, file),
        mode === 'overwrite',
      );
      if (replaced) this.files.remove(replaced.file);
      return layer;
    } catch (error) {
      this.files.remove(part);
      throw error;
    }
  }

  async #summary(write: LogicalNode, options: RunOptions): Promise<Pick<Layer, 'count' | 'extent'>> {
    const { streams } = await this.runner.run(write, options);
    for await (const stream of streams) {
      const [batch] = fromIpc(stream).batches;
      const [count, , xmin, ymin, xmax, ymax] = batch.columns.map((column) => valueAt(column, 0));
      const bounded = typeof xmin === 'number';
      return {
        count: Number(count),
        extent: bounded ? ({ xmin, ymin, xmax, ymax } as Layer['extent']) : null,
      };
    }
    throw new Error('writing a layer gave no summary');
  }
}

/** In the coordinate system of the data store. */
function storedPlan(plan: LogicalNode, dataStore: string | undefined): LogicalNode {
  const store = dataStore?.trim().toLowerCase() ?? 'spatiotemporal';
  if (store === 'relational') return plan;
  if (store !== 'spatiotemporal') {
    throw new LayerNameError(
      `The data store "${dataStore}" is not supported; expected spatiotemporal or relational.`,
    );
  }
  const geometry = findGeometry(outputOf(plan));
  return geometry ? projectNode(plan, geometry.column, STORED_WKID) : plan;
}

interface Prepared {
  readonly plan: LogicalNode;
  /** Attributes as served. */
  readonly schema: StructType;
  readonly geometry: { readonly kind: GeometryKind; readonly spatialReference: SpatialReference } | null;
  readonly time: LayerTime | null;
}

/** Attributes with legal names, `$time` as one or two date fields, the geometry last. */
function prepare(plan: LogicalNode): Prepared {
  const output = outputOf(plan);
  const geometry = findGeometry(output);
  const time = findTime(output);
  const attributes: NamedExpression[] = [];
  const timeNames: string[] = [];
  for (const column of output) {
    if (column === geometry?.column) continue;
    if (column !== time?.column || !column.name.startsWith('$')) attributes.push(column);
  }
  const taken = new Set(attributes.map(({ name }) => name.toUpperCase()));
  if (time) {
    for (const field of timeFields(time.column, time.timeType)) {
      timeNames.push(field.name);
      if (!taken.has(field.name.toUpperCase())) attributes.push(field);
    }
  }
  const names = fieldNames(attributes.map(({ name }) => name));
  const renamed = attributes.map((expression, i) =>
    expression.name === names[i] && expression.kind === 'attribute'
      ? expression
      : newAlias(expression.kind === 'alias' ? expression.child : expression, names[i]),
  );
  const expressions: NamedExpression[] = geometry ? [...renamed, geometry.column] : renamed;
  const [start, end] = timeNames.map(
    (name) => names[attributes.findIndex((a) => a.name.toUpperCase() === name.toUpperCase())],
  );
  return {
    plan: { kind: 'project', input: plan, expressions },
    schema: structType(
      renamed.map(({ name, type, ...rest }): Field => ({ name, type, nullable: rest.nullable })),
    ),
    geometry: geometry && { kind: geometry.kind, spatialReference: geometry.spatialReference },
    time: time && { startTimeField: start, endTimeField: end ?? null, timeExtent: null },
  };
}

/** `$time` is stored under the names that results of the tools carry. */
function timeFields(column: Attribute, timeType: 'instant' | 'interval'): NamedExpression[] {
  if (!column.name.startsWith('$')) return [column];
  if (timeType === 'instant') return [newAlias(column, 'INSTANT_DATETIME')];
  const { type } = column;
  if (type.kind !== 'struct') throw new Error('an interval is a struct of two timestamps');
  return ['START_DATETIME', 'END_DATETIME'].map((name, ordinal) => {
    const { name: fieldName, type: fieldType } = type.fields[ordinal];
    return newAlias(
      { kind: 'field', child: column, ordinal, name: fieldName, type: fieldType, nullable: true },
      name,
    );
  });
}

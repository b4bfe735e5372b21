import { coordinateSystem, findGeometry, findTime, type SpatialReference } from '@graticule/geoanalytics';
import {
  analyse,
  attributesOf,
  outputOf,
  type AnalysisContext,
  type Extent,
  type LogicalNode,
} from '@graticule/sql';
import { toJsonText } from '../rest/pythonLiteral.js';
import type { LayerInput } from '../state/job.js';
import { LayerReadError, type LayerCatalog } from './layerCatalog.js';
import type { SourceFiles } from './sourceFiles.js';
import { standardCondition } from './standardCondition.js';

/** Options of `spark.read.format("webgis")` as the text they arrive in. */
export interface LayerReadOptions {
  /** SQL condition over the layer's fields. */
  readonly where?: string;
  /** Field names, comma separated; `$geometry` and `$time` come along. */
  readonly fields?: string;
  /** JSON or Python-literal text of an envelope; without a spatial reference, in the layer's own. */
  readonly extent?: string;
  readonly token?: string;
}

const OPTIONS = ['where', 'fields', 'extent', 'token'];

/** Turns layers into the plans that read them. */
export class LayerReader {
  constructor(
    private readonly catalog: LayerCatalog,
    private readonly files: SourceFiles,
  ) {}

  /** `spark.read.format("webgis").option(...).load(url)`: unknown options are refused by name. */
  load(
    url: string,
    options: Readonly<Record<string, string>>,
    context: AnalysisContext,
  ): Promise<LogicalNode> {
    const known: Record<string, string> = {};
    for (const [key, value] of Object.entries(options)) {
      const name = key.toLowerCase();
      if (name === 'path') continue;
      if (!OPTIONS.includes(name)) {
        throw new LayerReadError(`format("webgis") has no option "${key}"; it has: ${OPTIONS.join(', ')}.`);
      }
      known[name] = value;
    }
    return this.read({ kind: 'url', url, serviceToken: known.token }, known, context);
  }

  /** A layer of `inputLayers`, its filter applied. */
  input(layer: LayerInput, context: AnalysisContext): Promise<LogicalNode> {
    return this.read(layer, { where: layer.filter }, context);
  }

  private async read(
    layer: LayerInput,
    options: LayerReadOptions,
    context: AnalysisContext,
  ): Promise<LogicalNode> {
    const source = this.catalog.source(layer);
    const schema = await this.files.describe(source);
    const output = attributesOf(schema);
    const geometry = findGeometry(output);
    let extent: Extent | null = null;
    if (options.extent?.trim()) {
      if (!geometry) throw new LayerReadError('An extent was given, but the layer has no geometry.');
      extent = parseExtent(options.extent, wkidOf(geometry.spatialReference));
    }
    let plan: LogicalNode = { kind: 'scan', source, output, extent, pushedFilters: [] };
    if (options.where?.trim()) {
      const condition = { kind: 'sqlText', text: standardCondition(options.where) } as const;
      plan = await analyse({ kind: 'filter', input: { kind: 'resolved', plan }, condition }, context);
    }
    return options.fields?.trim() ? selectFields(plan, options.fields) : plan;
  }
}

function selectFields(plan: LogicalNode, text: string): LogicalNode {
  const output = outputOf(plan);
  const wanted = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (wanted.includes('*')) return plan;
  const chosen = wanted.map((name) => {
    const found = output.find((attribute) => attribute.name.toLowerCase() === name.toLowerCase());
    if (found) return found;
    const names = output.map((attribute) => attribute.name).join(', ');
    throw new LayerReadError(`The layer has no field "${name}" (option fields); it has: ${names}.`);
  });
  for (const extra of [findGeometry(output)?.column, findTime(output)?.column]) {
    if (extra && !chosen.includes(extra)) chosen.push(extra);
  }
  return { kind: 'project', input: plan, expressions: chosen };
}

/** layerWkid: coordinate system of an extent that names none. */
function parseExtent(text: string, layerWkid: number): Extent {
  let value: unknown;
  try {
    value = JSON.parse(toJsonText(text));
  } catch {
    throw notAnExtent(text);
  }
  if (typeof value !== 'object' || value === null) throw notAnExtent(text);
  const { xmin, ymin, xmax, ymax, spatialReference } = value as Record<string, unknown>;
  const bounds = [xmin, ymin, xmax, ymax].map((bound) => (typeof bound === 'string' ? Number(bound) : bound));
  if (!bounds.every((bound) => typeof bound === 'number' && Number.isFinite(bound))) throw notAnExtent(text);
  const [x0, y0, x1, y1] = bounds as number[];
  if (x0 > x1 || y0 > y1) throw new LayerReadError(`The extent's minimum exceeds its maximum: ${text}`);
  const wkid = spatialReference ? wkidOf(spatialReference as SpatialReference) : layerWkid;
  return { xmin: x0, ymin: y0, xmax: x1, ymax: y1, wkid };
}

/** Throws for unknown systems and for those that have no number. */
function wkidOf(given: SpatialReference): number {
  const { reference } = coordinateSystem(given);
  const wkid = reference.latestWkid ?? reference.wkid;
  if (wkid !== undefined) return wkid;
  throw new LayerReadError(
    'An extent needs a spatial reference with a wkid; found one that is known by its WKT only.',
  );
}

function notAnExtent(text: string): LayerReadError {
  return new LayerReadError(
    `An extent is {"xmin":..,"ymin":..,"xmax":..,"ymax":..,"spatialReference":{"wkid":..}} with finite numbers; found ${text}`,
  );
}

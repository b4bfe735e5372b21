import type { Extent } from '@graticule/sql';
import type { Layer } from '../state/layer.js';
import { layerFields, OBJECT_ID } from './esriFields.js';
import type { LayerFilter, LayerStatistics, OrderField, StatisticType } from './layerQuery.js';
import type { Parameters } from './parameters.js';
import { toJsonText } from './pythonLiteral.js';
import { badRequest } from './requestError.js';

/** Rows of one answer at most. */
export const RECORDS_MAX = 2000;
const WGS84 = 4326;

/** A query request, checked against the layer. */
export type LayerRequest =
  | { readonly kind: 'count'; readonly filter: LayerFilter }
  | { readonly kind: 'ids'; readonly filter: LayerFilter; readonly orderBy: readonly OrderField[] }
  | {
      readonly kind: 'extent';
      readonly filter: LayerFilter;
      readonly outWkid: number | null;
      readonly withCount: boolean;
    }
  | { readonly kind: 'statistics'; readonly statistics: LayerStatistics }
  | {
      readonly kind: 'features';
      readonly filter: LayerFilter;
      /** Attributes of the answer, as the layer spells them. */
      readonly fields: readonly string[];
      readonly returnGeometry: boolean;
      readonly outWkid: number | null;
      readonly orderBy: readonly OrderField[];
      readonly offset: number;
      /** 0 to RECORDS_MAX. */
      readonly limit: number;
    };

/** Parameters that would change the answer and are not supported; ignoring them would give a wrong one. */
const UNSUPPORTED = ['time', 'distance', 'having', 'gdbVersion', 'historicMoment', 'fullText'];
const UNSUPPORTED_FLAGS = ['returnDistinctValues', 'returnCentroid', 'returnTrueCurves'];

/** Reads the parameters of a layer's query operation. Throws RequestError 400 naming the parameter that is wrong. */
export function readLayerRequest(parameters: Parameters, layer: Layer, geoJson: boolean): LayerRequest {
  refuseUnsupported(parameters);
  const filter = readFilter(parameters, layer);
  const names = layerFields(layer).map((field) => field.name);
  // RFC 7946 coordinates are longitude and latitude unless the caller asks otherwise.
  const outWkid = readWkid(parameters, 'outSR') ?? (geoJson ? WGS84 : null);

  const withCount = parameters.boolean('returnCountOnly', false);
  if (parameters.boolean('returnExtentOnly', false)) return { kind: 'extent', filter, outWkid, withCount };
  if (withCount) return { kind: 'count', filter };
  if (parameters.boolean('returnIdsOnly', false))
    return { kind: 'ids', filter, orderBy: readOrder(parameters, names) };
  const statistics = parameters.text('outStatistics');
  if (statistics !== undefined) {
    return { kind: 'statistics', statistics: readStatistics(parameters, statistics, filter, names) };
  }
  return {
    kind: 'features',
    filter,
    fields: readFields(parameters, names),
    returnGeometry: layer.geometryType !== null && parameters.boolean('returnGeometry', true),
    outWkid,
    orderBy: readOrder(parameters, names),
    offset: parameters.integer('resultOffset', 0),
    limit: Math.min(parameters.integer('resultRecordCount', RECORDS_MAX), RECORDS_MAX),
  };
}

function refuseUnsupported(parameters: Parameters): void {
  for (const name of UNSUPPORTED) {
    if (parameters.text(name) !== undefined)
      throw badRequest(`Parameter ${name} is not supported by this query.`);
  }
  if (!parameters.boolean('returnExceededLimitFeatures', true)) {
    throw badRequest('Parameter returnExceededLimitFeatures: only true is supported.');
  }
  for (const name of UNSUPPORTED_FLAGS) {
    if (parameters.boolean(name, false))
      throw badRequest(`Parameter ${name} is not supported by this query.`);
  }
}

function readFilter(parameters: Parameters, layer: Layer): LayerFilter {
  const where = parameters.text('where')?.trim();
  return {
    where: where === undefined || where === '' || /^1\s*=\s*1$/.test(where) ? null : where,
    objectIds: readObjectIds(parameters),
    extent: readExtent(parameters, layer),
  };
}

function readObjectIds(parameters: Parameters): number[] | null {
  const words = parameters.list('objectIds');
  if (words === undefined) return null;
  return words.map((word) => {
    const id = Number(word);
    if (!Number.isSafeInteger(id))
      throw badRequest(`Parameter objectIds: expected whole numbers, found '${word}'.`);
    return id;
  });
}

function readExtent(parameters: Parameters, layer: Layer): Extent | null {
  const text = parameters.text('geometry');
  if (text === undefined) return null;
  if (layer.geometryType === null) throw badRequest(`Parameter geometry: '${layer.name}' is a table.`);
  expectWord(parameters, 'geometryType', 'esriGeometryEnvelope');
  expectWord(parameters, 'spatialRel', 'esriSpatialRelIntersects');
  const layerWkid = layer.spatialReference?.latestWkid ?? layer.spatialReference?.wkid ?? WGS84;
  const asked = readWkid(parameters, 'inSR');
  const { corners, wkid } = text.trim().startsWith('{')
    ? envelopeJson(text)
    : { corners: text.split(','), wkid: null };
  const [xmin, ymin, xmax, ymax] = corners.map((corner) =>
    typeof corner === 'string' && corner.trim() === '' ? NaN : Number(corner),
  );
  if (
    corners.length !== 4 ||
    ![xmin, ymin, xmax, ymax].every(Number.isFinite) ||
    xmin > xmax ||
    ymin > ymax
  ) {
    throw badRequest(
      `Parameter geometry: expected an envelope, {"xmin":..,"ymin":..,"xmax":..,"ymax":..} or xmin,ymin,xmax,ymax ` +
        `with xmin <= xmax and ymin <= ymax; found '${text.slice(0, 200)}'.`,
    );
  }
  return { xmin, ymin, xmax, ymax, wkid: wkid ?? asked ?? layerWkid };
}

function envelopeJson(text: string): { corners: unknown[]; wkid: number | null } {
  const value = readJson('geometry', text) as Record<string, unknown>;
  const corners = [value.xmin, value.ymin, value.xmax, value.ymax];
  return { corners: corners.map((corner) => corner ?? NaN), wkid: wkidOf(value.spatialReference) };
}

function expectWord(parameters: Parameters, name: string, only: string): void {
  const word = parameters.text(name)?.trim();
  if (word !== undefined && word.toLowerCase() !== only.toLowerCase()) {
    throw badRequest(`Parameter ${name}: only ${only} is supported, found '${word}'.`);
  }
}

/** A spatial reference as a number or as JSON with a wkid; null when absent. */
function readWkid(parameters: Parameters, name: string): number | null {
  const text = parameters.text(name)?.trim();
  if (text === undefined) return null;
  const wkid = /^\d+$/.test(text) ? Number(text) : wkidOf(text.startsWith('{') ? readJson(name, text) : null);
  if (wkid === null) {
    throw badRequest(`Parameter ${name}: expected a wkid or {"wkid": ...}, found '${text.slice(0, 200)}'.`);
  }
  return wkid;
}

function wkidOf(value: unknown): number | null {
  const { wkid, latestWkid } = (value ?? {}) as Record<string, unknown>;
  if (Number.isSafeInteger(latestWkid)) return latestWkid as number;
  return Number.isSafeInteger(wkid) ? (wkid as number) : null;
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(toJsonText(text)) as unknown;
  } catch (error) {
    throw badRequest(`Parameter ${name} is not JSON: ${(error as Error).message}.`);
  }
}

/** Absent: the object ids only, as the original does. */
function readFields(parameters: Parameters, names: readonly string[]): string[] {
  const words = parameters.list('outFields');
  if (words === undefined) return [OBJECT_ID];
  if (words.includes('*')) return [...names];
  return [...new Set(words.map((word) => fieldNamed(word, names, 'outFields')))];
}

function fieldNamed(word: string, names: readonly string[], parameter: string): string {
  const found =
    names.find((name) => name === word) ?? names.find((name) => name.toLowerCase() === word.toLowerCase());
  if (found === undefined) {
    throw badRequest(`Parameter ${parameter}: the layer has no field '${word}'; it has ${names.join(', ')}.`);
  }
  return found;
}

function readOrder(parameters: Parameters, names: readonly string[]): OrderField[] {
  return (parameters.list('orderByFields') ?? []).map((word) => {
    const [, name, direction] = /^(.*?)(?:\s+(asc|desc))?$/i.exec(word) ?? [];
    return {
      field: fieldNamed(name, names, 'orderByFields'),
      descending: direction?.toLowerCase() === 'desc',
    };
  });
}

const STATISTIC_TYPES: readonly StatisticType[] = ['count', 'sum', 'min', 'max', 'avg', 'stddev', 'var'];

function readStatistics(
  parameters: Parameters,
  text: string,
  filter: LayerFilter,
  names: readonly string[],
): LayerStatistics {
  const given = readJson('outStatistics', text);
  if (!Array.isArray(given) || given.length === 0) {
    throw badRequest('Parameter outStatistics: expected a list of {statisticType, onStatisticField}.');
  }
  const groupBy = (parameters.list('groupByFieldsForStatistics') ?? []).map((word) =>
    fieldNamed(word, names, 'groupByFieldsForStatistics'),
  );
  const statistics = given.map((entry: unknown, index) => {
    const { statisticType, onStatisticField, outStatisticFieldName } = (entry ?? {}) as Record<
      string,
      unknown
    >;
    const statistic = STATISTIC_TYPES.find((known) => known === String(statisticType).toLowerCase());
    if (statistic === undefined) {
      throw badRequest(
        `outStatistics[${index}].statisticType: expected ${STATISTIC_TYPES.join(', ')}; found '${String(statisticType)}'.`,
      );
    }
    const field = fieldNamed(String(onStatisticField), names, `outStatistics[${index}].onStatisticField`);
    const name =
      typeof outStatisticFieldName === 'string' && outStatisticFieldName !== ''
        ? outStatisticFieldName
        : `${statistic}_${field}`;
    return { statistic, field, name };
  });
  const answered = [...groupBy, ...statistics.map(({ name }) => name)];
  if (new Set(answered.map((name) => name.toLowerCase())).size < answered.length) {
    throw badRequest(
      `Parameter outStatistics: every column of the answer needs a name of its own, found ${answered.join(', ')}.`,
    );
  }
  return { ...filter, groupBy, statistics, orderBy: readOrder(parameters, answered) };
}

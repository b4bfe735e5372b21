import type { Layer, LayerExtent, SpatialReference } from '../../state/layer.js';
import { esriFeatures, GEOMETRY, type EsriFeature, type Ordinates } from '../esriJson.js';
import { attributeReader } from '../attributeValue.js';
import { esriField, esriType, layerFields, OBJECT_ID } from '../esriFields.js';
import { geoJsonFeatures, type GeoJsonFeature } from '../geoJson.js';
import { geometryExtent } from '../geometryExtent.js';
import { html, type Html } from '../html.js';
import { properties, table, trail } from '../page.js';
import { readLayerRequest, RECORDS_MAX, type LayerRequest } from '../readLayerQuery.js';
import { badRequest } from '../requestError.js';
import { CONTEXT, type Answer, type Call, type Page } from '../resource.js';
import type { LayerService } from '../services.js';
import type { LayerStatistics } from '../layerQuery.js';
import { layerPath } from './paths.js';

type FeatureRequest = Extract<LayerRequest, { kind: 'features' }>;
type ExtentRequest = Extract<LayerRequest, { kind: 'extent' }>;
type IdRequest = Extract<LayerRequest, { kind: 'ids' }>;

/** The query operation of a layer: a form for people, answers for clients. */
export async function queryLayer(layers: LayerService, layer: Layer, call: Call): Promise<Answer> {
  const { parameters, format, signal } = call;
  if (
    format === 'html' &&
    parameters.text('where') === undefined &&
    parameters.text('objectIds') === undefined
  ) {
    return { json: undefined, page: () => formPage(layer) };
  }
  const request = readLayerRequest(parameters, layer, format === 'geojson');
  switch (request.kind) {
    case 'features':
      return features(layers, layer, request, call);
    case 'count':
      return plain(layer, { count: await layers.count(layer, request.filter, signal) });
    case 'ids':
      return plain(layer, await objectIds(layers, layer, request, signal));
    case 'extent':
      return plain(layer, await extent(layers, layer, request, signal));
    case 'statistics':
      return plain(layer, await statistics(layers, layer, request.statistics, signal));
  }
}

async function features(
  layers: LayerService,
  layer: Layer,
  request: FeatureRequest,
  call: Call,
): Promise<Answer> {
  const { fields, limit, returnGeometry } = request;
  const asked = fields.includes(OBJECT_ID) ? fields : [...fields, OBJECT_ID];
  const { schema, batches } = await layers.query(
    layer,
    {
      ...request.filter,
      fields: asked,
      returnGeometry,
      outWkid: request.outWkid,
      orderBy: request.orderBy,
      offset: request.offset,
      // One more tells whether there are more.
      limit: limit + 1,
    },
    call.signal,
  );
  const metadata = schema.fields.find((field) => field.name === GEOMETRY)?.metadata?.geometry;
  const { hasZ, hasM } = (metadata ?? {}) as Partial<Ordinates>;
  const ordinates: Ordinates = { hasZ: hasZ === true, hasM: hasM === true };
  const encode = call.format === 'geojson' ? geoJsonFeatures : esriFeatures;
  const found: (EsriFeature | GeoJsonFeature)[] = [];
  let rows = 0;
  for await (const batch of batches) {
    if (rows < limit) found.push(...encode(batch, fields, ordinates, limit - rows));
    rows += batch.length;
  }
  const exceeded = rows > limit;
  const spatialReference = answerReference(layer, request.outWkid);
  const json =
    call.format === 'geojson'
      ? geoJsonAnswer(found, request.outWkid, exceeded)
      : {
          objectIdFieldName: OBJECT_ID,
          globalIdFieldName: '',
          ...(layer.geometryType && { geometryType: layer.geometryType }),
          ...(spatialReference && { spatialReference }),
          ...(ordinates.hasZ && { hasZ: true }),
          ...(ordinates.hasM && { hasM: true }),
          fields: layerFields(layer).filter((field) => fields.includes(field.name)),
          ...(exceeded && { exceededTransferLimit: true }),
          features: found,
        };
  return { json, page: () => resultPage(layer, featureTable(found as EsriFeature[], fields, exceeded)) };
}

function geoJsonAnswer(
  found: readonly unknown[],
  outWkid: number | null,
  exceeded: boolean,
): Readonly<Record<string, unknown>> {
  const otherSystem = outWkid !== null && outWkid !== 4326;
  return {
    type: 'FeatureCollection',
    // Not in RFC 7946, but what tools read when coordinates are not longitude and latitude.
    ...(otherSystem && { crs: { type: 'name', properties: { name: `EPSG:${outWkid}` } } }),
    ...(exceeded && { exceededTransferLimit: true, properties: { exceededTransferLimit: true } }),
    features: found,
  };
}

function answerReference(layer: Layer, outWkid: number | null): SpatialReference | null {
  if (layer.geometryType === null) return null;
  if (outWkid === null) return layer.spatialReference;
  return outWkid === 3857 || outWkid === 102100
    ? { wkid: 102100, latestWkid: 3857 }
    : { wkid: outWkid, latestWkid: outWkid };
}

async function objectIds(
  layers: LayerService,
  layer: Layer,
  request: IdRequest,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const { batches } = await layers.query(
    layer,
    {
      ...request.filter,
      fields: [OBJECT_ID],
      returnGeometry: false,
      outWkid: null,
      orderBy: request.orderBy,
      offset: 0,
      limit: null,
    },
    signal,
  );
  const ids: unknown[] = [];
  for await (const batch of batches) {
    const read = attributeReader(batch.columns[0], false);
    for (let row = 0; row < batch.length; row++) ids.push(read(row));
  }
  return { objectIdFieldName: OBJECT_ID, objectIds: ids };
}

async function extent(
  layers: LayerService,
  layer: Layer,
  request: ExtentRequest,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  if (layer.geometryType === null)
    throw badRequest(`Parameter returnExtentOnly: '${layer.name}' is a table.`);
  const found = await boundsOf(layers, layer, request, signal);
  const spatialReference = answerReference(layer, request.outWkid);
  const bounds = found ?? { xmin: 'NaN', ymin: 'NaN', xmax: 'NaN', ymax: 'NaN' };
  return {
    ...(request.withCount && { count: await layers.count(layer, request.filter, signal) }),
    extent: { ...bounds, ...(spatialReference && { spatialReference }) },
  };
}

async function boundsOf(
  layers: LayerService,
  layer: Layer,
  { filter, outWkid }: ExtentRequest,
  signal: AbortSignal,
): Promise<LayerExtent | null> {
  const everything = filter.where === null && filter.objectIds === null && filter.extent === null;
  if (everything && outWkid === null) return layer.extent;
  const { batches } = await layers.query(
    layer,
    { ...filter, fields: [], returnGeometry: true, outWkid, orderBy: [], offset: 0, limit: null },
    signal,
  );
  return geometryExtent(batches);
}

async function statistics(
  layers: LayerService,
  layer: Layer,
  wanted: LayerStatistics,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  if (layers.statistics === undefined)
    throw badRequest('Parameter outStatistics is not supported by this layer.');
  const { schema, batches } = await layers.statistics(layer, wanted, signal);
  const names = schema.fields.map((field) => field.name);
  const found: EsriFeature[] = [];
  for await (const batch of batches) {
    found.push(...esriFeatures(batch, names, { hasZ: false, hasM: false }, batch.length));
  }
  return {
    fields: schema.fields.map((field) => esriField(field.name, esriType(field), field.nullable)),
    features: found,
  };
}

function plain(layer: Layer, json: Readonly<Record<string, unknown>>): Answer {
  return { json, page: () => resultPage(layer, properties(json)) };
}

function queryHref(layer: Layer): string {
  return `${CONTEXT}/rest/services/${layerPath(layer.name)}/0/query`;
}

function layerTrail(layer: Layer): Page['breadcrumb'] {
  const path = layerPath(layer.name);
  return trail(['Hosted', 'Hosted'], [layer.name, path], [`${layer.name} (0)`, `${path}/0`]);
}

function resultPage(layer: Layer, body: Html): Page {
  const formLink = { label: 'Query', href: queryHref(layer) };
  return { title: 'Query result', breadcrumb: [...layerTrail(layer), formLink], body };
}

function featureTable(found: readonly EsriFeature[], fields: readonly string[], exceeded: boolean): Html {
  return html`<p>
      ${found.length} ${found.length === 1 ? 'feature' : 'features'}${exceeded ? '; there are more' : ''}
    </p>
    ${table(
      fields,
      found.map((feature) => fields.map((name) => feature.attributes[name])),
    )}`;
}

function formPage(layer: Layer): Page {
  const input = (name: string, label: string, value: string): Html =>
    html`<label for="${name}">${label}</label><input id="${name}" name="${name}" value="${value}" />`;
  const choice = (name: string, label: string, values: readonly string[]): Html =>
    html`<label for="${name}">${label}</label
      ><select id="${name}" name="${name}">
        ${values.map((value) => html`<option>${value}</option>`)}
      </select>`;
  const geometry =
    layer.geometryType === null ? [] : [input('geometry', 'Envelope (xmin,ymin,xmax,ymax)', '')];
  const systems =
    layer.geometryType === null
      ? []
      : [
          input('inSR', 'Spatial reference of the envelope', ''),
          input('outSR', 'Output spatial reference', ''),
        ];
  return {
    title: 'Query',
    breadcrumb: layerTrail(layer),
    body: html`<form method="get" action="${queryHref(layer)}">
      ${input('where', 'Where', '1=1')} ${input('objectIds', 'Object ids', '')} ${geometry} ${systems}
      ${input('outFields', 'Out fields', '*')} ${input('orderByFields', 'Order by', '')}
      ${choice('returnCountOnly', 'Count only', ['false', 'true'])}
      ${choice('returnIdsOnly', 'Ids only', ['false', 'true'])} ${input('resultOffset', 'Offset', '0')}
      ${input('resultRecordCount', `Records (at most ${RECORDS_MAX})`, '100')}
      ${choice('f', 'Format', ['html', 'json', 'pjson', 'geojson'])}
      <p class="actions"><button>Query</button></p>
    </form>`,
  };
}

import type { Layer, LayerExtent, SpatialReference } from '../../state/layer.js';
import { CURRENT_VERSION, type RestContext } from '../context.js';
import { layerFields, OBJECT_ID } from '../esriFields.js';
import { html } from '../html.js';
import { linkList, properties, table, trail } from '../page.js';
import { notFound } from '../requestError.js';
import { RECORDS_MAX } from '../readLayerQuery.js';
import { CONTEXT, type Answer, type Call, type Resource } from '../resource.js';
import { queryLayer } from './layerQueryAnswer.js';
import { layerPath } from './paths.js';

const FOLDER_STEP = ['Hosted', 'Hosted'] as const;

/** Hosted layers as feature services with one layer or table, number 0. */
export function featureServerResources(context: RestContext): Resource[] {
  const { layers } = context.services;
  const statistics = layers.statistics !== undefined;

  function layerOf(call: Call): Layer {
    const layer = layers.get(call.path.name);
    if (layer === undefined) throw notFound(`The service 'Hosted/${call.path.name}'`);
    return layer;
  }

  const path = '/rest/services/Hosted/:name/FeatureServer';
  return [
    { path, access: 'user', answer: (call) => serviceAnswer(layerOf(call)) },
    { path: `${path}/layers`, access: 'user', answer: (call) => layersAnswer(layerOf(call), statistics) },
    { path: `${path}/0`, access: 'user', answer: (call) => layerAnswer(layerOf(call), statistics) },
    {
      path: `${path}/0/query`,
      access: 'user',
      geoJson: true,
      answer: (call) => queryLayer(layers, layerOf(call), call),
    },
  ];
}

function extentJson(
  extent: LayerExtent,
  spatialReference: SpatialReference | null,
): Readonly<Record<string, unknown>> {
  return { ...extent, ...(spatialReference && { spatialReference }) };
}

function serviceAnswer(layer: Layer): Answer {
  const entry = {
    id: 0,
    name: layer.name,
    parentLayerId: -1,
    defaultVisibility: true,
    subLayerIds: null,
    minScale: 0,
    maxScale: 0,
    type: layer.geometryType === null ? 'Table' : 'Feature Layer',
    ...(layer.geometryType && { geometryType: layer.geometryType }),
  };
  const json = {
    currentVersion: CURRENT_VERSION,
    serviceDescription: '',
    description: '',
    copyrightText: '',
    hasVersionedData: false,
    supportsDisconnectedEditing: false,
    syncEnabled: false,
    allowGeometryUpdates: false,
    capabilities: 'Query',
    supportedQueryFormats: 'JSON, geoJSON',
    maxRecordCount: RECORDS_MAX,
    ...(layer.spatialReference && { spatialReference: layer.spatialReference }),
    ...(layer.extent && {
      initialExtent: extentJson(layer.extent, layer.spatialReference),
      fullExtent: extentJson(layer.extent, layer.spatialReference),
    }),
    layers: layer.geometryType === null ? [] : [entry],
    tables: layer.geometryType === null ? [entry] : [],
  };
  return {
    json,
    page: () => ({
      title: layer.name,
      breadcrumb: trail(FOLDER_STEP),
      body: html`<h2>${entry.type === 'Table' ? 'Tables' : 'Layers'}</h2>
        ${linkList(
          [{ label: `${layer.name} (0)`, href: `${CONTEXT}/rest/services/${layerPath(layer.name)}/0` }],
          '',
        )}`,
    }),
  };
}

function layersAnswer(layer: Layer, statistics: boolean): Answer {
  const description = layerJson(layer, statistics);
  const table = layer.geometryType === null;
  return {
    json: { layers: table ? [] : [description], tables: table ? [description] : [] },
    page: layerAnswer(layer, statistics).page,
  };
}

/** The description clients read before they query. */
function layerJson(layer: Layer, statistics: boolean): Readonly<Record<string, unknown>> {
  const { time } = layer;
  return {
    currentVersion: CURRENT_VERSION,
    id: 0,
    name: layer.name,
    type: layer.geometryType === null ? 'Table' : 'Feature Layer',
    description: '',
    copyrightText: '',
    displayField: displayField(layer),
    defaultVisibility: true,
    ...(layer.geometryType && { geometryType: layer.geometryType, minScale: 0, maxScale: 0 }),
    ...(layer.extent && { extent: extentJson(layer.extent, layer.spatialReference) }),
    ...(layer.spatialReference && { sourceSpatialReference: layer.spatialReference }),
    objectIdField: OBJECT_ID,
    globalIdField: '',
    typeIdField: '',
    fields: layerFields(layer),
    indexes: [],
    types: [],
    templates: [],
    relationships: [],
    hasAttachments: false,
    hasZ: false,
    hasM: false,
    isDataVersioned: false,
    ...(time && {
      timeInfo: {
        startTimeField: time.startTimeField,
        endTimeField: time.endTimeField,
        trackIdField: null,
        timeExtent: time.timeExtent,
        timeReference: { timeZone: 'UTC', respectsDaylightSaving: false },
      },
    }),
    capabilities: 'Query',
    maxRecordCount: RECORDS_MAX,
    standardMaxRecordCount: RECORDS_MAX,
    supportsStatistics: statistics,
    supportsAdvancedQueries: true,
    supportedQueryFormats: 'JSON, geoJSON',
    useStandardizedQueries: true,
    advancedQueryCapabilities: {
      useStandardizedQueries: true,
      supportsPagination: true,
      supportsOrderBy: true,
      supportsStatistics: statistics,
      supportsReturningQueryExtent: true,
      supportsDistinct: false,
      supportsQueryWithDistance: false,
      supportsSqlExpression: false,
      supportsHavingClause: false,
      supportsCountDistinct: false,
      supportsReturningGeometryCentroid: false,
    },
  };
}

function displayField(layer: Layer): string {
  return layer.schema.fields.find((field) => field.type.kind === 'string')?.name ?? OBJECT_ID;
}

function layerAnswer(layer: Layer, statistics: boolean): Answer {
  const path = `${CONTEXT}/rest/services/${layerPath(layer.name)}`;
  return {
    json: layerJson(layer, statistics),
    page: () => ({
      title: `${layer.name} (0)`,
      breadcrumb: trail(FOLDER_STEP, [layer.name, layerPath(layer.name)]),
      body: html`${properties({
          Type: layer.geometryType === null ? 'Table' : 'Feature Layer',
          ...(layer.geometryType && { 'Geometry type': layer.geometryType }),
          Features: layer.count,
          Owner: layer.owner,
          ...(layer.extent && { Extent: layer.extent }),
          ...(layer.spatialReference && { 'Spatial reference': layer.spatialReference }),
          ...(layer.time && { Time: layer.time }),
        })}
        <h2>Fields</h2>
        ${table(
          ['Name', 'Type'],
          layerFields(layer).map((field) => [field.name, field.type]),
        )}
        <h2>Operations</h2>
        ${linkList([{ label: 'Query', href: `${path}/0/query` }], '')}`,
    }),
  };
}

import type { FeatureServiceSource, Split } from '@graticule/sql';
import { GEOMETRY } from '../dataset/datasetFields.js';
import { SourceError } from '../sourceError.js';
import type { ScanRequest, SourceReader } from '../source.js';
import { featureBatch, type Feature } from './featureBatch.js';
import { layerSchema, neededAttributes, type LayerJson, type LayerSchema } from './layerSchema.js';
import { askService } from './serviceClient.js';

const PAGE_FEATURES_MAX = 2000;
const SPLIT_PAGES = 10;
const FEATURE_BYTES = 200;

interface ServiceLayer {
  readonly layer: LayerSchema;
  readonly objectId: string;
  readonly pageFeatures: number;
  readonly paged: boolean;
}

/** What plan learned, so that workers need not ask again. */
interface ServiceSplit extends ServiceLayer {
  readonly offset: number;
  readonly count: number;
}

/** Layers of feature services and map services, read by paged queries ordered by object id. */
export const serviceReader: SourceReader<FeatureServiceSource> = {
  async describe(source) {
    return (await describeLayer(source)).layer.schema;
  },

  async plan(source, request) {
    const service = await describeLayer(source);
    const answer = await askService(source, '/query', {
      ...selection(source, request),
      returnCountOnly: 'true',
    });
    const count = answer.count;
    if (typeof count !== 'number')
      throw failed(source, `expected a count, found ${JSON.stringify(answer).slice(0, 100)}`);
    const step = service.paged ? service.pageFeatures * SPLIT_PAGES : count;
    if (!service.paged && count > service.pageFeatures) {
      throw new SourceError(
        'SOURCE_UNSUPPORTED',
        `${source.url} has ${count} features but gives at most ${service.pageFeatures} and does not support pagination`,
      );
    }
    const splits: Split[] = [];
    for (let offset = 0; offset < count; offset += step) {
      const detail: ServiceSplit = { ...service, offset, count: Math.min(step, count - offset) };
      splits.push({ bytes: detail.count * FEATURE_BYTES, detail: { ...detail } });
    }
    return splits;
  },

  async *read(source, split, request, context) {
    const { layer, objectId, paged, pageFeatures, offset, count } = split.detail as unknown as ServiceSplit;
    const outFields = [...neededAttributes(layer, request.columns)];
    const withGeometry =
      layer.kind !== null && (request.extent !== null || request.columns.includes(GEOMETRY));
    for (let done = 0; done < count;) {
      const size = Math.min(pageFeatures, count - done);
      const answer = await askService(
        source,
        '/query',
        {
          ...selection(source, request),
          outFields: outFields.length > 0 ? outFields.join(',') : objectId,
          returnGeometry: String(withGeometry),
          ...(paged
            ? {
                orderByFields: objectId,
                resultOffset: String(offset + done),
                resultRecordCount: String(size),
              }
            : {}),
        },
        context.signal,
      );
      const features = answer.features;
      if (!Array.isArray(features)) throw failed(source, 'expected a list of features');
      if (features.length === 0) {
        throw failed(
          source,
          `expected ${count} features from ${offset} on, found ${done}; the layer may have changed meanwhile`,
        );
      }
      const page = features.slice(0, size) as Feature[];
      yield featureBatch(page, layer, source.url, request, offset + done, context);
      done += page.length;
    }
  },
};

function failed(source: FeatureServiceSource, problem: string): SourceError {
  return new SourceError('SOURCE_SERVICE_FAILED', `${source.url}: ${problem}`);
}

interface ServiceLayerJson extends LayerJson {
  readonly capabilities?: string;
  readonly objectIdField?: string;
  readonly maxRecordCount?: number;
  readonly extent?: { readonly spatialReference?: LayerJson['spatialReference'] } | null;
  readonly sourceSpatialReference?: LayerJson['spatialReference'];
  readonly advancedQueryCapabilities?: { readonly supportsPagination?: boolean };
}

async function describeLayer(source: FeatureServiceSource): Promise<ServiceLayer> {
  const json = (await askService(source, '', {})) as ServiceLayerJson;
  if (json.capabilities !== undefined && !/\b(query|data)\b/i.test(json.capabilities)) {
    throw failed(source, `the layer does not allow queries (capabilities ${json.capabilities})`);
  }
  const spatialReference = json.extent?.spatialReference ?? json.sourceSpatialReference;
  const layer = layerSchema({ ...json, spatialReference }, source.url);
  const objectId = json.objectIdField ?? json.fields?.find((f) => f.type === 'esriFieldTypeOID')?.name;
  if (!objectId) throw failed(source, 'the layer has no object id field, which paging needs');
  return {
    layer,
    objectId,
    pageFeatures: Math.max(1, Math.min(json.maxRecordCount ?? 1000, PAGE_FEATURES_MAX)),
    paged: json.advancedQueryCapabilities?.supportsPagination ?? false,
  };
}

function selection(source: FeatureServiceSource, { extent }: ScanRequest): Record<string, string> {
  const where = { where: source.where?.trim() || '1=1' };
  if (!extent) return where;
  const { xmin, ymin, xmax, ymax, wkid } = extent;
  return {
    ...where,
    geometry: JSON.stringify({ xmin, ymin, xmax, ymax, spatialReference: { wkid } }),
    geometryType: 'esriGeometryEnvelope',
    inSR: String(wkid),
    spatialRel: 'esriSpatialRelIntersects',
  };
}

import type { CollectionSource, Split } from '@graticule/sql';
import { SourceError } from '../sourceError.js';
import type { SourceReader } from '../source.js';
import { featureBatch, type Feature } from './featureBatch.js';
import { layerSchema, type LayerJson, type LayerSchema } from './layerSchema.js';

const NAME = 'feature collection';
const SPLIT_FEATURES = 65_536;
/** Rough size of a decoded feature, for balancing. */
const FEATURE_BYTES = 200;

/** Inline feature collections of `inputLayers`. Geometry type and spatial reference may stand in either part. */
export const collectionReader: SourceReader<CollectionSource> = {
  async describe(source) {
    return schemaOf(source).schema;
  },

  async plan(source) {
    const { length } = featuresOf(source);
    const splits: Split[] = [];
    for (let start = 0; start < length; start += SPLIT_FEATURES) {
      const end = Math.min(start + SPLIT_FEATURES, length);
      splits.push({ bytes: (end - start) * FEATURE_BYTES, detail: { start, end } });
    }
    return splits;
  },

  async *read(source, split, request, context) {
    const { start, end } = split.detail as { start: number; end: number };
    yield featureBatch(featuresOf(source).slice(start, end), schemaOf(source), NAME, request, start, context);
  },
};

function featuresOf({ featureSet }: CollectionSource): readonly Feature[] {
  const { features } = featureSet as { features?: unknown };
  if (Array.isArray(features)) return features as Feature[];
  throw new SourceError(
    'SOURCE_MALFORMED',
    `${NAME}: expected a list of features in its featureSet, found ${typeof features}`,
  );
}

function schemaOf({ layerDefinition, featureSet }: CollectionSource): LayerSchema {
  const [layer, set] = [layerDefinition as LayerJson, featureSet as LayerJson];
  const extent = (layerDefinition.extent ?? {}) as LayerJson;
  return layerSchema(
    {
      ...layer,
      fields: layer.fields ?? set.fields,
      geometryType: layer.geometryType ?? set.geometryType,
      spatialReference: set.spatialReference ?? layer.spatialReference ?? extent.spatialReference,
    },
    NAME,
  );
}

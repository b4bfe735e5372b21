import {
  STRING,
  createBuilder,
  field,
  structType,
  type Batch,
  type ColumnBuilder,
  type Field,
  type Value,
} from '@graticule/columnar';
import type { DatasetSource, Split } from '@graticule/sql';
import { datasetFiles, type DatasetFile } from '../../files/datasetFiles.js';
import { assembleDataset } from '../dataset/assembleDataset.js';
import { attributeType } from '../dataset/attributeType.js';
import { datasetFields, type DatasetFields } from '../dataset/datasetFields.js';
import { filterByExtent, requestedFields, selectColumns } from '../extentFilter.js';
import type { SourceReader } from '../source.js';
import { SourceError } from '../sourceError.js';
import { featureTexts } from './featureTexts.js';

const BATCH_ROWS = 8192;
const REJECTED_TEXT = 500;

/**
 * GeoJSON (RFC 7946): feature collections, and features that follow each other. Columns are the manifest's fields, taken
 * from the features' properties; the geometry is the member that the manifest names (`geometry`, format GeoJSON).
 */
export const geojsonReader: SourceReader<DatasetSource> = {
  describe(source) {
    return Promise.resolve(geojsonFields(source).schema);
  },

  async plan(source) {
    geojsonFields(source);
    const files = await datasetFiles(source);
    return files
      .filter(({ bytes }) => bytes > 0)
      .map((file): Split => ({
        bytes: file.bytes * (file.name.toLowerCase().endsWith('.gz') ? 5 : 1),
        detail: { file },
      }));
  },

  async *read(source, split, request, context) {
    const { file } = split.detail as unknown as { file: DatasetFile };
    const fields = geojsonFields(source);
    const wanted = requestedFields(fields.schema, request.columns, `dataset ${source.name}`);
    const geometry = fields.geometry?.from === 'encoded' ? fields.geometry.column : null;
    const schema = structType(fields.files);
    let rows = new FeatureRows(fields.files, geometry);
    let number = 0;
    let first = 0;
    const finish = (): Batch => {
      const complete = assembleDataset(rows.finish(schema), fields, request, file, first, context);
      rows = new FeatureRows(fields.files, geometry);
      first = number;
      return selectColumns(request.extent ? filterByExtent(complete, request.extent) : complete, wanted);
    };
    for await (const text of featureTexts(file)) {
      number++;
      const reason = rows.add(text);
      if (reason !== null) context.rejected(file.name, number, reason, text.slice(0, REJECTED_TEXT));
      if (rows.length < BATCH_ROWS) continue;
      context.signal.throwIfAborted();
      yield finish();
    }
    if (rows.length > 0) yield finish();
  },
};

function geojsonFields(source: DatasetSource): DatasetFields {
  const { schema, geometry } = source.manifest;
  const member = geometry?.fields[0]?.name;
  const attributes = schema.fields
    .filter(({ name }) => name !== member)
    .map(({ name, type }) => {
      const known = attributeType(type);
      if (known) return field(name, known);
      throw new SourceError(
        'SOURCE_UNSUPPORTED',
        `dataset ${source.name}: field ${name} of type ${type} is not supported`,
      );
    });
  return datasetFields(source, member === undefined ? attributes : [...attributes, field(member, STRING)]);
}

/** Columns that grow feature by feature. */
class FeatureRows {
  length = 0;
  private readonly builders: readonly ColumnBuilder[];

  constructor(
    private readonly fields: readonly Field[],
    private readonly geometry: string | null,
  ) {
    this.builders = fields.map(({ type }) => createBuilder(type));
  }

  /** Adds a feature; what is wrong with it, in which case it is left out, or null. */
  add(text: string): string | null {
    let feature: { type?: unknown; properties?: unknown; geometry?: unknown };
    try {
      feature = JSON.parse(text) as typeof feature;
    } catch (error) {
      return `it is not JSON: ${(error as Error).message}`;
    }
    if (feature.type !== 'Feature') return `expected a Feature, found ${JSON.stringify(feature.type)}`;
    const properties = (feature.properties ?? {}) as Readonly<Record<string, unknown>>;
    const values: Value[] = [];
    for (const own of this.fields) {
      if (own.name === this.geometry) {
        values.push(feature.geometry ? JSON.stringify(feature.geometry) : null);
        continue;
      }
      const value = propertyValue(own, properties[own.name]);
      if (value === undefined) {
        return `expected ${own.type.kind} in ${own.name}, found ${JSON.stringify(properties[own.name]).slice(0, 80)}`;
      }
      values.push(value);
    }
    values.forEach((value, k) => this.builders[k].append(value));
    this.length++;
    return null;
  }

  finish(schema: Batch['schema']): Batch {
    return { schema, length: this.length, columns: this.builders.map((builder) => builder.finish()) };
  }
}

const LIMITS: Readonly<Record<string, number>> = {
  short: 0x8000,
  int: 0x80000000,
  long: Number.MAX_SAFE_INTEGER,
};

/** A property as a value of its field; undefined: it is none. Dates are ISO 8601 text or milliseconds since 1970. */
function propertyValue({ type }: Field, value: unknown): Value | undefined {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? value : JSON.stringify(value);
    case 'timestamp': {
      const millis = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : NaN;
      return Number.isFinite(millis) ? BigInt(Math.round(millis * 1000)) : undefined;
    }
    case 'float':
    case 'double':
      return typeof value === 'number' ? value : undefined;
    default: {
      const number = typeof value === 'boolean' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isInteger(number)) return undefined;
      const limit = LIMITS[type.kind] ?? 0;
      if (number < -limit || number > limit - (type.kind === 'long' ? 0 : 1)) return undefined;
      return type.kind === 'long' ? BigInt(number) : number;
    }
  }
}

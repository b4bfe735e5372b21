import {
  STRING,
  createBuilder,
  fromValues,
  nullColumn,
  takeBatch,
  type Batch,
  type Column,
  type Field,
} from '@graticule/columnar';
import { decodeGeometries } from '@graticule/geoanalytics';
import { GEOMETRY, TIME } from '../dataset/datasetFields.js';
import { timeColumn } from '../dataset/positions.js';
import { filterByExtent, requestedFields, selectColumns } from '../extentFilter.js';
import type { ReadContext, ScanRequest } from '../source.js';
import { neededAttributes, type LayerSchema } from './layerSchema.js';

/** A feature in Esri JSON. */
export interface Feature {
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly geometry?: unknown;
}

/**
 * Features as a batch of the requested columns. Missing attributes and empty geometries are null, dates are milliseconds
 * since 1970. A feature with an attribute that is not of its field's type is rejected; firstRow counts from 0.
 */
export function featureBatch(
  features: readonly Feature[],
  layer: LayerSchema,
  name: string,
  request: ScanRequest,
  firstRow: number,
  context: ReadContext,
): Batch {
  const wanted = requestedFields(layer.schema, request.columns, name);
  const needed = neededAttributes(layer, request.columns);
  const bad = new Map<number, string>();
  const columns = new Map<string, Column>();
  for (const field of layer.attributes) {
    // Every field is checked, so that the number of rows does not depend on the columns.
    const column = attributeColumn(features, field, bad);
    if (needed.has(field.name)) columns.set(field.name, column);
  }
  if (layer.kind && (request.extent || request.columns.includes(GEOMETRY))) {
    const texts = features.map((f) =>
      f.geometry === null || f.geometry === undefined ? null : JSON.stringify(f.geometry),
    );
    const { column, rejected } = decodeGeometries('EsriJSON', fromValues(STRING, texts), layer.kind);
    for (const { row, reason } of rejected) {
      context.rejected(
        name,
        firstRow + row + 1,
        `the geometry cannot be read and is null: ${reason}`,
        texts[row] ?? '',
      );
    }
    columns.set(GEOMETRY, column);
  }
  if (layer.startField && request.columns.includes(TIME)) {
    const end = layer.endField ? columns.get(layer.endField)! : null;
    columns.set(TIME, timeColumn(columns.get(layer.startField)!, end, features.length));
  }
  const fields = layer.schema.fields.filter((f) => columns.has(f.name));
  let batch: Batch = {
    schema: { kind: 'struct', fields },
    length: features.length,
    columns: fields.map((f) => columns.get(f.name) ?? nullColumn(f.type, features.length)),
  };
  if (bad.size > 0) {
    for (const [row, reason] of bad) {
      context.rejected(
        name,
        firstRow + row + 1,
        reason,
        JSON.stringify(features[row].attributes).slice(0, 500),
      );
    }
    batch = takeBatch(batch, Int32Array.from([...features.keys()].filter((row) => !bad.has(row))));
  }
  return selectColumns(request.extent ? filterByExtent(batch, request.extent) : batch, wanted);
}

function attributeColumn(features: readonly Feature[], field: Field, bad: Map<number, string>): Column {
  const builder = createBuilder(field.type);
  for (let row = 0; row < features.length; row++) {
    const value = features[row].attributes?.[field.name];
    if (value === null || value === undefined) builder.appendNull();
    else if (field.type.kind === 'string')
      builder.append(typeof value === 'string' ? value : JSON.stringify(value));
    else {
      const number = typeof value === 'number' ? value : value === 'NaN' ? NaN : undefined;
      if (number === undefined || !fits(number, field)) {
        if (!bad.has(row))
          bad.set(row, `expected ${field.type.kind} in ${field.name}, found ${JSON.stringify(value)}`);
        builder.appendNull();
      } else if (field.type.kind === 'timestamp') builder.append(BigInt(Math.round(number)) * 1000n);
      else builder.append(field.type.kind === 'long' ? BigInt(number) : number);
    }
  }
  return builder.finish();
}

const LIMITS: Readonly<Record<string, number>> = { short: 0x8000, int: 0x80000000, long: 2 ** 63 };

function fits(value: number, field: Field): boolean {
  const limit = LIMITS[field.type.kind];
  if (limit !== undefined) return Number.isInteger(value) && value >= -limit && value < limit;
  return field.type.kind === 'timestamp' ? Number.isFinite(value) : true;
}

import { field, structType, type Field, type StructType } from '@graticule/columnar';
import {
  geometryKind,
  geometryMetadata,
  geometryType,
  WGS84,
  type GeometryKind,
  type SpatialReference,
} from '@graticule/geoanalytics';
import type { EsriFieldType } from '@graticule/sql';
import { attributeType } from '../dataset/attributeType.js';
import { GEOMETRY, TIME, timeField } from '../dataset/datasetFields.js';
import { SourceError } from '../sourceError.js';

/** The parts of a layer's JSON (or an inline layer definition) that a reader needs. */
export interface LayerJson {
  readonly fields?: readonly { readonly name: string; readonly type: EsriFieldType }[];
  readonly geometryType?: string;
  readonly spatialReference?: SpatialReference;
  readonly timeInfo?: { readonly startTimeField?: string; readonly endTimeField?: string } | null;
}

/** What features of a layer become. */
export interface LayerSchema {
  readonly schema: StructType;
  readonly attributes: readonly Field[];
  readonly kind: GeometryKind | null;
  readonly startField: string | null;
  readonly endField: string | null;
}

/** Checks a layer's JSON. name: for messages. Fields of types that no column can hold are refused by name. */
export function layerSchema(layer: LayerJson, name: string): LayerSchema {
  if (!Array.isArray(layer.fields) || layer.fields.length === 0) {
    throw new SourceError(
      'SOURCE_MALFORMED',
      `${name}: expected a list of fields in its layer definition, found none`,
    );
  }
  const geometryTypes = new Set(['esriFieldTypeGeometry', 'esriFieldTypeRaster']);
  const attributes = layer.fields
    .filter((f) => !geometryTypes.has(f.type))
    .map((f) => {
      const type = attributeType(f.type);
      if (type === null)
        throw new SourceError(
          'SOURCE_UNSUPPORTED',
          `${name}: field ${f.name} of type ${f.type} is not supported`,
        );
      return field(f.name, type);
    });
  const fields = [...attributes];
  const kind = layer.geometryType ? geometryKind(layer.geometryType) : null;
  if (layer.geometryType && kind === null) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `${name}: geometry type ${layer.geometryType} is not supported`,
    );
  }
  if (kind) {
    fields.push(
      field(GEOMETRY, geometryType(kind), true, geometryMetadata(kind, layer.spatialReference ?? WGS84)),
    );
  }
  const dateNamed = (wanted: string | undefined): string | null => {
    const found = attributes.find((f) => f.name.toLowerCase() === wanted?.toLowerCase());
    return found?.type.kind === 'timestamp' ? found.name : null;
  };
  const startField = dateNamed(layer.timeInfo?.startTimeField);
  const endField = startField === null ? null : dateNamed(layer.timeInfo?.endTimeField);
  if (startField !== null) fields.push(timeField(endField !== null));
  return { schema: structType(fields), attributes, kind, startField, endField };
}

/** Attribute columns that a request needs. */
export function neededAttributes(layer: LayerSchema, columns: readonly string[]): Set<string> {
  const needed = new Set(columns.filter((name) => name !== GEOMETRY && name !== TIME));
  if (columns.includes(TIME))
    for (const name of [layer.startField, layer.endField]) if (name) needed.add(name);
  return needed;
}

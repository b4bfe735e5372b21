import type { StructType } from '@graticule/columnar';
import { isUniqueViolation, type StateDatabase } from './database.js';
import type { EsriGeometryType, Layer, LayerExtent, LayerTime, SpatialReference } from './layer.js';

interface LayerRow {
  name: string;
  file: string;
  owner: string;
  job: string | null;
  created: number;
  fields: string;
  geometry_type: EsriGeometryType | null;
  spatial_reference: string | null;
  extent: string | null;
  feature_count: number;
  time: string | null;
}

const COLUMNS =
  'name, file, owner, job, created, fields, geometry_type, spatial_reference, extent, feature_count, time';

function fromRow(row: LayerRow): Layer {
  return {
    name: row.name,
    file: row.file,
    owner: row.owner,
    job: row.job,
    created: row.created,
    schema: JSON.parse(row.fields) as StructType,
    geometryType: row.geometry_type,
    spatialReference: parse<SpatialReference>(row.spatial_reference),
    extent: parse<LayerExtent>(row.extent),
    count: row.feature_count,
    time: parse<LayerTime>(row.time),
  };
}

function parse<Value>(text: string | null): Value | null {
  return text === null ? null : (JSON.parse(text) as Value);
}

/** The name of a layer is taken. */
export class LayerExistsError extends Error {
  readonly userMessage: string;
  constructor(name: string) {
    super(`A layer named '${name}' exists already. Choose another name or delete that layer first.`);
    this.name = 'LayerExistsError';
    this.userMessage = this.message;
  }
}

/**
 * Enters a layer into the catalog and runs `finalise` (the rename of its file) in the same transaction: when either
 * fails, neither the entry nor, if `finalise` is atomic, the file is there. Throws LayerExistsError when the name is
 * taken (without regard to case) and `replace` is false. Answers the layer that was replaced, whose file the caller
 * may now remove.
 */
export function publishLayer(
  state: StateDatabase,
  layer: Layer,
  finalise: () => void,
  replace = false,
): Layer | undefined {
  return state.transaction(() => {
    const replaced = replace ? findLayer(state, layer.name) : undefined;
    if (replaced !== undefined) removeLayer(state, replaced.name);
    try {
      insertLayer(state, layer);
    } catch (error) {
      if (isUniqueViolation(error)) throw new LayerExistsError(layer.name);
      throw error;
    }
    finalise();
    return replaced;
  });
}

function insertLayer(state: StateDatabase, layer: Layer): void {
  state.run(
    `INSERT INTO layers (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    layer.name,
    layer.file,
    layer.owner,
    layer.job,
    layer.created,
    JSON.stringify(layer.schema),
    layer.geometryType,
    layer.spatialReference && JSON.stringify(layer.spatialReference),
    layer.extent && JSON.stringify(layer.extent),
    layer.count,
    layer.time && JSON.stringify(layer.time),
  );
}

/** By name without regard to case. */
export function findLayer(state: StateDatabase, name: string): Layer | undefined {
  const row = state.get<LayerRow>(`SELECT ${COLUMNS} FROM layers WHERE name = ?`, name);
  return row && fromRow(row);
}

/** By name. */
export function listLayers(state: StateDatabase): Layer[] {
  return state.all<LayerRow>(`SELECT ${COLUMNS} FROM layers ORDER BY name`).map(fromRow);
}

/** Takes a layer out of the catalog; its file stays. True when it was there. */
export function removeLayer(state: StateDatabase, name: string): boolean {
  return state.run('DELETE FROM layers WHERE name = ?', name).changes > 0;
}

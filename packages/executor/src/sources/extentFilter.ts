import { filterByMask, type Batch, type StructType } from '@graticule/columnar';
import { coordinateSystem, findGeometry, intersectsExtent, projectColumn } from '@graticule/geoanalytics';
import type { Extent } from '@graticule/sql';
import { SourceError } from './sourceError.js';

/**
 * Rows of the batch whose geometry touches the extent. The geometry is compared in the extent's own system, because an
 * envelope is a rectangle only there; it is projected by its vertices.
 */
export function filterByExtent(batch: Batch, extent: Extent): Batch {
  const found = findGeometry(batch.schema.fields);
  if (found === null)
    throw new SourceError('SOURCE_UNKNOWN_FIELD', 'an extent was given for data without geometry');
  const from = coordinateSystem(found.spatialReference);
  const projected = projectColumn(batch.columns[found.ordinal], from, coordinateSystem(extent.wkid));
  return filterByMask(batch, intersectsExtent(projected, extent));
}

/** The requested fields of a schema, in the order of the request. Throws SOURCE_UNKNOWN_FIELD naming a missing one. */
export function requestedFields(schema: StructType, columns: readonly string[], source: string): StructType {
  const byName = new Map(schema.fields.map((f) => [f.name, f]));
  const fields = columns.map((name) => {
    const known = byName.get(name);
    if (known) return known;
    const names = schema.fields.map((f) => f.name).join(', ');
    throw new SourceError('SOURCE_UNKNOWN_FIELD', `${source} has no field ${name}; its fields are ${names}`);
  });
  return { kind: 'struct', fields };
}

/** The batch with exactly the named columns, all of which it has. */
export function selectColumns(batch: Batch, schema: StructType): Batch {
  const ordinals = new Map(batch.schema.fields.map((f, i) => [f.name, i]));
  const columns = schema.fields.map((f) => batch.columns[ordinals.get(f.name)!]);
  return { schema, length: batch.length, columns };
}

import type { Column } from '@graticule/columnar';
import { decodeGeometries } from '@graticule/geoanalytics';
import { SourceError } from '../sourceError.js';
import type { GeometryRecipe } from './datasetFields.js';

/**
 * A column of encoded geometries as a geometry column. A geometry that cannot be read is reported and null; its row
 * stays, because whether it is there must not depend on whether a script asks for the geometry.
 */
export function decodeGeometry(
  column: Column,
  recipe: GeometryRecipe & { from: 'encoded' },
  unreadable: (row: number, reason: string) => void,
): Column {
  if (column.layout !== 'bytes' && column.layout !== 'dictionary') {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `geometry as ${recipe.encoding} in field ${recipe.column}: expected text or bytes, found ${column.type.kind}`,
    );
  }
  const { column: decoded, rejected } = decodeGeometries(recipe.encoding, column, recipe.kind);
  for (const { row, reason } of rejected) {
    unreadable(row, `the geometry in ${recipe.column} cannot be read and is null: ${reason}`);
  }
  return decoded;
}

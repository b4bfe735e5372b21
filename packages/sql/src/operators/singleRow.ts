import { nullColumn } from '@graticule/columnar';
import { ArgumentError } from '../functions/definition.js';
import type { PhysicalSingleRow } from '../plan/physical.js';
import type { Rows } from './taskContext.js';

/** The value of a scalar subquery: its one row, nulls when it has none. Throws ArgumentError when it has more. */
export async function* singleRow(node: PhysicalSingleRow, input: Rows): Rows {
  let found = false;
  for await (const batch of input) {
    if (found || batch.length > 1) {
      throw new ArgumentError('more than one row returned by a subquery used as an expression');
    }
    found = true;
    yield { ...batch, schema: node.schema };
  }
  if (found) return;
  yield {
    schema: node.schema,
    length: 1,
    columns: node.schema.fields.map(({ type }) => nullColumn(type, 1)),
  };
}

import { fromValues } from '@graticule/columnar';
import type { DataType, StructType } from '@graticule/columnar';
import { attributesOf } from '../plan/attribute.js';
import type { LiteralValue } from '../plan/expression.js';
import type { LogicalNode } from '../plan/logical.js';

/** Rows of values in the order of the fields, as the result of a command. */
export function rows(schema: StructType, values: readonly (readonly LiteralValue[])[]): LogicalNode {
  const columns = schema.fields.map(({ type }: { readonly type: DataType }, i) =>
    fromValues(
      type,
      values.map((row) => row[i]),
    ),
  );
  const batches = values.length === 0 ? [] : [{ schema, length: values.length, columns }];
  return { kind: 'local', output: attributesOf(schema), batches };
}

/** The result of a command that has none. */
export const NOTHING: LogicalNode = { kind: 'local', output: [], batches: [] };

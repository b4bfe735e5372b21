import type { ToSchema } from '@graticule/protocol';
import type { Attribute, UnresolvedRelation } from '@graticule/sql';
import { malformed, SparkError } from './errors.js';
import { fromProtoType } from './types.js';
import { cast, findColumn, namedColumns } from './unresolvedNodes.js';

/** `df.to(schema)`: the columns of the schema by name, in its order, cast to its types. */
export function toSchema(
  input: UnresolvedRelation,
  output: readonly Attribute[],
  proto: ToSchema,
): UnresolvedRelation {
  const schema = fromProtoType(proto.schema);
  if (schema.kind !== 'struct') throw malformed(`to needs a struct type, found ${schema.kind}`);
  const frame = namedColumns(input, output);
  const expressions = schema.fields.map(({ name, type, nullable, metadata }) => {
    const { reference } = findColumn(frame.columns, name);
    const known = output.find((attribute) => attribute.name.toLowerCase() === name.toLowerCase());
    if (!nullable && known?.nullable === true) {
      throw new SparkError(
        'AnalysisException',
        `Column or field ${name} is nullable while it's required to be non-nullable.`,
      );
    }
    return { kind: 'unresolvedAlias', child: cast(reference, type), names: [name], metadata } as const;
  });
  return { kind: 'project', input: frame.input, expressions };
}

import { fromIpc, sameType, structType, type Batch, type StructType } from '@graticule/columnar';
import { decode, LocalRelationSchema, type LocalRelation } from '@graticule/protocol';
import type { UnresolvedRelation } from '@graticule/sql';
import { malformed, SparkError } from './errors.js';
import type { Session } from './session.js';
import { parseSchemaText } from './types.js';

/** Rows that came with the plan. A given schema names the columns by position; columns of other types are cast to it. */
export function fromLocalRelation(proto: LocalRelation): UnresolvedRelation {
  const wanted = proto.schema === undefined || proto.schema === '' ? null : parseSchemaText(proto.schema);
  if (proto.data === undefined) {
    if (wanted === null) throw malformed('A local relation has neither data nor a schema');
    return { kind: 'localRelation', schema: wanted, batches: [] };
  }
  const { schema: found, batches } = fromIpc(proto.data);
  if (wanted === null) return { kind: 'localRelation', schema: found, batches };
  if (wanted.fields.length !== found.fields.length) {
    throw new SparkError(
      'IllegalArgumentException',
      `The schema has ${wanted.fields.length} columns, the rows have ${found.fields.length}`,
    );
  }
  const fits = wanted.fields.every((field, i) => sameType(field.type, found.fields[i].type));
  return fits ? relabelled(batches, wanted) : cast(batches, found, wanted);
}

/** A local relation that was uploaded before. */
export function fromCachedLocalRelation(session: Session, hash: string): UnresolvedRelation {
  const data = session.artifact(`cache/${hash}`);
  if (data === undefined) {
    throw new SparkError('SparkException', `The session has no uploaded local data with hash ${hash}`);
  }
  return fromLocalRelation(decode(LocalRelationSchema, data));
}

function relabelled(batches: readonly Batch[], schema: StructType): UnresolvedRelation {
  return {
    kind: 'localRelation',
    schema,
    batches: batches.map(({ length, columns }) => ({ schema, length, columns })),
  };
}

/** Columns get names of their own below the casts: the rows' own names may repeat. */
function cast(batches: readonly Batch[], found: StructType, wanted: StructType): UnresolvedRelation {
  const positions = structType(found.fields.map((field, i) => ({ ...field, name: `_${i}` })));
  return {
    kind: 'project',
    input: relabelled(batches, positions),
    expressions: wanted.fields.map(({ name, type, metadata }, i) => {
      const column = { kind: 'unresolvedAttribute', parts: [`_${i}`] } as const;
      const child = sameType(type, found.fields[i].type)
        ? column
        : ({ kind: 'unresolvedCast', child: column, type } as const);
      const alias = { kind: 'unresolvedAlias', child, names: [name] } as const;
      return metadata === undefined ? alias : { ...alias, metadata };
    }),
  };
}

import { fromIpc, sameType, structType, type Batch, type StructType } from '@graticule/columnar';
import {
  decode,
  LocalRelationSchema,
  type ChunkedCachedLocalRelation,
  type LocalRelation,
} from '@graticule/protocol';
import type { UnresolvedRelation } from '@graticule/sql';
import { malformed, SparkError } from './errors.js';
import type { Session } from './session.js';
import { parseSchemaText } from './types.js';

/** Rows that came with the plan. A given schema names the columns by position; columns of other types are cast to it. */
export function fromLocalRelation({ data, schema }: LocalRelation): UnresolvedRelation {
  return localRows(data === undefined ? [] : [data], schema);
}

/** A local relation that was uploaded before. */
export function fromCachedLocalRelation(session: Session, hash: string): UnresolvedRelation {
  return fromLocalRelation(decode(LocalRelationSchema, uploaded(session, hash)));
}

/** A large local relation that was uploaded in parts. */
export function fromChunkedLocalRelation(
  session: Session,
  { dataHashes, schemaHash }: ChunkedCachedLocalRelation,
): UnresolvedRelation {
  const schema =
    schemaHash === undefined ? undefined : new TextDecoder().decode(uploaded(session, schemaHash));
  return localRows(
    dataHashes.map((hash) => uploaded(session, hash)),
    schema,
  );
}

function uploaded(session: Session, hash: string): Uint8Array {
  const data = session.artifact(`cache/${hash}`);
  if (data !== undefined) return data;
  throw new SparkError('SparkException', `The session has no uploaded local data with hash ${hash}`);
}

/** parts: Arrow IPC streams of equal schema. */
function localRows(parts: readonly Uint8Array[], schemaText: string | undefined): UnresolvedRelation {
  const wanted = schemaText === undefined || schemaText === '' ? null : parseSchemaText(schemaText);
  if (parts.length === 0) {
    if (wanted === null) throw malformed('A local relation has neither data nor a schema');
    return { kind: 'localRelation', schema: wanted, batches: [] };
  }
  const decoded = parts.map(fromIpc);
  const batches = decoded.flatMap((part) => part.batches);
  const found = decoded[0].schema;
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

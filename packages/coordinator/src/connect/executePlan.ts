import { create } from '@bufbuild/protobuf';
import {
  emptyColumn,
  field,
  fromIpc,
  fromValues,
  STRING,
  structType,
  toIpc,
  type Batch,
  type StructType,
} from '@graticule/columnar';
import {
  DataTypeSchema,
  ExecutePlanResponse_ArrowBatchSchema,
  type Plan,
  type ShowString,
} from '@graticule/protocol';
import type { LogicalNode } from '@graticule/sql';
import { malformed } from './errors.js';
import { runCommand } from './commands.js';
import type { RunningOperation, ResponsePart } from './operation.js';
import { analyseProto, withProtoRelation } from './relations.js';
import type { ServiceContext } from './serviceContext.js';
import type { Session } from './session.js';
import { showText } from './show.js';
import { toProtoType } from './types.js';

/** The responses of one ExecutePlan, before ids are added. */
export async function* executePlan(
  context: ServiceContext,
  session: Session,
  plan: Plan | undefined,
  operation: RunningOperation,
): AsyncGenerator<ResponsePart> {
  switch (plan?.opType.case) {
    case 'root': {
      const root = plan.opType.value;
      if (root.relType.case === 'showString')
        return yield* show(context, session, root.relType.value, operation);
      return yield* rows(context, session, await analyseProto(context, session, root), operation);
    }
    case 'command':
      return yield* runCommand(context, session, plan.opType.value, operation);
    default:
      throw malformed('The plan holds neither a relation nor a command this server knows');
  }
}

async function* rows(
  { engine }: ServiceContext,
  session: Session,
  plan: LogicalNode,
  operation: RunningOperation,
): AsyncGenerator<ResponsePart> {
  const { schema, batches } = await engine.execute(session, plan, operation);
  yield schemaPart(schema);
  let count = 0;
  for await (const { rows: rowCount, ipc } of batches) {
    yield arrowBatch(rowCount, ipc, count);
    count += rowCount;
  }
  // Clients take types of an empty result from a batch without rows.
  if (count === 0) yield arrowBatch(0, toIpc([emptyBatch(schema)], schema), 0);
}

/** `df.show()`: one row with one column `show_string`. */
async function* show(
  { engine }: ServiceContext,
  session: Session,
  { input, numRows, truncate, vertical }: ShowString,
  operation: RunningOperation,
): AsyncGenerator<ResponsePart> {
  const shown = Math.max(0, numRows);
  const plan = await withProtoRelation(engine, session, input, (relation) =>
    engine.analyse(session, { kind: 'limit', input: relation, count: shown + 1 }),
  );
  const { schema, batches } = await engine.execute(session, plan, operation);
  const decoded: Batch[] = [];
  for await (const { ipc } of batches) decoded.push(...fromIpc(ipc).batches);
  const { compat, timeZone } = session.conf;
  const options = { rows: shown, truncate: Math.max(0, truncate), vertical, compat, timeZone };
  const text = showText(schema, decoded, options);
  const resultSchema = structType([field('show_string', STRING)]);
  const column = fromValues(STRING, [text]);
  yield schemaPart(resultSchema);
  yield arrowBatch(1, toIpc([{ schema: resultSchema, length: 1, columns: [column] }], resultSchema), 0);
}

function schemaPart(schema: StructType): ResponsePart {
  return { schema: create(DataTypeSchema, toProtoType(schema)) };
}

function arrowBatch(rowCount: number, data: Uint8Array, startOffset: number): ResponsePart {
  const value = create(ExecutePlanResponse_ArrowBatchSchema, {
    rowCount: BigInt(rowCount),
    data,
    startOffset: BigInt(startOffset),
  });
  return { responseType: { case: 'arrowBatch', value } };
}

function emptyBatch(schema: StructType): Batch {
  return { schema, length: 0, columns: schema.fields.map(({ type }) => emptyColumn(type)) };
}

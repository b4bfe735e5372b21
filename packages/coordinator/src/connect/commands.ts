import { create } from '@bufbuild/protobuf';
import {
  CheckpointCommandResultSchema,
  ExecutePlanResponse_SqlCommandResultSchema,
  GetResourcesCommandResultSchema,
  WriteOperation_SaveMode,
  WriteOperation_SaveTable_TableSaveMethod,
  type Command,
  type CreateDataFrameViewCommand,
  type SqlCommand,
  type WriteOperation,
} from '@graticule/protocol';
import { existsAlready, parseIdentifierParts, viewKey, type LogicalNode } from '@graticule/sql';
import type { WriteMode, WriteRequest } from './engine.js';
import { malformed, notSupportedYet, SparkError } from './errors.js';
import type { ResponsePart, RunningOperation } from './operation.js';
import { analyseProto, sqlText } from './relations.js';
import type { ServiceContext } from './serviceContext.js';
import type { Session } from './session.js';
import { wireName } from './wireName.js';

const WRITE_MODES: Readonly<Record<WriteOperation_SaveMode, WriteMode>> = {
  [WriteOperation_SaveMode.UNSPECIFIED]: 'errorIfExists',
  [WriteOperation_SaveMode.APPEND]: 'append',
  [WriteOperation_SaveMode.OVERWRITE]: 'overwrite',
  [WriteOperation_SaveMode.ERROR_IF_EXISTS]: 'errorIfExists',
  [WriteOperation_SaveMode.IGNORE]: 'ignore',
};

/** Runs a command; most have no result. */
export async function* runCommand(
  context: ServiceContext,
  session: Session,
  { commandType }: Command,
  operation: RunningOperation,
): AsyncGenerator<ResponsePart> {
  switch (commandType.case) {
    case 'writeOperation': {
      const plan = await analyseProto(context, session, commandType.value.input);
      await context.engine.write(session, writeRequest(commandType.value, plan), operation);
      return;
    }
    case 'createDataframeView':
      await createView(context, session, commandType.value);
      return;
    case 'sqlCommand': {
      const plan = await sqlPlan(context, session, commandType.value);
      const relation = {
        relType: { case: 'cachedRemoteRelation', value: { relationId: session.remember(plan) } },
      } as const;
      const value = create(ExecutePlanResponse_SqlCommandResultSchema, { relation });
      yield { responseType: { case: 'sqlCommandResult', value } };
      return;
    }
    case 'checkpointCommand': {
      // Results are recomputed from lineage when needed: a checkpoint is the relation itself, kept when computed.
      const plan = await analyseProto(context, session, commandType.value.relation);
      context.engine.persist(session, plan);
      const value = create(CheckpointCommandResultSchema, {
        relation: { relationId: session.remember(plan) },
      });
      yield { responseType: { case: 'checkpointCommandResult', value } };
      return;
    }
    case 'removeCachedRemoteRelationCommand':
      session.forget(commandType.value.relation?.relationId ?? '');
      return;
    case 'getResourcesCommand':
      yield {
        responseType: {
          case: 'getResourcesCommandResult',
          value: create(GetResourcesCommandResultSchema, {}),
        },
      };
      return;
    case undefined:
      throw malformed('A command is empty, or is of a kind this server does not know');
    default:
      throw notSupportedYet(`Command ${wireName(commandType.case)}`);
  }
}

async function createView(
  context: ServiceContext,
  session: Session,
  { input, name, isGlobal, replace }: CreateDataFrameViewCommand,
): Promise<void> {
  const parts = parseIdentifierParts(name);
  if (parts.length === 1 && parts[0] === name && !/^[\p{L}\p{N}_]+$/u.test(name)) {
    throw new SparkError('AnalysisException', `Invalid view name: ${name}`);
  }
  if (parts.length > 2) throw new SparkError('AnalysisException', `Invalid view name: ${name}`);
  // Spark takes the name of a database and leaves it out.
  const own = parts[parts.length - 1];
  const plan = await analyseProto(context, session, input);
  const key = isGlobal ? (viewKey(['global_temp', own]) as string) : own;
  if (!replace && session.view(key) !== undefined) {
    throw existsAlready(own, session.conf.compat);
  }
  session.setView(key, plan);
}

/** Text in the command itself (clients up to 3.5) or in a relation of its own. */
async function sqlPlan(
  context: ServiceContext,
  session: Session,
  { sql, args, posArgs, namedArguments, posArguments, input }: SqlCommand,
): Promise<LogicalNode> {
  if (input !== undefined) return analyseProto(context, session, input);
  const text = sqlText({
    $typeName: 'spark.connect.SQL',
    query: sql,
    args,
    posArgs,
    namedArguments,
    posArguments,
  });
  return context.engine.analyse(session, { kind: 'sql', text });
}

function writeRequest(proto: WriteOperation, plan: LogicalNode): WriteRequest {
  return {
    plan,
    format: proto.source ?? '',
    target: writeTarget(proto),
    mode: WRITE_MODES[proto.mode],
    options: proto.options,
    partitioningColumns: proto.partitioningColumns,
    sortColumns: proto.sortColumnNames,
    bucketColumns: proto.bucketBy?.bucketColumnNames ?? [],
  };
}

function writeTarget({ saveType }: WriteOperation): WriteRequest['target'] {
  switch (saveType.case) {
    case 'path':
      return { kind: 'path', path: saveType.value };
    case 'table': {
      const insert = saveType.value.saveMethod === WriteOperation_SaveTable_TableSaveMethod.INSERT_INTO;
      return { kind: 'table', name: saveType.value.tableName, insert };
    }
    case undefined:
      return { kind: 'none' };
  }
}

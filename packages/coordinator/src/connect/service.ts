import { randomUUID } from 'node:crypto';
import {
  implementService,
  InterruptRequest_InterruptType as InterruptType,
  RpcCode,
  RpcError,
  SessionService,
  SparkConnectService,
  type CallContext,
  type ExecutePlanRequest,
  type FetchErrorDetailsResponseSchema,
  type Handlers,
  type InterruptRequest,
  type ServiceOptions,
} from '@graticule/protocol';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { analyzePlan } from './analyzePlan.js';
import { ArtifactUploads } from './artifacts.js';
import { runConfig } from './config.js';
import { errorRecord, recordToRpcError } from './errors.js';
import { executePlan } from './executePlan.js';
import { RunningOperation } from './operation.js';
import type { ServiceContext } from './serviceContext.js';
import type { Caller, Session } from './session.js';
import { sessionHandlers } from './sessionService.js';

const OPERATIONS_MAX = 100;

type GrpcServer = Parameters<typeof implementService>[0];

export interface ConnectOptions extends ServiceContext {
  /** Who calls, by the metadata of the call (`authorization: Bearer ...`); throws RpcError UNAUTHENTICATED. */
  readonly authenticate: ServiceOptions<Caller>['authenticate'];
  /** For errors that are neither the user's nor the protocol's. */
  readonly logError: (error: unknown, context: { readonly session: string; readonly call: string }) => void;
}

/** Adds spark.connect.SparkConnectService and graticule.v1.SessionService to the server. */
export function addConnectServices(server: GrpcServer, options: ConnectOptions): void {
  const { authenticate } = options;
  implementService<typeof SparkConnectService, Caller>(
    server,
    SparkConnectService,
    connectHandlers(options),
    {
      authenticate,
    },
  );
  implementService<typeof SessionService, Caller>(server, SessionService, sessionHandlers(options, guard), {
    authenticate,
  });

  async function guard<T>(session: Session, call: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toRpcError(options, session, call, error);
    }
  }
}

function connectHandlers(options: ConnectOptions): Handlers<typeof SparkConnectService, Caller> {
  const { sessions } = options;
  const open = (request: { readonly sessionId: string }, { caller }: CallContext<Caller>) =>
    sessions.open(caller, request.sessionId);
  const answer = async <T extends object>(session: Session, call: string, work: () => T | Promise<T>) => {
    try {
      return { sessionId: session.id, serverSideSessionId: session.serverSideId, ...(await work()) };
    } catch (error) {
      throw toRpcError(options, session, call, error);
    }
  };

  async function* responses(
    session: Session,
    operation: RunningOperation,
    lastResponseId: string | null,
    signal: AbortSignal,
  ) {
    try {
      for await (const { id, part } of operation.read(lastResponseId, signal)) {
        yield {
          ...part,
          sessionId: session.id,
          serverSideSessionId: session.serverSideId,
          operationId: operation.id,
          responseId: id,
        };
      }
    } catch (error) {
      throw toRpcError(options, session, 'ExecutePlan', error);
    }
  }

  return {
    async *executePlan(request, context) {
      const session = open(request, context);
      const operation = beginOperation(session, request);
      void operation.run(() => executePlan(options, session, request.plan, operation));
      yield* responses(session, operation, null, context.signal);
    },
    async *reattachExecute(request, context) {
      const session = sessions.find(context.caller, request.sessionId);
      const operation = session?.operations.get(request.operationId);
      if (session === undefined || operation === undefined) throw operationNotFound(request.operationId);
      yield* responses(session, operation, request.lastResponseId ?? null, context.signal);
    },
    async releaseExecute(request, context) {
      const session = open(request, context);
      return answer(session, 'ReleaseExecute', () => {
        const operation = session.operations.get(request.operationId);
        if (operation === undefined) return {};
        if (request.release.case === 'releaseUntil') operation.releaseUntil(request.release.value.responseId);
        else operation.release();
        return { operationId: operation.id };
      });
    },
    async analyzePlan(request, context) {
      const session = open(request, context);
      return answer(session, 'AnalyzePlan', async () => ({
        result: await analyzePlan(options, session, request),
      }));
    },
    async config(request, context) {
      const session = open(request, context);
      return answer(session, 'Config', () => ({ pairs: runConfig(session.conf, request) }));
    },
    async interrupt(request, context) {
      const session = open(request, context);
      return answer(session, 'Interrupt', () => ({ interruptedIds: interrupt(session, request) }));
    },
    async addArtifacts(requests, context) {
      const uploads = new ArtifactUploads();
      let session: Session | undefined;
      for await (const request of requests) {
        const current = open(request, context);
        session = current;
        await answer(current, 'AddArtifacts', () => {
          uploads.add(current, request);
          return {};
        });
      }
      if (session === undefined) throw new RpcError(RpcCode.INVALID_ARGUMENT, 'The upload is empty');
      uploads.end();
      return answer(session, 'AddArtifacts', () => ({ artifacts: uploads.summaries }));
    },
    async artifactStatus(request, context) {
      const session = open(request, context);
      return answer(session, 'ArtifactStatus', () => ({
        statuses: Object.fromEntries(
          request.names.map((name) => [name, { exists: session.artifact(name) !== undefined }]),
        ),
      }));
    },
    async releaseSession(request, { caller }) {
      const session = sessions.find(caller, request.sessionId);
      sessions.release(caller.user, request.sessionId);
      return { sessionId: request.sessionId, serverSideSessionId: session?.serverSideId ?? '' };
    },
    async fetchErrorDetails(request, context) {
      const session = open(request, context);
      return answer(session, 'FetchErrorDetails', () => errorDetails(session, request.errorId));
    },
  };
}

function beginOperation(session: Session, request: ExecutePlanRequest): RunningOperation {
  const id = request.operationId ?? randomUUID();
  if (session.operations.has(id)) {
    throw new RpcError(
      RpcCode.ALREADY_EXISTS,
      `[INVALID_HANDLE.OPERATION_ALREADY_EXISTS] Operation ${id} exists already`,
    );
  }
  if (session.operations.size >= OPERATIONS_MAX) {
    throw new RpcError(
      RpcCode.RESOURCE_EXHAUSTED,
      `The session has ${OPERATIONS_MAX} operations under way already`,
    );
  }
  const reattachable = request.requestOptions.some(
    ({ requestOption }) => requestOption.case === 'reattachOptions' && requestOption.value.reattachable,
  );
  const operation = new RunningOperation(id, request.tags, reattachable, () => session.operations.delete(id));
  session.operations.set(id, operation);
  return operation;
}

function interrupt(session: Session, { interruptType, interrupt: which }: InterruptRequest): string[] {
  const chosen = [...session.operations.values()].filter((operation) => {
    switch (interruptType) {
      case InterruptType.ALL:
        return true;
      case InterruptType.TAG:
        return which.case === 'operationTag' && operation.tags.includes(which.value);
      case InterruptType.OPERATION_ID:
        return which.case === 'operationId' && operation.id === which.value;
      case InterruptType.UNSPECIFIED:
        return false;
    }
  });
  return chosen
    .filter((operation) => operation.interrupt('The operation was interrupted'))
    .map(({ id }) => id);
}

function errorDetails(
  session: Session,
  errorId: string,
): Pick<MessageInitShape<typeof FetchErrorDetailsResponseSchema>, 'rootErrorIdx' | 'errors'> {
  const record = session.error(errorId);
  if (record === undefined) return {};
  return {
    rootErrorIdx: 0,
    errors: [{ errorTypeHierarchy: [...record.javaClasses], message: record.message }],
  };
}

/** Spark's text: by it clients know that there is nothing to come back to and run the plan again. */
function operationNotFound(id: string): RpcError {
  return new RpcError(RpcCode.NOT_FOUND, `[INVALID_HANDLE.OPERATION_NOT_FOUND] Operation ${id} is not known`);
}

/** What clients understand of an error; the user's are kept for FetchErrorDetails, unexpected ones logged. */
function toRpcError(options: ConnectOptions, session: Session, call: string, error: unknown): unknown {
  if (error instanceof RpcError) return error;
  const record = errorRecord(error);
  if (record === null) {
    options.logError(error, { session: session.id, call });
    return error;
  }
  session.addError(record);
  return recordToRpcError(record);
}

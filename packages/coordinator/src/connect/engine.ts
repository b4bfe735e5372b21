import type { StructType } from '@graticule/columnar';
import type { LogicalNode, UnresolvedRelation } from '@graticule/sql';
import type { Session } from './session.js';

/**
 * What the Spark Connect service needs of the rest of the coordinator. Everything the service learns from messages
 * arrives here as plain nodes; errors of the user are thrown as AnalysisError, ParseError (sql) or SparkError, any other
 * error is an internal one.
 */
export interface Engine {
  /** Resolves names and types; cheap, runs no tasks except what a tool needs to know of its input. */
  analyse(session: Session, relation: UnresolvedRelation): Promise<LogicalNode>;
  /** Starts computing the rows. Aborting the signal stops the tasks and makes the batches throw the signal's reason. */
  execute(session: Session, plan: LogicalNode, operation: Operation): Promise<Execution>;
  /** Writes all rows; resolves when the result is published. */
  write(session: Session, request: WriteRequest, operation: Operation): Promise<void>;
  /** The plan as text for people. */
  explain(session: Session, plan: LogicalNode, mode: ExplainMode): Promise<string>;

  /** In how many partitions the rows of a plan lie. */
  countPartitions(session: Session, plan: LogicalNode): Promise<number>;
  /** The rows are wanted again: may be kept once computed. */
  persist(session: Session, plan: LogicalNode): void;
  unpersist(session: Session, plan: LogicalNode): void;
  /** Input layers and variables of the session's job; empty for a session without one. */
  jobInputs(session: Session): Promise<JobInputs>;
  /** The session ended: its cached data can go. Operations under way have been aborted. */
  released(session: Session): void;
}

/** One ExecutePlan call. */
export interface Operation {
  readonly id: string;
  readonly signal: AbortSignal;
}

export interface Execution {
  readonly schema: StructType;
  readonly batches: AsyncIterable<EncodedBatch>;
}

/** `ipc`: a complete Arrow IPC stream (schema, one record batch, end) of `rows` rows; at most a few MB. */
export interface EncodedBatch {
  readonly rows: number;
  readonly ipc: Uint8Array;
}

export type WriteMode = 'append' | 'overwrite' | 'errorIfExists' | 'ignore';

/** `df.write.format(...).mode(...).save(path)`, `.saveAsTable(name)` or `.insertInto(name)`. */
export interface WriteRequest {
  readonly plan: LogicalNode;
  /** Empty: the session's default. */
  readonly format: string;
  readonly target:
    | { readonly kind: 'path'; readonly path: string }
    | { readonly kind: 'table'; readonly name: string; readonly insert: boolean }
    | { readonly kind: 'none' };
  readonly mode: WriteMode;
  readonly options: Readonly<Record<string, string>>;
  readonly partitioningColumns: readonly string[];
  readonly sortColumns: readonly string[];
  readonly bucketColumns: readonly string[];
}

export type ExplainMode = 'simple' | 'extended' | 'codegen' | 'cost' | 'formatted';

export interface JobInputs {
  readonly layers: readonly JobInputLayer[];
  /** A JSON object, numbers spelled as they were sent. */
  readonly userVariablesJson: string;
}

export interface JobInputLayer {
  /** Empty for an inline feature collection. */
  readonly url: string;
  readonly filter: string;
  readonly relation: UnresolvedRelation;
}

import type { Batch, StructType } from '@graticule/columnar';
import type { DatasetManifest } from '@graticule/sql';
import type { User } from '../security/user.js';
import type { Job, JobInputs, JobMessage, RejectedRow } from '../state/job.js';
import type { Layer } from '../state/layer.js';
import type { Share } from '../state/share.js';
import type { LayerFilter, LayerQuery, LayerStatistics } from './layerQuery.js';

/**
 * What the REST interface needs of the rest of the coordinator. Rights are checked by the REST layer before it calls;
 * implementations do the work. Failures that are the user's are thrown as RequestError (rest/requestError.ts), AnalysisError,
 * SparkError or any error with a `userMessage: string`; everything else is logged and shown as an internal error without
 * details.
 */
export interface Services {
  readonly jobs: JobService;
  readonly layers: LayerService;
  readonly shares: ShareService;
  readonly cluster: ClusterView;
}

export interface JobService {
  /** Stores the job durably, queues it and answers at once; throws without having stored anything. */
  submit(user: User, inputs: JobInputs): Promise<Job>;
  get(id: string): Job | undefined;
  /** Newest first; `owner` null = of everyone. */
  list(owner: string | null, offset: number, limit: number): readonly Job[];
  /** Messages with index >= `from`, in order. */
  messages(id: string, from: number): readonly JobMessage[];
  /** Share of the work done so far, only while the job executes and when it is known. */
  progress(id: string): JobProgress | null;
  rejectedRows(id: string, offset: number, limit: number): readonly RejectedRow[];
  /** Asks for the end of a job; on a finished job without effect. Answers the job after the request was noted. */
  cancel(id: string): Promise<Job>;
}

export interface JobProgress {
  readonly message: string;
  /** 0 to 100. */
  readonly percent: number;
}

export interface LayerService {
  list(): readonly Layer[];
  /** By name without regard to case. */
  get(name: string): Layer | undefined;
  count(layer: Layer, filter: LayerFilter, signal: AbortSignal): Promise<number>;
  query(layer: Layer, query: LayerQuery, signal: AbortSignal): Promise<LayerRows>;
  /** Absent: outStatistics is refused with a clear error. */
  statistics?(layer: Layer, statistics: LayerStatistics, signal: AbortSignal): Promise<LayerRows>;
  /** Removes the layer from the catalog, then its file. */
  remove(layer: Layer): Promise<void>;
}

export interface LayerRows {
  readonly schema: StructType;
  readonly batches: Iterable<Batch> | AsyncIterable<Batch>;
}

/** A share with what its inspection has to say about files that no dataset uses. */
export interface AddedShare extends Share {
  readonly notes: readonly string[];
}

export interface ShareService {
  list(): readonly Share[];
  /** By name without regard to case. */
  get(name: string): Share | undefined;
  /**
   * Looks at the folder through an executor and guesses the manifest. A share of that name is inspected anew. The name has
   * been checked.
   */
  add(name: string, folder: string): Promise<AddedShare>;
  /** Replaces the manifest; the datasets are checked by the implementation. */
  setManifest(share: Share, datasets: readonly DatasetManifest[]): Promise<Share>;
  /** Forgets the share; its files are not touched. */
  remove(share: Share): Promise<void>;
}

export interface ClusterView {
  nodes(): readonly ClusterNode[];
}

/** An executor as the coordinator sees it. */
export interface ClusterNode {
  readonly id: string;
  readonly hostName: string;
  /** host:port of its gRPC server. */
  readonly address: string;
  readonly pid: number;
  readonly state: 'alive' | 'lost';
  readonly slots: number;
  readonly runningTasks: number;
  readonly runningDrivers: number;
  readonly storedBytes: number;
  readonly memoryBudgetBytes: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly lastHeartbeat: number;
}

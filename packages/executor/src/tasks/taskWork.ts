import type { SealedBatch } from '@graticule/columnar';
import type { Split, StageInput } from '@graticule/sql';
import type { StoredPartition } from '../store/partitionStore.js';

/** Everything a worker thread needs to run one task; large buffers are shared, not copied. */
export interface TaskWork {
  /** JSON of a Stage (packages/sql plan/json.ts). */
  readonly stageJson: string;
  /** Index of the task within its stage. */
  readonly task: number;
  readonly inputs: readonly TaskInput[];
  readonly scans: readonly { readonly scanId: number; readonly splits: readonly Split[] }[];
  /** Rows of scans of cached frames. */
  readonly cached: readonly { readonly scanId: number; readonly batches: readonly SealedBatch[] }[];
  readonly locals: readonly { readonly localId: number; readonly arrowIpc: Uint8Array }[];
  /** The task fails when its output, or the rows that its operators keep, grow beyond this. */
  readonly memoryBytesMax: number;
  /** Session settings that change results. */
  readonly session: Readonly<Record<string, string>>;
}

export interface TaskInput {
  readonly stage: number;
  readonly mode: StageInput['mode'];
  readonly batches: readonly SealedBatch[];
}

/** user: running again does not help; internal: it may. */
export interface WorkFailure {
  readonly kind: 'user' | 'internal';
  readonly code: string;
  readonly message: string;
  readonly detail: string;
}

/** Rows of one source that were left out because they could not be read. */
export interface RejectedReport {
  readonly source: string;
  readonly count: number;
  readonly samples: readonly {
    readonly file: string;
    readonly line: number;
    readonly reason: string;
    readonly text: string;
  }[];
}

export type WorkOutcome =
  | {
      readonly ok: true;
      readonly partitions: readonly StoredPartition[];
      readonly rejected: readonly RejectedReport[];
    }
  | { readonly ok: false; readonly failure: WorkFailure };

import type { Split, Stage } from '@graticule/sql';
import type { OperationProgress, TaskFailure, TaskKey } from './schedulerState.js';

/** One execution of one plan, ready to be cut into tasks. */
export interface OperationSpec {
  readonly id: string;
  readonly stages: readonly Stage[];
  /** Settings that change results (time zone, compatibility), sent with every task. */
  readonly session: Readonly<Record<string, string>>;
  /** By scan id: the splits of each task of the scan's stage. */
  readonly splits: ReadonlyMap<number, readonly (readonly Split[])[]>;
  /** By local id: Arrow IPC streams of each task of the local rows' stage. */
  readonly locals: ReadonlyMap<number, readonly Uint8Array[]>;
  readonly onProgress?: (progress: OperationProgress) => void;
  readonly onRejected?: (rejected: RejectedRowsReport, task: TaskKey) => void;
}

/** Rows of a source that a task had to leave out. */
export interface RejectedRowsReport {
  readonly source: string;
  readonly count: number;
  readonly samples: readonly {
    readonly file: string;
    readonly line: number;
    readonly reason: string;
    readonly text: string;
  }[];
}

/** An operation ended without a result. */
export class OperationFailed extends Error {
  constructor(readonly failure: TaskFailure) {
    super(failure.message);
    this.name = 'OperationFailed';
  }

  /** Shown to the user as it is when the failure is the user's. */
  get userMessage(): string {
    if (this.failure.kind === 'user') return this.failure.message;
    return `A task failed after several attempts: ${this.failure.message}`;
  }
}

export class OperationCancelled extends Error {
  readonly userMessage = 'The operation was cancelled.';
  constructor() {
    super('the operation was cancelled');
    this.name = 'OperationCancelled';
  }
}

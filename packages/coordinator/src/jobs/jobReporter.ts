import type { RejectedRowsReport } from '../scheduler/operation.js';
import type { OperationProgress, TaskKey } from '../scheduler/schedulerState.js';

/** What the engine tells the job whose script asked for the work. */
export interface JobReporter {
  inform(text: string): void;
  warn(text: string): void;
  progress(operation: string, progress: OperationProgress): void;
  /** The operation ended: its progress no longer counts, what it rejected is told. */
  ended(operation: string): void;
  rejected(task: TaskKey, report: RejectedRowsReport): void;
}

/** For sessions without a job: nobody listens. */
export const SILENT: JobReporter = {
  inform: () => undefined,
  warn: () => undefined,
  progress: () => undefined,
  ended: () => undefined,
  rejected: () => undefined,
};

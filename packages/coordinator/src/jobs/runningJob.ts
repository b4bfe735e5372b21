import type { JobContext } from '../engine/coordinatorEngine.js';
import type { RejectedRowsReport } from '../scheduler/operation.js';
import type { OperationProgress, TaskKey } from '../scheduler/schedulerState.js';
import type { StateDatabase } from '../state/database.js';
import type { Job } from '../state/job.js';
import { addRejectedRows } from '../state/rejectedRows.js';
import { JobLog } from './jobLog.js';
import type { JobReporter } from './jobReporter.js';
import { RejectedCounts } from './rejectedCounts.js';

/** What is known of a job only while it runs: its log, the tasks of its operations, the rows its sources rejected. */
export class RunningJob implements JobReporter {
  readonly log: JobLog;
  readonly #stop = new AbortController();
  readonly #progress = new Map<string, OperationProgress>();
  readonly #rejected = new Map<string, RejectedCounts>();

  constructor(
    private readonly state: StateDatabase,
    readonly job: Job,
    readonly sessionId: string,
  ) {
    this.log = new JobLog(state, job.id);
  }

  get context(): JobContext {
    const { owner, inputs } = this.job;
    return {
      reporter: this,
      signal: this.#stop.signal,
      owner,
      inputLayers: inputs.inputLayers,
      userVariablesJson: inputs.userVariablesJson,
    };
  }

  /** Ends the work of the job that is not an operation of its session. */
  abort(): void {
    this.#stop.abort();
  }

  inform(text: string): void {
    this.log.inform(text);
  }

  warn(text: string): void {
    this.log.warnOnce(text);
  }

  progress(operation: string, progress: OperationProgress): void {
    this.#progress.set(operation, progress);
  }

  ended(operation: string): void {
    this.#progress.delete(operation);
    for (const warning of this.#rejected.get(operation)?.warnings() ?? []) this.warn(warning);
    this.#rejected.delete(operation);
  }

  rejected(task: TaskKey, report: RejectedRowsReport): void {
    const { source, samples } = report;
    const rows = samples.map((sample) => ({ source, ...sample, line: sample.line || null }));
    addRejectedRows(this.state, this.job.id, rows);
    let counts = this.#rejected.get(task.operation);
    if (!counts) this.#rejected.set(task.operation, (counts = new RejectedCounts()));
    counts.add(task, report);
  }

  /** Tasks of all operations under way. */
  get tasks(): OperationProgress {
    let completed = 0;
    let total = 0;
    for (const operation of this.#progress.values()) {
      completed += operation.completed;
      total += operation.total;
    }
    return { completed, total };
  }
}

import { encodePlan, physicalChildren, type Stage } from '@graticule/sql';
import { TaskReport_State, type TaskReport } from '@graticule/protocol';
import type { Executors } from '../cluster/executors.js';
import { OperationCancelled, OperationFailed, type OperationSpec } from './operation.js';
import {
  SchedulerState,
  type OutputLocation,
  type SchedulerCommand,
  type SchedulerEvent,
  type TaskFailure,
} from './schedulerState.js';

/** Fetches of one root partition before the operation is given up; between them the partition is computed again. */
const FETCH_ATTEMPTS_MAX = 4;

/** Where one partition of a held operation lies, as it is told to the executors that read it. */
export interface HeldPartition {
  readonly operation: string;
  readonly stage: number;
  readonly task: number;
  readonly attempt: number;
  readonly executorId: string;
  readonly address: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface HeldOperation {
  /** Resolves when all of it has been computed; rejects as the operation fails. */
  partitions(): Promise<readonly HeldPartition[]>;
  release(): void;
}

interface Running {
  readonly spec: OperationSpec;
  readonly stageJson: Map<number, string>;
  /** Where the root tasks' output lies, once finished; pending again while a lost result is computed anew. */
  outcome: Deferred<readonly OutputLocation[]>;
}

/**
 * The scheduler's shell: feeds events to the state machine and carries its commands out on the executors.
 * Used as: `for await (const ipc of scheduler.run(spec, signal))`, each value one Arrow IPC stream.
 */
export class Scheduler {
  readonly #state = new SchedulerState();
  readonly #running = new Map<string, Running>();

  constructor(private readonly executors: Executors) {
    executors.listen({
      joined: ({ id, slots }) => this.#dispatch({ kind: 'executorJoined', executor: id, slots }),
      lost: ({ id }) => {
        this.#forgetResults(id);
        this.#dispatch({ kind: 'executorLost', executor: id });
      },
    });
  }

  /** Runs the operation and yields the output of its last stage in task order; releases everything at the end. */
  async *run(spec: OperationSpec, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    const running: Running = { spec, stageJson: new Map(), outcome: deferred() };
    this.#running.set(spec.id, running);
    const cancel = (): void => this.#cancel(spec.id);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      this.#dispatch(submission(spec));
      const root = spec.stages[spec.stages.length - 1];
      for (let task = 0; task < root.tasks; task++) {
        const ipc = await this.#fetchResult(running, root, task, signal);
        if (ipc.length > 0) yield ipc;
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      this.#running.delete(spec.id);
      this.#dispatch({ kind: 'released', operation: spec.id });
    }
  }

  /**
   * Runs the operation and keeps its output on the executors until it is released. What an executor takes with it when it
   * is lost is computed again by itself.
   */
  hold(spec: OperationSpec): HeldOperation {
    const running: Running = { spec, stageJson: new Map(), outcome: deferred() };
    this.#running.set(spec.id, running);
    this.#dispatch(submission(spec));
    const root = spec.stages[spec.stages.length - 1];
    return {
      partitions: async () => {
        const locations = await running.outcome.promise;
        return locations.map(({ executor, attempt }, task) => {
          const { rows, bytes } = this.#state.outputSize({ operation: spec.id, stage: root.id, task });
          return {
            operation: spec.id,
            stage: root.id,
            task,
            attempt,
            executorId: executor,
            address: this.executors.info(executor)?.address ?? '',
            rows,
            bytes,
          };
        });
      },
      release: () => {
        running.outcome.reject(new OperationCancelled());
        this.#running.delete(spec.id);
        this.#dispatch({ kind: 'released', operation: spec.id });
        // Also those that only fetched a copy.
        for (const { id } of this.executors.alive()) void this.#tell(id, 'release', spec.id);
      },
    };
  }

  /** A report from an executor about one attempt of one task. */
  report(report: TaskReport): void {
    const id = report.id;
    const running = id && this.#running.get(id.operationId);
    if (!id || !running) return;
    const key = { operation: id.operationId, stage: id.stage, task: id.task };
    const common = { key, attempt: id.attempt, executor: report.executorId };
    if (report.state === TaskReport_State.SUCCEEDED) {
      for (const rejected of report.rejected) {
        const samples = rejected.samples.map((sample) => ({ ...sample, line: Number(sample.line) }));
        running.spec.onRejected?.({ source: rejected.source, count: Number(rejected.count), samples }, key);
      }
      const rows = report.outputs.reduce((sum, output) => sum + Number(output.rows), 0);
      const bytes = report.outputs.reduce((sum, output) => sum + Number(output.bytes), 0);
      this.#dispatch({ kind: 'taskSucceeded', ...common, rows, bytes });
    } else if (report.state === TaskReport_State.FAILED || report.state === TaskReport_State.CANCELLED) {
      void this.#fail({ kind: 'taskFailed', ...common, failure: failureOf(report) });
    }
  }

  /** Results that lay there are computed again; who asks for them waits for that. */
  #forgetResults(executor: string): void {
    for (const running of this.#running.values()) {
      const lost = running.outcome.value?.some((location) => location.executor === executor);
      if (lost) running.outcome = deferred();
    }
  }

  /** An input that could not be fetched may mean that its holder is gone, and much else with it. */
  async #fail(event: SchedulerEvent & { kind: 'taskFailed' }): Promise<void> {
    const { lost } = event.failure;
    const holder = lost && this.#state.holder({ operation: event.key.operation, ...lost });
    if (holder !== undefined) await this.executors.suspect(holder);
    this.#dispatch(event);
  }

  #cancel(operation: string): void {
    this.#dispatch({ kind: 'cancelled', operation });
    this.#running.get(operation)?.outcome.reject(new OperationCancelled());
  }

  #dispatch(event: SchedulerEvent): void {
    for (const command of this.#state.handle(event)) this.#carryOut(command);
    if (event.kind === 'taskSucceeded') {
      const running = this.#running.get(event.key.operation);
      const progress = this.#state.progress(event.key.operation);
      if (progress) running?.spec.onProgress?.(progress);
    }
  }

  #carryOut(command: SchedulerCommand): void {
    switch (command.kind) {
      case 'launch':
        void this.#launch(command);
        break;
      case 'finished':
        this.#finish(command.operation, command.results);
        break;
      case 'failed':
        this.#running.get(command.operation)?.outcome.reject(new OperationFailed(command.failure));
        break;
      case 'cancel':
      case 'release':
        for (const executor of command.executors) void this.#tell(executor, command.kind, command.operation);
        break;
    }
  }

  #finish(operation: string, results: readonly OutputLocation[]): void {
    const running = this.#running.get(operation);
    if (!running) return;
    // Finished for the second time without anyone having missed the first result: the locations are new.
    if (running.outcome.value) running.outcome = deferred();
    running.outcome.resolve(results);
  }

  async #launch(command: SchedulerCommand & { kind: 'launch' }): Promise<void> {
    const { key, attempt, executor, stage, inputs } = command;
    const running = this.#running.get(key.operation);
    if (!running) return;
    const { spec, stageJson } = running;
    let json = stageJson.get(stage.id);
    if (json === undefined) stageJson.set(stage.id, (json = encodePlan(stage)));
    const leaves = leafIds(stage);
    const client = this.executors.client(executor);
    try {
      if (!client) throw new Error(`executor ${executor} is gone`);
      await client.launchTask({
        id: { operationId: key.operation, stage: key.stage, task: key.task, attempt },
        stageJson: json,
        inputs: [...inputs].map(([input, locations]) => ({
          stage: input,
          tasks: locations.map((location) => ({
            executorId: location.executor,
            address: this.executors.info(location.executor)?.address ?? '',
            attempt: location.attempt,
          })),
        })),
        scans: leaves.scans.map((scanId) => ({
          scanId,
          splitsJson: encodePlan(spec.splits.get(scanId)?.[key.task] ?? []),
        })),
        locals: leaves.locals.flatMap((localId) => {
          const arrowIpc = spec.locals.get(localId)?.[key.task];
          return arrowIpc ? [{ localId, arrowIpc }] : [];
        }),
        sessionJson: JSON.stringify(spec.session),
      });
    } catch (error) {
      // If it is gone, its tasks have been given to others by now and this failure is about an attempt that is over.
      await this.executors.suspect(executor);
      const message = `task could not be sent to executor ${executor}: ${(error as Error).message}`;
      const failure: TaskFailure = { kind: 'internal', code: 'LAUNCH_FAILED', message, detail: '' };
      this.#dispatch({ kind: 'taskFailed', key, attempt, executor, failure });
    }
  }

  async #tell(executor: string, kind: 'cancel' | 'release', operationId: string): Promise<void> {
    const client = this.executors.client(executor);
    try {
      if (kind === 'cancel') await client?.cancelOperation({ operationId });
      else await client?.releaseOperation({ operationId });
    } catch {
      // An executor that cannot be told is gone or about to be found lost, and its memory with it.
    }
  }

  async #fetchResult(running: Running, root: Stage, task: number, signal: AbortSignal): Promise<Uint8Array> {
    const operationId = running.spec.id;
    for (let attempt = 1; ; attempt++) {
      const { outcome } = running;
      const locations = await outcome.promise;
      const { executor, attempt: taskAttempt } = locations[task];
      try {
        const client = this.executors.client(executor);
        if (!client) throw new Error(`executor ${executor} is gone`);
        const chunks: Uint8Array[] = [];
        const id = { operationId, stage: root.id, task, attempt: taskAttempt };
        for await (const chunk of client.fetchPartition({ id, partition: 0 }, { signal }))
          chunks.push(chunk.data);
        return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      } catch (error) {
        if (signal.aborted) throw new OperationCancelled();
        if (attempt >= FETCH_ATTEMPTS_MAX) throw error;
        await this.executors.suspect(executor);
        if (running.outcome !== outcome) continue;
        running.outcome = deferred();
        this.#dispatch({ kind: 'resultLost', operation: operationId, task });
      }
    }
  }
}

function failureOf(report: TaskReport): TaskFailure {
  const error = report.error;
  if (!error)
    return { kind: 'internal', code: 'UNKNOWN', message: 'the task failed without a reason', detail: '' };
  const base = { code: error.code, message: error.message, detail: error.detail };
  if (error.kind === 'lost_input') {
    return { kind: 'lostInput', ...base, lost: { stage: error.lostStage, task: error.lostTask } };
  }
  return { kind: error.kind === 'user' ? 'user' : 'internal', ...base };
}

function submission({ id, stages, splits }: OperationSpec): SchedulerEvent {
  const preferred = new Map<number, readonly (string | undefined)[]>();
  for (const stage of stages) {
    for (const scanId of leafIds(stage).scans) {
      const holders = splits.get(scanId)?.map(([split]) => split?.detail.executorId as string | undefined);
      if (holders?.some((holder) => holder !== undefined)) preferred.set(stage.id, holders);
    }
  }
  return { kind: 'submitted', operation: id, stages, preferred };
}

function leafIds(stage: Stage): { scans: number[]; locals: number[] } {
  const scans: number[] = [];
  const locals: number[] = [];
  const visit = (node: Stage['root']): void => {
    if (node.kind === 'scan') scans.push(node.scanId);
    if (node.kind === 'local') locals.push(node.localId);
    physicalChildren(node).forEach(visit);
  };
  visit(stage.root);
  return { scans, locals };
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  /** undefined until resolved. */
  readonly value: T | undefined;
  resolve(value: T): void;
  reject(error: Error): void;
}

function deferred<T>(): Deferred<T> {
  let value: T | undefined;
  let settle!: { resolve(value: T): void; reject(error: Error): void };
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  // A failure may come before anyone waits.
  promise.catch(() => undefined);
  return {
    promise,
    get value() {
      return value;
    },
    resolve(result) {
      value = result;
      settle.resolve(result);
    },
    reject: (error) => settle.reject(error),
  };
}

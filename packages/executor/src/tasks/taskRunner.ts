import { setMaxListeners } from 'node:events';
import { Piscina } from 'piscina';
import {
  decodePlan,
  physicalChildren,
  stageInputsOf,
  type PhysicalNode,
  type Split,
  type Stage,
  type StageInput,
} from '@graticule/sql';
import type { LaunchTaskRequest, StageOutput, TaskOutputLocation } from '@graticule/protocol';
import { LostCacheError, LostInputError, workFailure } from '../errors.js';
import type { PartitionStore, TaskRun } from '../store/partitionStore.js';
import { mainOperator } from './mainOperator.js';
import type { PartitionSource } from './partitionSource.js';
import type { RejectedReport, TaskInput, TaskWork, WorkFailure, WorkOutcome } from './taskWork.js';

/** What is told about one attempt of one task when it has ended. */
export type TaskEnd =
  | {
      readonly kind: 'succeeded';
      readonly outputs: readonly { readonly rows: number; readonly bytes: number }[];
      readonly rejected: readonly RejectedReport[];
      readonly elapsedMs: number;
    }
  | { readonly kind: 'failed'; readonly failure: WorkFailure }
  | { readonly kind: 'lostInput'; readonly message: string; readonly stage: number; readonly task: number }
  | { readonly kind: 'cancelled' };

/** Runs tasks in worker threads, one per slot, and keeps their output in the store. */
export class TaskRunner {
  readonly #pool: Piscina<TaskWork, WorkOutcome>;
  /** Running and queued tasks of each operation, to cancel them. */
  readonly #operations = new Map<string, Set<AbortController>>();

  constructor(
    slots: number,
    private readonly store: PartitionStore,
    private readonly partitions: PartitionSource,
    private readonly onEnd: (run: TaskRun, end: TaskEnd) => void,
  ) {
    this.#pool = new Piscina<TaskWork, WorkOutcome>({
      filename: new URL('./taskWorker.js', import.meta.url).href,
      minThreads: slots,
      maxThreads: slots,
      idleTimeout: Infinity,
      // A task's memory is a worker's business until it is sealed; a heap limit would only turn it into a crash.
      recordTiming: false,
    });
  }

  get runningTasks(): number {
    let tasks = 0;
    for (const controllers of this.#operations.values()) tasks += controllers.size;
    return tasks;
  }

  /** Accepts a task; its end is reported through onEnd, exactly once. */
  launch(request: LaunchTaskRequest): void {
    const { id } = request;
    if (!id) throw new Error('a task without an id was launched');
    const run = { operation: id.operationId, stage: id.stage, task: id.task, attempt: id.attempt };
    const controller = new AbortController();
    // Every fetch of an input listens to it.
    setMaxListeners(0, controller.signal);
    let controllers = this.#operations.get(run.operation);
    if (!controllers) this.#operations.set(run.operation, (controllers = new Set()));
    controllers.add(controller);
    void this.#run(run, request, controller.signal).then((end) => {
      controllers.delete(controller);
      if (controllers.size === 0) this.#operations.delete(run.operation);
      this.onEnd(run, end);
    });
  }

  /** Stops the operation's tasks (their threads are ended) and drops its partitions. */
  cancel(operation: string): void {
    for (const controller of this.#operations.get(operation) ?? []) controller.abort();
    this.release(operation);
  }

  release(operation: string): void {
    this.store.release(operation);
    this.partitions.release(operation);
  }

  async close(): Promise<void> {
    for (const operation of [...this.#operations.keys()]) this.cancel(operation);
    await this.#pool.destroy();
  }

  async #run(run: TaskRun, request: LaunchTaskRequest, signal: AbortSignal): Promise<TaskEnd> {
    const started = performance.now();
    try {
      const stage = decodePlan<Stage>(request.stageJson);
      const inputs = await this.#gatherInputs(run, stage, request.inputs, signal);
      const scans = request.scans.map(({ scanId, splitsJson }) => ({
        scanId,
        splits: decodePlan<Split[]>(splitsJson),
      }));
      const work: TaskWork = {
        stageJson: request.stageJson,
        task: run.task,
        memoryBytesMax: this.store.freeBytes,
        inputs,
        scans,
        cached: await this.#gatherCached(stage, scans, signal),
        locals: request.locals.map(({ localId, arrowIpc }) => ({ localId, arrowIpc })),
        session: JSON.parse(request.sessionJson) as Record<string, string>,
      };
      const outcome = await this.#pool.run(work, { signal });
      if (signal.aborted) return { kind: 'cancelled' };
      if (!outcome.ok) return { kind: 'failed', failure: outcome.failure };
      this.store.put(run, mainOperator(stage.root), outcome.partitions);
      return {
        kind: 'succeeded',
        outputs: outcome.partitions.map(({ rows, bytes }) => ({ rows, bytes })),
        rejected: outcome.rejected,
        elapsedMs: Math.round(performance.now() - started),
      };
    } catch (error) {
      if (signal.aborted) return { kind: 'cancelled' };
      if (error instanceof LostInputError) {
        return { kind: 'lostInput', message: error.message, stage: error.stage, task: error.task };
      }
      return { kind: 'failed', failure: workFailure(error) };
    }
  }

  async #gatherCached(
    stage: Stage,
    scans: TaskWork['scans'],
    signal: AbortSignal,
  ): Promise<TaskWork['cached']> {
    const ids = new Set<number>();
    visitNodes(stage.root, (node) => {
      if (node.kind === 'scan' && node.source.kind === 'cached') ids.add(node.scanId);
    });
    return Promise.all(
      scans
        .filter(({ scanId }) => ids.has(scanId))
        .map(async ({ scanId, splits }) => {
          const parts = splits.map(({ detail }) => {
            const { executorId, address, ...producer } = detail as unknown as TaskRun & TaskOutputLocation;
            const location = { executorId, address, attempt: producer.attempt } as TaskOutputLocation;
            return this.partitions.get(producer, 0, location, signal);
          });
          const batches = await Promise.all(parts).catch((error: unknown) => {
            throw signal.aborted ? error : new LostCacheError(error);
          });
          return { scanId, batches: batches.flat() };
        }),
    );
  }

  async #gatherInputs(
    run: TaskRun,
    stage: Stage,
    outputs: readonly StageOutput[],
    signal: AbortSignal,
  ): Promise<TaskInput[]> {
    const wanted = new Map<string, StageInput>();
    for (const input of stageInputsOf(stage)) wanted.set(`${input.stage} ${input.mode}`, input);
    return Promise.all(
      [...wanted.values()].map(async ({ stage: source, mode }) => {
        const output = outputs.find((candidate) => candidate.stage === source);
        if (!output) throw new Error(`task was sent without the locations of stage ${source}`);
        const tasks = mode === 'forward' ? [run.task] : output.tasks.keys();
        const partition = mode === 'partition' ? run.task : 0;
        const parts = await Promise.all(
          [...tasks].map((task) => {
            const location = output.tasks[task];
            const producer = { operation: run.operation, stage: source, task, attempt: location.attempt };
            return this.partitions.get(producer, partition, location, signal);
          }),
        );
        return { stage: source, mode, batches: parts.flat() };
      }),
    );
  }
}

function visitNodes(node: PhysicalNode, visit: (node: PhysicalNode) => void): void {
  visit(node);
  for (const child of physicalChildren(node)) visitNodes(child, visit);
}

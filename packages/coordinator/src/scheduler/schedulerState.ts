import type { Stage } from '@graticule/sql';
import { WantedTasks } from './wantedTasks.js';

/**
 * The scheduler's core: events in, commands out; no I/O, no clock. An operation is one execution of one plan; its tasks
 * are copies of its stages' trees, one per partition. Shells (scheduler.ts) carry the commands out and report back.
 *
 * Rules: a task may start when every task of its input stages has succeeded and their output is still held by a live
 * executor. Failures marked `user` end the operation at once; others are tried ATTEMPTS_MAX times. When an executor
 * is lost, its unfinished tasks and those finished ones whose output somebody still needs are run again elsewhere.
 * A stage that wants only the first rows of its inputs starts when the first of their tasks have made these; the others
 * are not run.
 * Reports carry attempts: one about an older attempt changes nothing, and repeating a report is harmless.
 */
export const ATTEMPTS_MAX = 4;

export interface TaskKey {
  readonly operation: string;
  readonly stage: number;
  readonly task: number;
}

export interface TaskFailure {
  /** user: bad input or script; lostInput: an input partition is gone; internal: anything else. */
  readonly kind: 'user' | 'lostInput' | 'internal';
  readonly code: string;
  readonly message: string;
  readonly detail: string;
  /** lostInput: whose output is gone. */
  readonly lost?: { readonly stage: number; readonly task: number };
}

export type SchedulerEvent =
  | { readonly kind: 'executorJoined'; readonly executor: string; readonly slots: number }
  | { readonly kind: 'executorLost'; readonly executor: string }
  | {
      readonly kind: 'submitted';
      readonly operation: string;
      readonly stages: readonly Stage[];
      /** By stage, then task: the executor that holds what the task reads besides other stages (cached rows). */
      readonly preferred?: ReadonlyMap<number, readonly (string | undefined)[]>;
    }
  | {
      readonly kind: 'taskSucceeded';
      readonly key: TaskKey;
      readonly attempt: number;
      readonly executor: string;
      /** Its output, all partitions together. */
      readonly rows?: number;
      readonly bytes?: number;
    }
  | {
      readonly kind: 'taskFailed';
      readonly key: TaskKey;
      readonly attempt: number;
      readonly executor: string;
      readonly failure: TaskFailure;
    }
  /** The output of a root task could not be fetched. */
  | { readonly kind: 'resultLost'; readonly operation: string; readonly task: number }
  | { readonly kind: 'cancelled'; readonly operation: string }
  /** Nobody needs the operation's output any more. */
  | { readonly kind: 'released'; readonly operation: string };

/** Where a task left its output. */
export interface OutputLocation {
  readonly executor: string;
  readonly attempt: number;
}

export type SchedulerCommand =
  | {
      readonly kind: 'launch';
      readonly key: TaskKey;
      readonly attempt: number;
      readonly executor: string;
      readonly stage: Stage;
      /** Per input stage, the locations of its tasks' outputs in task order. */
      readonly inputs: ReadonlyMap<number, readonly OutputLocation[]>;
    }
  | { readonly kind: 'finished'; readonly operation: string; readonly results: readonly OutputLocation[] }
  | { readonly kind: 'failed'; readonly operation: string; readonly failure: TaskFailure }
  | {
      readonly kind: 'cancel' | 'release';
      readonly operation: string;
      readonly executors: readonly string[];
    };

type TaskStatus =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly executor: string }
  | {
      readonly kind: 'succeeded';
      readonly executor: string;
      readonly rows: number;
      readonly bytes: number;
    };

interface TaskState {
  status: TaskStatus;
  /** Number of the latest launch, from 1. */
  attempt: number;
  failures: number;
}

interface OperationState {
  readonly id: string;
  readonly stages: readonly Stage[];
  readonly tasks: readonly TaskState[][];
  readonly preferred: ReadonlyMap<number, readonly (string | undefined)[]>;
  /** By stages that want only the first rows of their inputs. */
  readonly wanted: ReadonlyMap<number, WantedTasks>;
  /** Executors that may hold something of the operation. */
  readonly touched: Set<string>;
  finished: boolean;
}

interface ExecutorState {
  readonly id: string;
  slots: number;
  running: number;
}

export interface OperationProgress {
  readonly completed: number;
  readonly total: number;
}

export class SchedulerState {
  /** Live executors in the order they joined. */
  readonly #executors = new Map<string, ExecutorState>();
  /** Operations that are not released, oldest first. */
  readonly #operations = new Map<string, OperationState>();

  handle(event: SchedulerEvent): SchedulerCommand[] {
    const commands: SchedulerCommand[] = [];
    switch (event.kind) {
      case 'executorJoined':
        this.#executors.set(event.executor, { id: event.executor, slots: event.slots, running: 0 });
        break;
      case 'executorLost':
        this.#loseExecutor(event.executor);
        break;
      case 'submitted':
        this.#submit(event.operation, event.stages, event.preferred ?? new Map());
        break;
      case 'taskSucceeded':
        this.#succeed(event, commands);
        break;
      case 'taskFailed':
        this.#fail(event, commands);
        break;
      case 'resultLost':
        this.#loseOutput(event.operation, -1, event.task);
        break;
      case 'cancelled':
        this.#drop(event.operation, 'cancel', commands);
        break;
      case 'released':
        // Tasks that nobody waits for any more may still run.
        this.#drop(event.operation, this.#isRunning(event.operation) ? 'cancel' : 'release', commands);
        break;
    }
    this.#launchReady(commands);
    return commands;
  }

  progress(operation: string): OperationProgress | null {
    const state = this.#operations.get(operation);
    if (!state) return null;
    let completed = 0;
    let total = 0;
    for (const [stage, tasks] of state.tasks.entries()) {
      for (const [index, task] of tasks.entries()) {
        if (task.status.kind === 'succeeded') completed++;
        if (task.status.kind === 'succeeded' || this.#mayRun(state, stage, index)) total++;
      }
    }
    return { completed, total };
  }

  /** The executor that holds a task's output. */
  holder({ operation, stage, task }: TaskKey): string | undefined {
    const status = this.#operations.get(operation)?.tasks[stage]?.[task]?.status;
    return status?.kind === 'succeeded' ? status.executor : undefined;
  }

  /** How much a task has made; nothing of one that has not succeeded. */
  outputSize({ operation, stage, task }: TaskKey): { readonly rows: number; readonly bytes: number } {
    const status = this.#operations.get(operation)?.tasks[stage]?.[task]?.status;
    return status?.kind === 'succeeded' ? status : { rows: 0, bytes: 0 };
  }

  /** Tasks running on each live executor. */
  runningTasks(): ReadonlyMap<string, number> {
    return new Map([...this.#executors.values()].map((executor) => [executor.id, executor.running]));
  }

  #submit(id: string, stages: readonly Stage[], preferred: OperationState['preferred']): void {
    if (this.#operations.has(id)) throw new Error(`operation ${id} was submitted twice`);
    const tasks = stages.map((stage) =>
      Array.from({ length: stage.tasks }, (): TaskState => ({
        status: { kind: 'waiting' },
        attempt: 0,
        failures: 0,
      })),
    );
    const tasksOf = (stage: number) =>
      tasks[stage].map(({ status }) => ({ rows: status.kind === 'succeeded' ? status.rows : null }));
    const wanted = new Map(
      stages
        .filter((stage) => stage.rowsWanted !== undefined)
        .map((stage) => [stage.id, new WantedTasks(stage, tasksOf)]),
    );
    this.#operations.set(id, { id, stages, tasks, preferred, wanted, touched: new Set(), finished: false });
  }

  #succeed(event: SchedulerEvent & { kind: 'taskSucceeded' }, commands: SchedulerCommand[]): void {
    const { key, attempt, executor, rows = 0, bytes = 0 } = event;
    const operation = this.#operations.get(key.operation);
    const task = operation?.tasks[key.stage][key.task];
    if (!operation || !task || task.attempt !== attempt || task.status.kind !== 'running') return;
    this.#freeSlot(executor);
    task.status = { kind: 'succeeded', executor, rows, bytes };
    for (const wanted of operation.wanted.values()) wanted.grow();
    this.#finishIfComplete(operation, commands);
  }

  #finishIfComplete(operation: OperationState, commands: SchedulerCommand[]): void {
    const roots = operation.tasks[operation.tasks.length - 1];
    if (operation.finished || !roots.every((task) => task.status.kind === 'succeeded')) return;
    operation.finished = true;
    commands.push({ kind: 'finished', operation: operation.id, results: roots.map(locationOf) });
  }

  #fail(event: SchedulerEvent & { kind: 'taskFailed' }, commands: SchedulerCommand[]): void {
    const { key, failure } = event;
    const operation = this.#operations.get(key.operation);
    const task = operation?.tasks[key.stage][key.task];
    if (!operation || !task || task.attempt !== event.attempt || task.status.kind !== 'running') return;
    this.#freeSlot(event.executor);
    task.status = { kind: 'waiting' };
    if (!this.#isAwaited(operation, key)) return;
    if (failure.kind === 'lostInput' && failure.lost) {
      this.#loseOutput(operation.id, failure.lost.stage, failure.lost.task);
    }
    task.failures++;
    if (failure.kind === 'user' || task.failures >= ATTEMPTS_MAX) {
      this.#drop(operation.id, 'cancel', commands);
      commands.push({ kind: 'failed', operation: operation.id, failure });
    }
  }

  #loseExecutor(executor: string): void {
    if (!this.#executors.delete(executor)) return;
    for (const operation of this.#operations.values()) {
      operation.touched.delete(executor);
      for (const tasks of operation.tasks) {
        for (const task of tasks) {
          if (task.status.kind === 'running' && task.status.executor === executor)
            task.status = { kind: 'waiting' };
        }
      }
      // Finished output is needed again only if a consumer is unfinished; walk from the root down.
      for (let stage = operation.stages.length - 1; stage >= 0; stage--) {
        if (!this.#outputNeeded(operation, stage)) continue;
        for (const task of operation.tasks[stage]) {
          if (task.status.kind === 'succeeded' && task.status.executor === executor) {
            task.status = { kind: 'waiting' };
            operation.finished = false;
          }
        }
      }
    }
  }

  #outputNeeded(operation: OperationState, stage: number): boolean {
    if (stage === operation.stages.length - 1) return true;
    return operation.stages.some(
      (consumer) =>
        consumer.inputs.includes(stage) &&
        operation.tasks[consumer.id].some((task) => task.status.kind !== 'succeeded'),
    );
  }

  /** stage -1: the root. */
  #loseOutput(id: string, stage: number, index: number): void {
    const operation = this.#operations.get(id);
    if (!operation) return;
    const task = operation.tasks.at(stage)?.[index];
    if (task?.status.kind !== 'succeeded') return;
    task.status = { kind: 'waiting' };
    operation.finished = false;
  }

  #drop(id: string, kind: 'cancel' | 'release', commands: SchedulerCommand[]): void {
    const operation = this.#operations.get(id);
    if (!operation) return;
    for (const tasks of operation.tasks) {
      for (const task of tasks) if (task.status.kind === 'running') this.#freeSlot(task.status.executor);
    }
    this.#operations.delete(id);
    commands.push({ kind, operation: id, executors: [...operation.touched] });
  }

  #isRunning(id: string): boolean {
    const operation = this.#operations.get(id);
    return operation?.tasks.some((tasks) => tasks.some(({ status }) => status.kind === 'running')) ?? false;
  }

  /** Whether some stage that reads it may need the task's output by now. */
  #mayRun(operation: OperationState, stage: number, index: number): boolean {
    if (operation.wanted.size === 0) return true;
    const consumers = operation.stages.filter(({ inputs }) => inputs.includes(stage));
    return (
      consumers.length === 0 ||
      consumers.some(({ id }) => operation.wanted.get(id)?.allows(stage, index) ?? true)
    );
  }

  /** false: every stage that reads the task's stage has the rows that it wants without it. */
  #isAwaited(operation: OperationState, { stage, task }: TaskKey): boolean {
    if (operation.wanted.size === 0) return true;
    const consumers = operation.stages.filter(({ inputs }) => inputs.includes(stage));
    return (
      consumers.length === 0 ||
      consumers.some(({ id }) => task < (operation.wanted.get(id)?.complete()?.get(stage) ?? Infinity))
    );
  }

  /** How many tasks of each input a stage reads, when all these have succeeded; null before that. */
  #readyInputs(operation: OperationState, stage: Stage): ReadonlyMap<number, number> | null {
    const wanted = operation.wanted.get(stage.id);
    if (wanted) return wanted.complete();
    const counts = new Map(stage.inputs.map((input) => [input, operation.tasks[input].length]));
    const ready = stage.inputs.every((input) =>
      operation.tasks[input].every(({ status }) => status.kind === 'succeeded'),
    );
    return ready ? counts : null;
  }

  #freeSlot(executor: string): void {
    const state = this.#executors.get(executor);
    if (state && state.running > 0) state.running--;
  }

  #launchReady(commands: SchedulerCommand[]): void {
    let free = 0;
    for (const executor of this.#executors.values()) free += executor.slots - executor.running;
    for (const operation of this.#operations.values()) {
      if (operation.finished) continue;
      for (const stage of this.#neededStages(operation)) {
        if (free <= 0) return;
        const counts = this.#readyInputs(operation, stage);
        if (counts === null) continue;
        const inputs = new Map(
          [...counts].map(([input, count]) => [
            input,
            operation.tasks[input].slice(0, count).map(locationOf),
          ]),
        );
        const tasks = operation.tasks[stage.id];
        for (let index = 0; index < tasks.length && free > 0; index++) {
          const task = tasks[index];
          if (task.status.kind !== 'waiting' || !this.#mayRun(operation, stage.id, index)) continue;
          const executor = this.#chooseExecutor(inputs, operation.preferred.get(stage.id)?.[index], index);
          if (executor === null) continue;
          task.attempt++;
          task.status = { kind: 'running', executor: executor.id };
          executor.running++;
          free--;
          operation.touched.add(executor.id);
          const key = { operation: operation.id, stage: stage.id, task: index };
          commands.push({ kind: 'launch', key, attempt: task.attempt, executor: executor.id, stage, inputs });
        }
      }
    }
  }

  /** Stages whose output the root or an unfinished stage still needs, in topological order. */
  #neededStages(operation: OperationState): Stage[] {
    const needed = new Set<number>();
    const visit = (id: number): void => {
      if (needed.has(id) || operation.tasks[id].every((task) => task.status.kind === 'succeeded')) return;
      needed.add(id);
      const stage = operation.stages[id];
      // A stage that has the rows it wants waits for no more; one that has not, for those tasks that may run.
      if ((operation.wanted.get(id)?.complete() ?? null) !== null) return;
      const open = stage.inputs.filter((input) =>
        operation.tasks[input].some((_, index) => this.#mayRun(operation, input, index)),
      );
      open.forEach(visit);
    };
    visit(operation.stages.length - 1);
    return operation.stages.filter((stage) => needed.has(stage.id));
  }

  /**
   * The preferred executor alone while it lives: moving the rows costs more than waiting for a slot; null while it has
   * none. Without preference: the one with a free slot that holds most inputs of partition `index`; ties: most free slots,
   * then oldest.
   */
  #chooseExecutor(
    inputs: ReadonlyMap<number, readonly OutputLocation[]>,
    preferred: string | undefined,
    index: number,
  ): ExecutorState | null {
    const holder = preferred === undefined ? undefined : this.#executors.get(preferred);
    if (holder) return holder.running < holder.slots ? holder : null;
    let best: ExecutorState | null = null;
    let bestScore = -1;
    for (const executor of this.#executors.values()) {
      const free = executor.slots - executor.running;
      if (free <= 0) continue;
      let held = 0;
      for (const locations of inputs.values()) {
        if (locations[index]?.executor === executor.id) held += 1;
      }
      const score = held * 1_000_000 + free;
      if (score > bestScore) {
        best = executor;
        bestScore = score;
      }
    }
    if (!best) throw new Error('no executor has a free slot');
    return best;
  }
}

function locationOf(task: TaskState): OutputLocation {
  if (task.status.kind !== 'succeeded') throw new Error('a task without output has no location');
  return { executor: task.status.executor, attempt: task.attempt };
}

import type { SealedBatch } from '@graticule/columnar';
import { UnreachableMemory } from './unreachableMemory.js';

/** One run of one task: whose output a partition is. */
export interface TaskRun {
  readonly operation: string;
  readonly stage: number;
  readonly task: number;
  readonly attempt: number;
}

export interface StoredPartition {
  /** Sealed: all buffers lie in SharedArrayBuffers. */
  readonly batches: readonly SealedBatch[];
  readonly rows: number;
  readonly bytes: number;
}

export class MemoryBudgetExceeded extends Error {
  /** operator: what the stage does, for the message; bytes: needed (so far); free: what the executor had left. */
  constructor(run: Pick<TaskRun, 'stage' | 'task'>, operator: string, bytes: number, free: number) {
    super(
      `Stage ${run.stage} (${operator}) needs more than ${megabytes(bytes)} MB in its task ${run.task}, ` +
        `but the executor has ${megabytes(free)} MB left. Filter earlier, select fewer columns, or give the executor ` +
        `more memory.`,
    );
    this.name = 'MemoryBudgetExceeded';
  }
}

/**
 * Output of finished tasks, in memory until its operation is released. Every byte is accounted against the budget.
 * A task's output is entered whole or not at all.
 */
export class PartitionStore {
  readonly #outputs = new Map<string, Map<string, readonly StoredPartition[]>>();
  readonly #operationBytes = new Map<string, number>();
  readonly #unreachable = new UnreachableMemory();
  #bytes = 0;

  constructor(readonly budgetBytes: number) {}

  get bytes(): number {
    return this.#bytes;
  }

  get freeBytes(): number {
    return Math.max(0, this.budgetBytes - this.#bytes);
  }

  /** Throws MemoryBudgetExceeded and keeps nothing when the budget does not allow it. */
  put(run: TaskRun, operator: string, partitions: readonly StoredPartition[]): void {
    const bytes = partitions.reduce((sum, partition) => sum + partition.bytes, 0);
    if (bytes > this.freeBytes) throw new MemoryBudgetExceeded(run, operator, bytes, this.freeBytes);
    let outputs = this.#outputs.get(run.operation);
    if (!outputs) this.#outputs.set(run.operation, (outputs = new Map()));
    outputs.set(keyOf(run), partitions);
    this.#bytes += bytes;
    this.#operationBytes.set(run.operation, (this.#operationBytes.get(run.operation) ?? 0) + bytes);
  }

  get(run: TaskRun, partition: number): StoredPartition | undefined {
    return this.#outputs.get(run.operation)?.get(keyOf(run))?.[partition];
  }

  release(operation: string): void {
    const bytes = this.#operationBytes.get(operation) ?? 0;
    this.#bytes -= bytes;
    this.#operationBytes.delete(operation);
    this.#outputs.delete(operation);
    this.#unreachable.add(bytes);
  }
}

function keyOf(run: TaskRun): string {
  return `${run.stage}/${run.task}/${run.attempt}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

import { fromIpc, seal, type SealedBatch } from '@graticule/columnar';
import type { TaskOutputLocation } from '@graticule/protocol';
import { LostInputError } from '../errors.js';
import type { PartitionStore, TaskRun } from '../store/partitionStore.js';
import type { ExecutorClients } from '../cluster/executorClients.js';

/**
 * Partitions for tasks of this executor: from its own store, or pulled from the executor that holds them. What was
 * pulled is kept until the operation is released, because a broadcast input is wanted by every task.
 */
export class PartitionSource {
  readonly #fetched = new Map<string, Map<string, Promise<readonly SealedBatch[]>>>();

  constructor(
    private readonly executorId: string,
    private readonly store: PartitionStore,
    private readonly clients: ExecutorClients,
  ) {}

  /** Throws LostInputError when the partition is not there (any more). */
  async get(
    producer: TaskRun,
    partition: number,
    location: TaskOutputLocation,
    signal: AbortSignal,
  ): Promise<readonly SealedBatch[]> {
    if (location.executorId === this.executorId) {
      const stored = this.store.get(producer, partition);
      if (stored) return stored.batches;
      throw new LostInputError(producer.stage, producer.task, new Error('it is no longer in memory'));
    }
    let operation = this.#fetched.get(producer.operation);
    if (!operation) this.#fetched.set(producer.operation, (operation = new Map()));
    const key = `${producer.stage}/${producer.task}/${producer.attempt}/${partition}`;
    let fetched = operation.get(key);
    if (!fetched) {
      fetched = this.#fetch(producer, partition, location.address, signal);
      operation.set(key, fetched);
      // A failed fetch is not remembered: the producer runs again, or this task does.
      fetched.catch(() => operation.delete(key));
    }
    return fetched;
  }

  release(operation: string): void {
    this.#fetched.delete(operation);
  }

  async #fetch(
    run: TaskRun,
    partition: number,
    address: string,
    signal: AbortSignal,
  ): Promise<readonly SealedBatch[]> {
    const id = { operationId: run.operation, stage: run.stage, task: run.task, attempt: run.attempt };
    try {
      const chunks: Uint8Array[] = [];
      const stream = this.clients.get(address).fetchPartition({ id, partition }, { signal });
      for await (const chunk of stream) chunks.push(chunk.data);
      const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      return bytes.length === 0 ? [] : fromIpc(bytes).batches.map(seal);
    } catch (error) {
      if (signal.aborted) throw error;
      throw new LostInputError(run.stage, run.task, error);
    }
  }
}

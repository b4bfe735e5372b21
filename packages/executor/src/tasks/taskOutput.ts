import { concatBatches, seal, sealSlice, type Batch, type SealedBatch } from '@graticule/columnar';
import { partitionsOf, type Distribute, type Distribution, type Stage } from '@graticule/sql';
import { MemoryBudgetExceeded, type StoredPartition } from '../store/partitionStore.js';
import { mainOperator } from './mainOperator.js';

/** Small batches of one output partition are joined until they have this many rows. */
const ROWS_JOINED = 65_536;

/**
 * How batches of a partition are stored: joined; each by itself; or each by itself and, as slices of rows that are stored
 * already, without a copy.
 */
type Storage = 'joined' | 'single' | 'slices';

/** Collects a task's output rows by output partition and seals them into shared memory. */
export class TaskOutput {
  readonly #partitions: PartitionOutput[];
  #bytes = 0;

  /**
   * task: its number in the stage, for messages. bytesMax: the output may not grow beyond. distribute: the distributor of
   * the stage's output.
   */
  constructor(
    private readonly stage: Stage,
    private readonly task: number,
    private readonly bytesMax: number,
    private readonly distribute: Distribute,
  ) {
    const storage = storageOf(stage.output);
    const count = partitionsOf(stage.output);
    this.#partitions = Array.from({ length: count }, () => new PartitionOutput(storage));
  }

  add(batch: Batch): void {
    const parts = this.distribute(batch);
    for (let i = 0; i < parts.length; i++) this.#bytes += this.#partitions[i].add(parts[i]);
    if (this.#bytes <= this.bytesMax) return;
    const run = { stage: this.stage.id, task: this.task };
    throw new MemoryBudgetExceeded(run, mainOperator(this.stage.root), this.#bytes, this.bytesMax);
  }

  finish(): StoredPartition[] {
    return this.#partitions.map((partition) => partition.finish());
  }
}

function storageOf(output: Distribution): Storage {
  if (output.kind === 'single') return output.keepsBatches ? 'single' : 'joined';
  return output.kind === 'range' && output.sortedBatches ? 'slices' : 'joined';
}

class PartitionOutput {
  readonly #sealed: SealedBatch[] = [];
  #pending: Batch[] = [];
  #pendingRows = 0;
  #rows = 0;

  constructor(private readonly storage: Storage) {}

  /** Answers by how many bytes the sealed output has grown. */
  add(batch: Batch): number {
    if (batch.length === 0) return 0;
    this.#pending.push(batch);
    this.#pendingRows += batch.length;
    this.#rows += batch.length;
    return this.storage !== 'joined' || this.#pendingRows >= ROWS_JOINED ? this.#flush() : 0;
  }

  finish(): StoredPartition {
    this.#flush();
    const bytes = this.#sealed.reduce((sum, batch) => sum + batch.ownBytes, 0);
    return { batches: this.#sealed, rows: this.#rows, bytes };
  }

  #flush(): number {
    if (this.#pending.length === 0) return 0;
    const [first] = this.#pending;
    const batch = this.#pending.length === 1 ? first : concatBatches(first.schema, this.#pending);
    const sealed = this.storage === 'slices' ? sealSlice(batch) : seal(batch);
    this.#sealed.push(sealed);
    this.#pending = [];
    this.#pendingRows = 0;
    return sealed.ownBytes;
  }
}

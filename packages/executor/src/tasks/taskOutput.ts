import { concatBatches, seal, sealSlice, type Batch, type SealedBatch } from '@graticule/columnar';
import { partitionsOf, type Distribute, type Distribution, type Stage } from '@graticule/sql';
import { MemoryBudgetExceeded, type StoredPartition } from '../store/partitionStore.js';
import { mainOperator } from './mainOperator.js';

/** Small batches of one output partition are joined until they have this many rows. */
const ROWS_JOINED = 65_536;
/** Batches in order of buckets, which joining would lose, are small below this many rows. */
const BUCKETED_ROWS = 2048;

/** How batches of a partition are stored. */
interface Storage {
  /** Those with at least so many rows by themselves, smaller ones joined. */
  readonly rowsAlone: number;
  /** Rows that are stored already, and of which these are slices, are not copied. */
  readonly shares: boolean;
}

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
  const sliced = output.kind === 'range' && output.sortedBatches;
  if (sliced || (output.kind === 'single' && output.keepsBatches)) return { rowsAlone: 0, shares: sliced };
  const inBuckets = output.kind === 'hash' && output.inBuckets === true;
  return { rowsAlone: inBuckets ? BUCKETED_ROWS : ROWS_JOINED, shares: false };
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
    const alone = batch.length >= this.storage.rowsAlone;
    const before = alone ? this.#flush() : 0;
    this.#pending.push(batch);
    this.#pendingRows += batch.length;
    this.#rows += batch.length;
    return before + (alone || this.#pendingRows >= ROWS_JOINED ? this.#flush() : 0);
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
    const sealed = this.storage.shares ? sealSlice(batch) : seal(batch);
    this.#sealed.push(sealed);
    this.#pending = [];
    this.#pendingRows = 0;
    return sealed.ownBytes;
  }
}

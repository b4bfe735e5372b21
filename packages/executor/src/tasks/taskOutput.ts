import { concatBatches, seal, type Batch, type SealedBatch } from '@graticule/columnar';
import { distributor, type EvaluationContext, type Stage } from '@graticule/sql';
import { MemoryBudgetExceeded, type StoredPartition } from '../store/partitionStore.js';
import { mainOperator } from './mainOperator.js';

/** Small batches of one output partition are joined until they have this many rows. */
const ROWS_JOINED = 65_536;

/** Collects a task's output rows by output partition and seals them into shared memory. */
export class TaskOutput {
  readonly #distribute: (batch: Batch) => readonly Batch[];
  readonly #partitions: PartitionOutput[];
  #bytes = 0;

  /** task: its number in the stage, for messages. bytesMax: the output may not grow beyond. */
  constructor(
    private readonly stage: Stage,
    private readonly task: number,
    private readonly bytesMax: number,
    context: EvaluationContext,
  ) {
    this.#distribute = distributor(stage.output, context);
    const count = stage.output.kind === 'single' ? 1 : stage.output.partitions;
    this.#partitions = Array.from({ length: count }, () => new PartitionOutput());
  }

  add(batch: Batch): void {
    const parts = this.#distribute(batch);
    for (let i = 0; i < parts.length; i++) this.#bytes += this.#partitions[i].add(parts[i]);
    if (this.#bytes <= this.bytesMax) return;
    const run = { stage: this.stage.id, task: this.task };
    throw new MemoryBudgetExceeded(run, mainOperator(this.stage.root), this.#bytes, this.bytesMax);
  }

  finish(): StoredPartition[] {
    return this.#partitions.map((partition) => partition.finish());
  }
}

class PartitionOutput {
  readonly #sealed: SealedBatch[] = [];
  #pending: Batch[] = [];
  #pendingRows = 0;
  #rows = 0;

  /** Answers by how many bytes the sealed output has grown. */
  add(batch: Batch): number {
    if (batch.length === 0) return 0;
    this.#pending.push(batch);
    this.#pendingRows += batch.length;
    this.#rows += batch.length;
    return this.#pendingRows >= ROWS_JOINED ? this.#flush() : 0;
  }

  finish(): StoredPartition {
    this.#flush();
    const bytes = this.#sealed.reduce((sum, batch) => sum + batch.buffer.byteLength, 0);
    return { batches: this.#sealed, rows: this.#rows, bytes };
  }

  #flush(): number {
    if (this.#pending.length === 0) return 0;
    const [first] = this.#pending;
    const batch = this.#pending.length === 1 ? first : concatBatches(first.schema, this.#pending);
    const sealed = seal(batch);
    this.#sealed.push(sealed);
    this.#pending = [];
    this.#pendingRows = 0;
    return sealed.buffer.byteLength;
  }
}

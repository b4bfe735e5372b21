import { concatBatches, seal, type Batch, type SealedBatch } from '@graticule/columnar';
import { distributor, type EvaluationContext, type Stage } from '@graticule/sql';
import type { StoredPartition } from '../store/partitionStore.js';

/** Small batches of one output partition are joined until they have this many rows. */
const ROWS_JOINED = 65_536;

/** Collects a task's output rows by output partition and seals them into shared memory. */
export class TaskOutput {
  readonly #distribute: (batch: Batch) => readonly Batch[];
  readonly #partitions: PartitionOutput[];

  constructor(stage: Stage, context: EvaluationContext) {
    this.#distribute = distributor(stage.output, context);
    const count = stage.output.kind === 'single' ? 1 : stage.output.partitions;
    this.#partitions = Array.from({ length: count }, () => new PartitionOutput());
  }

  add(batch: Batch): void {
    const parts = this.#distribute(batch);
    for (let i = 0; i < parts.length; i++) this.#partitions[i].add(parts[i]);
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

  add(batch: Batch): void {
    if (batch.length === 0) return;
    this.#pending.push(batch);
    this.#pendingRows += batch.length;
    this.#rows += batch.length;
    if (this.#pendingRows >= ROWS_JOINED) this.#flush();
  }

  finish(): StoredPartition {
    this.#flush();
    const bytes = this.#sealed.reduce((sum, batch) => sum + batch.buffer.byteLength, 0);
    return { batches: this.#sealed, rows: this.#rows, bytes };
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const [first] = this.#pending;
    const batch = this.#pending.length === 1 ? first : concatBatches(first.schema, this.#pending);
    this.#sealed.push(seal(batch));
    this.#pending = [];
    this.#pendingRows = 0;
  }
}

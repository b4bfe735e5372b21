import { batchBytes, type Batch, type Column } from '@graticule/columnar';
import type { Stage } from '@graticule/sql';
import { MemoryBudgetExceeded } from '../store/partitionStore.js';
import { mainOperator } from './mainOperator.js';

/**
 * Counts what the operators of a task keep on their way to its output: rows to be sorted, the build side of a join, the
 * groups of an aggregation. Rows
 * that lie in shared memory belong to a store, which has counted them.
 */
export class KeptRows {
  #bytes = 0;

  /** task: its number in the stage, for messages. bytesMax: all that the task may keep. */
  constructor(
    private readonly stage: Stage,
    private readonly task: number,
    private readonly bytesMax: number,
  ) {}

  add(batch: Batch): void {
    this.addBytes(batchBytes({ ...batch, columns: batch.columns.filter((column) => !isShared(column)) }));
  }

  addBytes(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.bytesMax) return;
    const run = { stage: this.stage.id, task: this.task };
    throw new MemoryBudgetExceeded(run, mainOperator(this.stage.root), this.#bytes, this.bytesMax);
  }
}

/** Whether a column is a view of shared memory; all of a column's arrays come from one place. */
function isShared(column: Column): boolean {
  switch (column.layout) {
    case 'null':
      return true;
    case 'primitive':
      return isSharedArray(column.values);
    case 'decimal':
      return isSharedArray(column.words);
    case 'bytes':
      return isSharedArray(column.data);
    case 'dictionary':
      return isSharedArray(column.indices);
    case 'list':
      return isShared(column.child);
    case 'struct':
      return column.children.every(isShared);
    case 'interval':
      return isSharedArray(column.micros);
  }
}

function isSharedArray({ buffer }: { readonly buffer: ArrayBufferLike }): boolean {
  return buffer instanceof SharedArrayBuffer;
}

import type { Batch } from '@graticule/columnar';
import type { EvaluationContext } from '../functions/definition.js';
import type { Kernel } from '../plan/kernel.js';
import type { PhysicalLocal, PhysicalScan, PhysicalWriteLayer, StageInput } from '../plan/physical.js';

/** Rows of one operator: batches in order, none of them empty. */
export type Rows = AsyncIterable<Batch>;

/** What a task gives its operators: the leaves of its tree, kernels by name, and the settings of its session. */
export interface TaskContext {
  /** This task's partition and the number of partitions of its stage. */
  readonly task: number;
  readonly tasks: number;
  /** Rows that operators put into a batch where they are free to choose. */
  readonly batchRows: number;
  readonly evaluation: EvaluationContext;
  /** Told of every batch that an operator keeps until its input has ended; throws when that is too much. */
  keep?(batch: Batch): void;
  /** The same for what is no batch, such as the groups of an aggregation: told how many bytes more are kept now. */
  keepBytes?(bytes: number): void;
  scan(node: PhysicalScan): Rows;
  local(node: PhysicalLocal): Rows;
  stageInput(node: StageInput): Rows;
  kernel(name: string): Kernel;
  /** Writes all rows and yields the one row of WRITE_LAYER_SCHEMA. */
  writeLayer(node: PhysicalWriteLayer, input: Rows): Rows;
}

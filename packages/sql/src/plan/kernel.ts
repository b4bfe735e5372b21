import type { Batch, StructType } from '@graticule/columnar';

/** A pure function over batches, run inside a task. Registered by name in the executor's workers. */
export interface Kernel {
  readonly name: string;
  /** inputs[i] yields the batches of input i; a `broadcast` input yields all rows of that input in every task. */
  run(
    inputs: readonly AsyncIterable<Batch>[],
    parameters: Readonly<Record<string, unknown>>,
    schema: StructType,
  ): AsyncIterable<Batch>;
}

import { TIMESTAMP, int64ToNumbers, isValid, numbersToInt64, takeBatch } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import type { Kernel } from '@graticule/sql';
import { invalidGeometry } from '../errors.js';
import { batchOf } from './kernelBatch.js';
import { stepsOfInstants } from './timeSteps.js';
import type { TimeSteps } from './timeSteps.js';

export interface TimeStepParameters extends TimeSteps {
  /** Position of the instant column (timestamp or date). */
  readonly time: number;
}

/**
 * Input `any`; output: a row for every step that contains the row's instant: the input's columns, then the step's
 * start and exclusive end as timestamps. Rows without time, or in a gap between steps, have none.
 */
export const timeStepKernel: Kernel = {
  name: 'timeSteps',
  async *run([input], parameters, schema) {
    const steps = parameters as unknown as TimeStepParameters;
    for await (const batch of input) {
      const found = stepsOfInstants(instantsOf(batch.columns[steps.time]), steps);
      const length = found.rows.length;
      if (length === 0) continue;
      const columns = takeBatch(batch, Int32Array.from(found.rows)).columns;
      yield batchOf(schema, length, [...columns, timestamps(found.starts), timestamps(found.ends)]);
    }
  },
};

function instantsOf(column: Column): Float64Array {
  const instants = new Float64Array(column.length).fill(NaN);
  if (column.layout === 'null') return instants;
  if (column.layout !== 'primitive') throw invalidGeometry(`expected timestamps, found ${column.type.kind}`);
  const factor = column.type.kind === 'date' ? 86400e6 : 1;
  const values = column.values instanceof BigInt64Array ? int64ToNumbers(column.values) : column.values;
  for (let row = 0; row < instants.length; row++) {
    if (isValid(column, row)) instants[row] = values[row] * factor;
  }
  return instants;
}

function timestamps(micros: readonly number[]): Column {
  const values = numbersToInt64(micros);
  return { layout: 'primitive', type: TIMESTAMP, length: values.length, validity: null, values };
}

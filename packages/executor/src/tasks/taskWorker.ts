import { fromIpc, openSealed, type Batch } from '@graticule/columnar';
import { kernels } from '@graticule/geoanalytics';
import { decodePlan, execute, type PhysicalScan, type Stage, type TaskContext } from '@graticule/sql';
import { workFailure } from '../errors.js';
import { readSource } from '../sources/readers.js';
import { RejectedRows } from './rejectedRows.js';
import { TaskOutput } from './taskOutput.js';
import type { TaskWork, WorkOutcome } from './taskWork.js';

/** Entry of a worker thread: runs one task to its end and answers its sealed output. */
export default async function runTask(work: TaskWork): Promise<WorkOutcome> {
  try {
    const stage = decodePlan<Stage>(work.stageJson);
    const rejected = new RejectedRows();
    const output = new TaskOutput(stage);
    for await (const batch of execute(stage.root, taskContext(work, stage, rejected))) output.add(batch);
    return { ok: true, partitions: output.finish(), rejected: rejected.reports() };
  } catch (error) {
    return { ok: false, failure: workFailure(error) };
  }
}

import { TaskReport_State, type MessageInitShape, type TaskReportSchema } from '@graticule/protocol';
import type { TaskRun } from '../store/partitionStore.js';
import type { TaskEnd } from '../tasks/taskRunner.js';

type Report = MessageInitShape<typeof TaskReportSchema>;

/** The wire form of a task's end. */
export function taskReport(executorId: string, run: TaskRun, end: TaskEnd): Report {
  const id = { operationId: run.operation, stage: run.stage, task: run.task, attempt: run.attempt };
  switch (end.kind) {
    case 'succeeded':
      return {
        executorId,
        id,
        state: TaskReport_State.SUCCEEDED,
        outputs: end.outputs.map(({ rows, bytes }, partition) => ({
          partition,
          rows: BigInt(rows),
          bytes: BigInt(bytes),
        })),
        rejected: end.rejected.map(({ source, count, samples }) => ({
          source,
          count: BigInt(count),
          samples: samples.map((sample) => ({ ...sample, line: BigInt(sample.line) })),
        })),
        elapsedMs: BigInt(end.elapsedMs),
      };
    case 'failed':
      return { executorId, id, state: TaskReport_State.FAILED, error: end.failure };
    case 'lostInput':
      return {
        executorId,
        id,
        state: TaskReport_State.FAILED,
        error: {
          kind: 'lost_input',
          code: 'LOST_INPUT',
          message: end.message,
          lostStage: end.stage,
          lostTask: end.task,
        },
      };
    case 'cancelled':
      return { executorId, id, state: TaskReport_State.CANCELLED };
  }
}

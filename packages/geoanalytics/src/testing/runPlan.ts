import { toValues, concatBatches } from '@graticule/columnar';
import type { Batch, Value } from '@graticule/columnar';
import { distributor, evaluationContext, execute, outputOf, planPhysical } from '@graticule/sql';
import type { LocalNode, LogicalNode, StageInput, TaskContext } from '@graticule/sql';
import { kernels } from '../kernels/kernels.js';

const SETTINGS = {
  'graticule.compat.version': '3.3',
  'spark.sql.session.timeZone': 'UTC',
  'spark.sql.legacy.timeParserPolicy': 'LEGACY',
  'spark.sql.mapKeyDedupPolicy': 'EXCEPTION',
  'graticule.query.micros': '0',
};

/** For tests: plans, cuts and runs a logical plan in this thread, stage after stage, and answers all rows by name. */
export async function runPlan(node: LogicalNode): Promise<Record<string, Value>[]> {
  const locals = new Map<number, LocalNode>();
  const stages = planPhysical(node, {
    shufflePartitions: 4,
    sortPartitions: 4,
    scanTasks: () => 1,
    local: (local, id) => locals.set(id, local),
    broadcastThresholdBytes: 10e6,
  });
  // outputs[stage][task][partition]
  const outputs: Batch[][][][] = [];
  for (const stage of stages) {
    const tasks: Batch[][][] = [];
    for (let task = 0; task < stage.tasks; task++) {
      const context = taskContext(task, stage.tasks, locals, outputs);
      const distribute = await distributor(stage.output, context);
      const partitions: Batch[][] = [];
      for await (const batch of execute(stage.root, context)) {
        distribute(batch).forEach((part, p) => {
          partitions[p] ??= [];
          if (part.length > 0) partitions[p].push(part);
        });
      }
      tasks.push(partitions);
    }
    outputs.push(tasks);
  }
  const batches = outputs[outputs.length - 1].flatMap((partitions) => partitions.flat());
  const names = outputOf(node).map((attribute) => attribute.name);
  if (batches.length === 0) return [];
  const whole = concatBatches(batches[0].schema, batches);
  const columns = whole.columns.map((column) => toValues(column));
  return Array.from({ length: whole.length }, (_, row) =>
    Object.fromEntries(names.map((name, k) => [name, columns[k][row]])),
  );
}

function taskContext(
  task: number,
  tasks: number,
  locals: ReadonlyMap<number, LocalNode>,
  outputs: readonly Batch[][][][],
): TaskContext {
  return {
    task,
    tasks,
    batchRows: 1000,
    evaluation: evaluationContext(SETTINGS, task),
    scan: () => {
      throw new Error('tests have no scans');
    },
    local: (node) => stream(locals.get(node.localId)!.batches),
    stageInput: (node) => stream(inputOf(node, task, outputs[node.stage])),
    kernel: (name) => kernels.get(name)!,
    writeLayer: () => {
      throw new Error('tests write no layers');
    },
  };
}

function inputOf(node: StageInput, task: number, tasks: readonly Batch[][][]): Batch[] {
  switch (node.mode) {
    case 'all':
      return tasks.flatMap((partitions) => partitions.flat());
    case 'forward':
      return tasks[task].flat();
    case 'partition':
      return tasks.flatMap((partitions) => partitions[task] ?? []);
  }
}

async function* stream(batches: readonly Batch[]): AsyncIterable<Batch> {
  for (const batch of batches) if (batch.length > 0) yield batch;
}

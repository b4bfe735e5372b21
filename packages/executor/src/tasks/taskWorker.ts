import { fromIpc, KernelMemory, openSealed, type Batch, type SealedBatch } from '@graticule/columnar';
import { kernels } from '@graticule/geoanalytics';
import {
  decodePlan,
  distributor,
  evaluationContext,
  execute,
  type Rows,
  type Stage,
  type TaskContext,
} from '@graticule/sql';
import { workFailure } from '../errors.js';
import { fileKernels } from '../sinks/files/fileKernels.js';
import { writeLayer } from '../sinks/writeLayer.js';
import { inputFileOf } from '../sources/files/filesReader.js';
import { readSource } from '../sources/readers.js';
import { collectAtOnce } from '../store/garbageCollection.js';
import { UnreachableMemory } from '../store/unreachableMemory.js';
import { KeptRows } from './keptRows.js';
import { RejectedRows } from './rejectedRows.js';
import { TaskOutput } from './taskOutput.js';
import type { TaskWork, WorkOutcome } from './taskWork.js';

const BATCH_ROWS = 65_536;

collectAtOnce();

const unreachable = new UnreachableMemory();
/** Shared memory of the task before: its last references go when its answer has been sent. */
let bytesBefore = 0;

/** Entry of a worker thread: runs one task to its end and answers its sealed output. */
export default async function runTask(work: TaskWork): Promise<WorkOutcome> {
  unreachable.add(bytesBefore + KernelMemory.takeDroppedBytes());
  bytesBefore = bytesOf([...work.inputs, ...work.cached].flatMap(({ batches }) => batches));
  try {
    const stage = decodePlan<Stage>(work.stageJson);
    const rejected = new RejectedRows();
    const context = taskContext(work, stage, rejected);
    const distribute = await distributor(stage.output, context);
    const output = new TaskOutput(stage, work.task, work.memoryBytesMax, distribute);
    for await (const batch of execute(stage.root, context)) output.add(batch);
    const partitions = output.finish();
    bytesBefore += bytesOf(partitions.flatMap(({ batches }) => batches));
    return { ok: true, partitions, rejected: rejected.reports() };
  } catch (error) {
    return { ok: false, failure: workFailure(error) };
  }
}

function bytesOf(batches: readonly SealedBatch[]): number {
  return batches.reduce((sum, { ownBytes }) => sum + ownBytes, 0);
}

function taskContext(work: TaskWork, stage: Stage, rejected: RejectedRows): TaskContext {
  const kept = new KeptRows(stage, work.task, work.memoryBytesMax);
  const evaluation = evaluationContext(work.session, work.task);
  return {
    task: work.task,
    tasks: stage.tasks,
    batchRows: BATCH_ROWS,
    evaluation,
    keep: (batch) => kept.add(batch),
    keepBytes: (bytes) => kept.addBytes(bytes),
    async *scan({ scanId, source, schema, extent, pushedFilters }) {
      if (source.kind === 'cached') {
        const rows = work.cached.find((candidate) => candidate.scanId === scanId);
        if (!rows) throw new Error(`the task came without the cached rows of scan ${scanId}`);
        // Fields of cached frames are named by their positions.
        const ordinals = schema.fields.map(({ name }) => Number(name));
        for (const { columns, length } of rows.batches.map(openSealed)) {
          yield { schema, length, columns: ordinals.map((ordinal) => columns[ordinal]) };
        }
        return;
      }
      const scan = work.scans.find((candidate) => candidate.scanId === scanId);
      if (!scan) throw new Error(`the task came without splits for scan ${scanId}`);
      const request = { columns: schema.fields.map(({ name }) => name), extent, filters: pushedFilters };
      const name = 'name' in source ? source.name : source.kind;
      const context = {
        rejected: (file: string, line: number, reason: string, text: string) =>
          rejected.add(name, file, line, reason, text),
        // A task is stopped by ending its thread.
        signal: new AbortController().signal,
      };
      for (const split of scan.splits) {
        const inputFile = source.kind === 'files' ? inputFileOf(split) : null;
        for await (const batch of notEmpty(readSource(source, split, request, context))) {
          // Whoever asked for the batch computes with it before anything else is read.
          evaluation.inputFile = inputFile;
          yield batch;
        }
      }
    },
    async *local({ localId }) {
      const local = work.locals.find((candidate) => candidate.localId === localId);
      if (!local) throw new Error(`the task came without the local rows ${localId}`);
      yield* notEmpty(fromIpc(local.arrowIpc).batches);
    },
    async *stageInput({ stage: source, mode }) {
      const input = work.inputs.find((candidate) => candidate.stage === source && candidate.mode === mode);
      if (!input) throw new Error(`the task came without the output of stage ${source} (${mode})`);
      yield* notEmpty(input.batches.map(openSealed));
    },
    kernel(name) {
      const kernel = kernels.get(name) ?? fileKernels.get(name);
      if (!kernel) throw new Error(`there is no kernel named ${name}`);
      return kernel;
    },
    writeLayer,
  };
}

async function* notEmpty(batches: AsyncIterable<Batch> | Iterable<Batch>): Rows {
  for await (const batch of batches) if (batch.length > 0) yield batch;
}

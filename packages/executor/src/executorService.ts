import { openSealed, toIpc } from '@graticule/columnar';
import {
  AnalysisError,
  OptionError,
  decodePlan,
  encodePlan,
  type Expression,
  type Extent,
  type Source,
} from '@graticule/sql';
import { RpcCode, RpcError, errorWithInfo, type ExecutorService, type Handlers } from '@graticule/protocol';
import type { DriverHost } from './driver/driverHost.js';
import { inspectShare } from './manifest/inspectShare.js';
import { planScan } from './sources/readers.js';
import { SourceError } from './sources/sourceError.js';
import type { SourceInspector } from './sources/sourceInspector.js';
import type { PartitionStore } from './store/partitionStore.js';
import type { TaskRunner } from './tasks/taskRunner.js';

/** Bytes of one message of a partition's stream. */
const CHUNK_BYTES = 4 * 1024 * 1024;

export interface ExecutorParts {
  readonly store: PartitionStore;
  readonly tasks: TaskRunner;
  readonly drivers: DriverHost;
  readonly inspector: SourceInspector;
}

/** What an executor does when it is called: tasks, partitions, looks at files, drivers. */
export function executorHandlers(parts: ExecutorParts): Handlers<typeof ExecutorService, void> {
  const { store, tasks, drivers, inspector } = parts;
  return {
    ping: () => ({}),
    launchTask(request) {
      tasks.launch(request);
      return {};
    },
    cancelOperation({ operationId }) {
      tasks.cancel(operationId);
      return {};
    },
    releaseOperation({ operationId }) {
      tasks.release(operationId);
      return {};
    },
    async *fetchPartition({ id, partition }) {
      if (!id) throw new RpcError(RpcCode.INVALID_ARGUMENT, 'FetchPartition needs a task id');
      const run = { operation: id.operationId, stage: id.stage, task: id.task, attempt: id.attempt };
      const stored = store.get(run, partition);
      if (!stored) throw new RpcError(RpcCode.NOT_FOUND, 'this partition is not (or no longer) held here');
      if (stored.batches.length === 0) return;
      const batches = stored.batches.map(openSealed);
      const ipc = toIpc(batches, batches[0].schema);
      for (let start = 0; start < ipc.length; start += CHUNK_BYTES) {
        yield { data: ipc.subarray(start, start + CHUNK_BYTES) };
      }
    },
    async inspectShare({ folder }) {
      const { manifest, notes } = await inspectShare(folder);
      return { manifestJson: JSON.stringify(manifest), notes: [...notes] };
    },
    async describeSource({ sourceJson }) {
      return { schemaJson: encodePlan(await inspector.describe(decodePlan<Source>(sourceJson))) };
    },
    async planScan({ sourceJson, columns, extentJson, filtersJson }) {
      const extent = extentJson === '' ? null : decodePlan<Extent>(extentJson);
      const filters = decodePlan<Expression[]>(filtersJson);
      const splits = await planScan(decodePlan<Source>(sourceJson), { columns, extent, filters });
      return { splitsJson: encodePlan(splits) };
    },
    runDriver(request, { signal }) {
      return drivers.run(request, signal);
    },
    async stopDriver({ jobId }) {
      await drivers.stop(jobId);
      return {};
    },
  };
}

/** Mistakes of the user keep their words on the way to the coordinator; everything else is INTERNAL. */
export function mapExecutorError(error: unknown): RpcError | null {
  if (error instanceof SourceError || error instanceof OptionError || error instanceof AnalysisError) {
    return errorWithInfo(RpcCode.INVALID_ARGUMENT, error.message, { reason: error.code });
  }
  return null;
}

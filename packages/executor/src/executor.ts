import { availableParallelism, hostname, totalmem } from 'node:os';
import { randomUUID } from 'node:crypto';
import { ServerCredentials } from '@grpc/grpc-js';
import { createServer, ExecutorService, implementService, requireClusterSecret } from '@graticule/protocol';
import type { Logger } from 'pino';
import { ExecutorClients } from './cluster/executorClients.js';
import { Membership } from './cluster/membership.js';
import { taskReport } from './cluster/taskReport.js';
import { DriverHost } from './driver/driverHost.js';
import { executorHandlers, mapExecutorError } from './executorService.js';
import { SourceInspector } from './sources/sourceInspector.js';
import { PartitionStore } from './store/partitionStore.js';
import { PartitionSource } from './tasks/partitionSource.js';
import { TaskRunner } from './tasks/taskRunner.js';

/** Share of the machine's memory that partitions may take when nothing else is said. */
const MEMORY_SHARE = 0.5;

export interface ExecutorOptions {
  /** host:port of the coordinator's gRPC server. */
  readonly coordinator: string;
  readonly clusterSecret: string;
  /** Where this executor listens and is reached by the others. */
  readonly host: string;
  /** Tasks at the same time. */
  readonly slots?: number;
  readonly memoryBudgetBytes?: number;
  readonly log: Logger;
}

export interface RunningExecutor {
  readonly id: string;
  readonly address: string;
  close(): Promise<void>;
}

/** Starts an executor and joins the cluster; resolves when the coordinator has accepted it. */
export async function startExecutor(options: ExecutorOptions): Promise<RunningExecutor> {
  const { coordinator, clusterSecret, host, log } = options;
  const executorId = randomUUID();
  const slots = options.slots ?? availableParallelism();
  const memoryBudgetBytes = options.memoryBudgetBytes ?? Math.floor(totalmem() * MEMORY_SHARE);

  const store = new PartitionStore(memoryBudgetBytes);
  const clients = new ExecutorClients(clusterSecret);
  const partitions = new PartitionSource(executorId, store, clients);
  const tasks = new TaskRunner(slots, store, partitions, (run, end) => {
    void membership.report(taskReport(executorId, run, end));
  });
  const inspector = new SourceInspector();
  const drivers = await DriverHost.start({ coordinator, clusterSecret, log });

  const server = createServer();
  implementService(server, ExecutorService, executorHandlers({ store, tasks, drivers, inspector }), {
    authenticate: requireClusterSecret(clusterSecret),
    mapError: mapExecutorError,
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:0`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  const address = `${host}:${port}`;
  const identity = { executorId, address, hostName: hostname(), pid: process.pid, slots, memoryBudgetBytes };
  const vitals = () => ({
    storedBytes: store.bytes,
    runningTasks: tasks.runningTasks,
    runningDrivers: drivers.running,
  });
  const membership = new Membership(identity, coordinator, clusterSecret, vitals, log);
  await membership.join();
  log.info({ executorId, address, slots, memoryBudgetBytes }, 'executor joined the cluster');

  return {
    id: executorId,
    address,
    async close() {
      membership.close();
      await drivers.close();
      await tasks.close();
      await inspector.close();
      server.forceShutdown();
      clients.close();
    },
  };
}

import type { ClusterService, Handlers } from '@graticule/protocol';
import type { Scheduler } from '../scheduler/scheduler.js';
import { HEARTBEAT_INTERVAL_MS, type Executors } from './executors.js';

/** What executors call: registration, heartbeats and reports about tasks. */
export function clusterHandlers(
  executors: Executors,
  scheduler: Scheduler,
): Handlers<typeof ClusterService, void> {
  return {
    register({ executorId, address, hostName, pid, slots, memoryBudgetBytes }) {
      const memory = Number(memoryBudgetBytes);
      executors.register({ id: executorId, address, hostName, pid, slots, memoryBudgetBytes: memory });
      return { heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS };
    },
    heartbeat({ executorId, storedBytes, runningTasks, runningDrivers }) {
      const vitals = { storedBytes: Number(storedBytes), runningTasks, runningDrivers };
      return { known: executors.heartbeat(executorId, vitals) };
    },
    reportTask(report) {
      scheduler.report(report);
      return {};
    },
  };
}

import {
  clusterMetadata,
  ClusterService,
  createClient,
  type MessageInitShape,
  type ServiceClient,
  type TaskReportSchema,
} from '@graticule/protocol';
import type { Logger } from 'pino';

/** Pause before a call to the coordinator that failed is made again. */
const RETRY_MS = 1_000;
const CALL_TIMEOUT_MS = 10_000;

export interface NodeIdentity {
  readonly executorId: string;
  readonly address: string;
  readonly hostName: string;
  readonly pid: number;
  readonly slots: number;
  readonly memoryBudgetBytes: number;
}

export interface Vitals {
  readonly storedBytes: number;
  readonly runningTasks: number;
  readonly runningDrivers: number;
}

/** This executor's side of the cluster: registers, keeps its heart beating, reports tasks. */
export class Membership {
  readonly #client: ServiceClient<typeof ClusterService>;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(
    private readonly identity: NodeIdentity,
    coordinator: string,
    secret: string,
    private readonly vitals: () => Vitals,
    private readonly log: Logger,
  ) {
    this.#client = createClient(ClusterService, coordinator, { metadata: clusterMetadata(secret) });
  }

  /** Resolves when the coordinator has accepted this executor; from then on heartbeats go out by themselves. */
  async join(): Promise<void> {
    const { identity } = this;
    while (!this.#closed) {
      try {
        const request = { ...identity, memoryBudgetBytes: BigInt(identity.memoryBudgetBytes) };
        const { heartbeatIntervalMs } = await this.#client.register(request, { timeoutMs: CALL_TIMEOUT_MS });
        this.#beatEvery(heartbeatIntervalMs);
        return;
      } catch (error) {
        this.log.warn({ error: (error as Error).message }, 'the coordinator cannot be reached; trying again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /** Repeated until the coordinator has it, because a lost report would leave an operation waiting for ever. */
  async report(report: MessageInitShape<typeof TaskReportSchema>): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#client.reportTask(report, { timeoutMs: CALL_TIMEOUT_MS });
        return;
      } catch (error) {
        this.log.warn(
          { error: (error as Error).message },
          'a task report could not be delivered; trying again',
        );
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#client.close();
  }

  #beatEvery(intervalMs: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#beat(intervalMs), intervalMs);
  }

  async #beat(intervalMs: number): Promise<void> {
    const { storedBytes, runningTasks, runningDrivers } = this.vitals();
    const { executorId } = this.identity;
    const heartbeat = { executorId, storedBytes: BigInt(storedBytes), runningTasks, runningDrivers };
    try {
      const { known } = await this.#client.heartbeat(heartbeat, { timeoutMs: CALL_TIMEOUT_MS });
      if (!known) return await this.join();
    } catch (error) {
      this.log.warn({ error: (error as Error).message }, 'a heartbeat was not answered');
    }
    this.#beatEvery(intervalMs);
  }
}

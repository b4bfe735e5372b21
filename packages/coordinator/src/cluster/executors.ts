import { RpcCode, RpcError } from '@graticule/protocol';
import type { ClusterNode } from '../rest/services.js';
import type { ExecutorClient } from './executorClient.js';

/** An executor is lost when it has been silent this long. */
export const HEARTBEAT_TIMEOUT_MS = 10_000;
export const HEARTBEAT_INTERVAL_MS = 2_000;
/** An executor that somebody could not reach is asked; without an answer in this time it is lost. */
const PING_TIMEOUT_MS = 2_000;
/** Lost executors are still listed for this long. */
const LOST_KEPT_MS = 10 * 60_000;

export interface ExecutorInfo {
  readonly id: string;
  /** host:port of its gRPC server. */
  readonly address: string;
  readonly hostName: string;
  readonly pid: number;
  readonly slots: number;
  readonly memoryBudgetBytes: number;
}

export interface ExecutorVitals {
  readonly storedBytes: number;
  readonly runningTasks: number;
  readonly runningDrivers: number;
}

interface Member {
  readonly info: ExecutorInfo;
  readonly client: ExecutorClient;
  vitals: ExecutorVitals;
  lastHeartbeat: number;
  state: 'alive' | 'lost';
}

export interface ExecutorEvents {
  joined(executor: ExecutorInfo): void;
  lost(executor: ExecutorInfo): void;
}

export class NoExecutorError extends Error {
  readonly userMessage =
    'No executor is connected to this server, so nothing can run. Start one (graticule up).';
  constructor() {
    super('no executor is connected');
  }
}

/** The executors of the cluster: who they are, whether they live, and a client to each. */
export class Executors {
  readonly #members = new Map<string, Member>();
  readonly #listeners: ExecutorEvents[] = [];

  constructor(
    private readonly connect: (address: string) => ExecutorClient,
    private readonly now: () => number = Date.now,
  ) {}

  listen(listener: ExecutorEvents): void {
    this.#listeners.push(listener);
  }

  /** A new executor, or one that registers again after this process or it was restarted. */
  register(info: ExecutorInfo): void {
    const previous = this.#members.get(info.id);
    if (previous?.state === 'alive') this.#lose(previous);
    previous?.client.close();
    const vitals = { storedBytes: 0, runningTasks: 0, runningDrivers: 0 };
    const client = this.connect(info.address);
    this.#members.set(info.id, { info, client, vitals, lastHeartbeat: this.now(), state: 'alive' });
    for (const listener of this.#listeners) listener.joined(info);
  }

  /** False: this executor is not known (any more) and must register again. */
  heartbeat(id: string, vitals: ExecutorVitals): boolean {
    const member = this.#members.get(id);
    if (member?.state !== 'alive') return false;
    member.vitals = vitals;
    member.lastHeartbeat = this.now();
    return true;
  }

  /** Called regularly: gives up executors that have been silent for HEARTBEAT_TIMEOUT_MS. */
  checkHeartbeats(): void {
    const now = this.now();
    for (const member of this.#members.values()) {
      const silence = now - member.lastHeartbeat;
      if (member.state === 'alive' && silence > HEARTBEAT_TIMEOUT_MS) this.#lose(member);
      if (member.state === 'lost' && silence > LOST_KEPT_MS) this.#members.delete(member.info.id);
    }
  }

  /**
   * For callers whose call did not get through: asks the executor whether it lives, and gives it up at once when it does
   * not answer, without waiting for its heartbeat to run out.
   */
  async suspect(id: string): Promise<void> {
    const member = this.#members.get(id);
    if (member?.state !== 'alive') return;
    try {
      await member.client.ping({}, { timeoutMs: PING_TIMEOUT_MS });
    } catch {
      if (member.state === 'alive' && this.#members.get(id) === member) this.#lose(member);
    }
  }

  client(id: string): ExecutorClient | undefined {
    const member = this.#members.get(id);
    return member?.state === 'alive' ? member.client : undefined;
  }

  info(id: string): ExecutorInfo | undefined {
    return this.#members.get(id)?.info;
  }

  /** The live executor with the fewest drivers, for a new driver or a look at files. Throws NoExecutorError. */
  leastBusy(): { readonly info: ExecutorInfo; readonly client: ExecutorClient } {
    let best: Member | undefined;
    for (const member of this.#members.values()) {
      if (member.state !== 'alive') continue;
      if (!best || member.vitals.runningDrivers < best.vitals.runningDrivers) best = member;
    }
    if (!best) throw new NoExecutorError();
    return best;
  }

  /**
   * A call to the least busy executor. When it does not get through because that executor is gone, another one is asked;
   * the call must do no harm when it runs twice. Throws NoExecutorError when none is left.
   */
  async ask<T>(call: (client: ExecutorClient) => Promise<T>): Promise<T> {
    for (;;) {
      const { info, client } = this.leastBusy();
      try {
        return await call(client);
      } catch (error) {
        if (!(error instanceof RpcError) || error.code !== RpcCode.UNAVAILABLE) throw error;
        await this.suspect(info.id);
        // It lives: what failed is not its absence.
        if (this.client(info.id)) throw error;
      }
    }
  }

  alive(): readonly ExecutorInfo[] {
    return [...this.#members.values()].filter((m) => m.state === 'alive').map((m) => m.info);
  }

  nodes(): readonly ClusterNode[] {
    return [...this.#members.values()].map(({ info, vitals, state, lastHeartbeat }) => ({
      ...info,
      ...vitals,
      state,
      lastHeartbeat,
    }));
  }

  close(): void {
    for (const member of this.#members.values()) member.client.close();
    this.#members.clear();
  }

  #lose(member: Member): void {
    member.state = 'lost';
    for (const listener of this.#listeners) listener.lost(member.info);
  }
}

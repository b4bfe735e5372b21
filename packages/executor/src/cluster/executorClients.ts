import { clusterMetadata, createClient, ExecutorService, type ServiceClient } from '@graticule/protocol';

export type ExecutorClient = ServiceClient<typeof ExecutorService>;

/** Connections to the other executors of the cluster, one per address, opened when first needed. */
export class ExecutorClients {
  readonly #clients = new Map<string, ExecutorClient>();

  constructor(private readonly secret: string) {}

  get(address: string): ExecutorClient {
    let client = this.#clients.get(address);
    if (!client) {
      client = createClient(ExecutorService, address, { metadata: clusterMetadata(this.secret) });
      this.#clients.set(address, client);
    }
    return client;
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }
}

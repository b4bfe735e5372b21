import { clusterMetadata, createClient, ExecutorService, type ServiceClient } from '@graticule/protocol';

export type ExecutorClient = ServiceClient<typeof ExecutorService>;

export function connectExecutor(address: string, secret: string): ExecutorClient {
  return createClient(ExecutorService, address, { metadata: clusterMetadata(secret) });
}

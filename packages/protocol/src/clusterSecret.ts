import { createHash, timingSafeEqual } from 'node:crypto';
import type { Metadata } from '@grpc/grpc-js';
import { RpcCode, RpcError } from './rpc/error.js';

/** gRPC metadata key of the secret that the nodes of one cluster share. */
export const CLUSTER_SECRET_KEY = 'x-graticule-secret';

/** gRPC metadata key by which a driver gateway says for which job it calls. */
export const JOB_KEY = 'x-graticule-job';

export function clusterMetadata(secret: string): Readonly<Record<string, string>> {
  return { [CLUSTER_SECRET_KEY]: secret };
}

/** True when the call carries the cluster's secret; compared in constant time. */
export function hasClusterSecret(metadata: Metadata, secret: string): boolean {
  const [found] = metadata.get(CLUSTER_SECRET_KEY);
  if (typeof found !== 'string') return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(found), digest(secret));
}

/** For `authenticate` of services between nodes: refuses calls without the secret. */
export function requireClusterSecret(secret: string): (metadata: Metadata, method: string) => void {
  return (metadata, method) => {
    if (hasClusterSecret(metadata, secret)) return;
    throw new RpcError(RpcCode.UNAUTHENTICATED, `${method} needs the secret of this cluster`);
  };
}

import { hasClusterSecret, JOB_KEY, RpcCode, RpcError, type ServiceOptions } from '@graticule/protocol';
import type { Caller } from './connect/session.js';
import type { JobContext } from './engine/coordinatorEngine.js';
import type { Authority } from './security/authority.js';
import { hasPrivilege, PUBLISH_TOOLS } from './security/user.js';

/**
 * Who calls the Spark Connect service: the driver gateway of an executor for one running job (cluster secret and job id),
 * or a client of its own with a user's token (`authorization: Bearer ...`), who may run scripts.
 */
export function connectAuthentication(
  clusterSecret: string,
  authority: Authority,
  jobContext: (jobId: string) => JobContext | undefined,
): ServiceOptions<Caller>['authenticate'] {
  return (metadata) => {
    if (hasClusterSecret(metadata, clusterSecret)) {
      const jobId = String(metadata.get(JOB_KEY)[0] ?? '');
      const job = jobContext(jobId);
      if (job) return { user: job.owner, jobId };
      throw new RpcError(RpcCode.UNAUTHENTICATED, 'the job of this driver does not run any more');
    }
    const bearer = /^Bearer (.+)$/i.exec(String(metadata.get('authorization')[0] ?? ''))?.[1];
    const known =
      bearer === undefined ? null : authority.authenticate(bearer, { referer: undefined, ip: '' });
    if (!known)
      throw new RpcError(RpcCode.UNAUTHENTICATED, 'a valid token is needed: authorization: Bearer <token>');
    if (!hasPrivilege(known.user, PUBLISH_TOOLS)) {
      throw new RpcError(
        RpcCode.PERMISSION_DENIED,
        `user ${known.user.name} may not run scripts (${PUBLISH_TOOLS})`,
      );
    }
    return { user: known.user.name, jobId: null };
  };
}

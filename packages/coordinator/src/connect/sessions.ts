import { RpcCode, RpcError } from '@graticule/protocol';
import { Session, type Caller } from './session.js';

const SESSIONS_MAX = 1000;

/** All sessions of the coordinator. A session belongs to a user: the same id of another user is another session. */
export class Sessions {
  /** Least recently used first. */
  readonly #sessions = new Map<string, Session>();

  /**
   * confDefaults: settings of the deployment that differ from Spark's defaults, read when a session begins.
   * ended: called after a session left, whatever the reason.
   */
  constructor(
    private readonly confDefaults: () => Readonly<Record<string, string>>,
    private readonly ended: (session: Session) => void,
  ) {}

  /** The caller's session of that id; begins it when there is none. */
  open(caller: Caller, id: string): Session {
    if (id === '') throw new RpcError(RpcCode.INVALID_ARGUMENT, 'session_id is missing');
    const key = keyOf(caller.user, id);
    const known = this.#sessions.get(key);
    const session = known ?? new Session(id, caller.user, caller.jobId, this.confDefaults());
    this.#sessions.delete(key);
    if (known === undefined) this.#makeRoom();
    this.#sessions.set(key, session);
    return session;
  }

  find(caller: Caller, id: string): Session | undefined {
    return this.#sessions.get(keyOf(caller.user, id));
  }

  /** Stops the session's operations and forgets it. */
  release(user: string, id: string): void {
    const key = keyOf(user, id);
    const session = this.#sessions.get(key);
    if (session === undefined) return;
    this.#sessions.delete(key);
    for (const operation of [...session.operations.values()]) operation.release();
    this.ended(session);
  }

  /** The session of a job that ended. */
  releaseJob(jobId: string): void {
    for (const session of [...this.#sessions.values()]) {
      if (session.jobId === jobId) this.release(session.user, session.id);
    }
  }

  #makeRoom(): void {
    if (this.#sessions.size < SESSIONS_MAX) return;
    for (const session of this.#sessions.values()) {
      if (session.jobId === null && session.operations.size === 0)
        return this.release(session.user, session.id);
    }
    throw new RpcError(
      RpcCode.RESOURCE_EXHAUSTED,
      `All ${SESSIONS_MAX} sessions are in use; try again later`,
    );
  }
}

function keyOf(user: string, id: string): string {
  return JSON.stringify([user, id]);
}

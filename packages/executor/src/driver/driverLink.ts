import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a driver runs. */
export interface DriverJob {
  readonly jobId: string;
  readonly sessionId: string;
  readonly script: string;
}

/** What a driver says at its end. */
export interface DriverReport {
  readonly outcome: 'SUCCEEDED' | 'RAISED';
  readonly code: number;
  readonly error: string;
}

/** The gateway's side of one driver: who it is, what it is to run, what it reported. */
export class DriverLink {
  /** Known to this driver only; in its environment, not in its command line. */
  readonly token = randomBytes(32).toString('base64url');
  /** Aborted when the driver is gone: calls under way for it are cancelled. */
  readonly gone = new AbortController();
  report: DriverReport | null = null;
  #job: DriverJob | null = null;
  #assign: (job: DriverJob) => void = () => undefined;
  readonly #assigned = new Promise<DriverJob>((resolve) => (this.#assign = resolve));
  readonly #tokenHash = hash(this.token);

  /** Gives the driver its job; a driver runs one job. */
  assign(job: DriverJob): void {
    if (this.#job !== null) throw new Error('this driver has a job already');
    this.#job = job;
    this.#assign(job);
  }

  /** Resolves once there is a job. */
  assigned(): Promise<DriverJob> {
    return this.#assigned;
  }

  /** The job; null before there is one. */
  get job(): DriverJob | null {
    return this.#job;
  }

  /** Compares in constant time. */
  hasToken(token: string): boolean {
    return timingSafeEqual(this.#tokenHash, hash(token));
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

import { randomUUID } from 'node:crypto';
import { DriverExit_Outcome as Outcome, type DriverExit } from '@graticule/protocol';
import type { Logger } from 'pino';
import type { ExecutorClient } from '../cluster/executorClient.js';
import { NoExecutorError, type Executors } from '../cluster/executors.js';
import type { JobContext } from '../engine/coordinatorEngine.js';
import { pythonOutputMessage } from '../rest/pythonOutputMessage.js';
import type { JobProgress, JobService } from '../rest/services.js';
import type { User } from '../security/user.js';
import type { StateDatabase } from '../state/database.js';
import {
  isFinal,
  type Job,
  type JobInputs,
  type JobMessage,
  type JobStatus,
  type RejectedRow,
} from '../state/job.js';
import { changeJobStatus, createJob, findJob, listJobs } from '../state/jobs.js';
import { readMessages } from '../state/messages.js';
import { readRejectedRows } from '../state/rejectedRows.js';
import type { Settings } from '../state/settings.js';
import { RunningJob } from './runningJob.js';

/** Scripts that run at the same time on one executor; more wait. */
const DRIVERS_PER_EXECUTOR = 4;

/** What the runner needs of sessions: one per job, begun and ended with it. */
export interface JobSessions {
  open(caller: { readonly user: string; readonly jobId: string }, id: string): unknown;
  releaseJob(jobId: string): void;
}

/** How a job ended, before it is stored. */
interface JobEnd {
  readonly status: JobStatus;
  /** For esriJobFailed and esriJobTimedOut: what the last message says. */
  readonly error: string | null;
}

/** Queues jobs, runs their scripts on executors, and keeps their statuses and messages. */
export class JobRunner implements JobService {
  readonly #queue: Job[] = [];
  readonly #running = new Map<string, RunningJob>();
  /** Jobs whose owner asked for the end, or whose time was up; and why. */
  readonly #stopping = new Map<string, JobEnd>();
  /** Settles when the last job has its final status. */
  readonly #runs = new Set<Promise<void>>();
  #closed = false;

  constructor(
    private readonly state: StateDatabase,
    private readonly executors: Executors,
    private readonly sessions: JobSessions,
    private readonly settings: () => Settings,
    private readonly log: Logger,
    private readonly now: () => number = Date.now,
  ) {
    executors.listen({ joined: () => this.#startWaiting(), lost: () => undefined });
  }

  submit(user: User, inputs: JobInputs): Promise<Job> {
    const job = createJob(this.state, user.name, inputs, this.now());
    this.#queue.push(job);
    this.#startWaiting();
    return Promise.resolve(findJob(this.state, job.id) ?? job);
  }

  get(id: string): Job | undefined {
    return findJob(this.state, id);
  }

  list(owner: string | null, offset: number, limit: number): readonly Job[] {
    return listJobs(this.state, owner, offset, limit);
  }

  messages(id: string, from: number): readonly JobMessage[] {
    return readMessages(this.state, id, from);
  }

  progress(id: string): JobProgress | null {
    const running = this.#running.get(id);
    if (!running) return null;
    const { completed, total } = running.tasks;
    if (total === 0) return null;
    const message = `${completed} of ${total} distributed tasks completed.`;
    return { message, percent: Math.floor((100 * completed) / total) };
  }

  rejectedRows(id: string, offset: number, limit: number): readonly RejectedRow[] {
    return readRejectedRows(this.state, id, offset, limit);
  }

  /** The session's context while the job runs. */
  context(jobId: string): JobContext | undefined {
    return this.#running.get(jobId)?.context;
  }

  async cancel(id: string): Promise<Job> {
    const job = findJob(this.state, id);
    if (!job) throw new Error(`no job ${id}`);
    if (!isFinal(job.status))
      await this.#stop(id, 'esriJobCancelling', { status: 'esriJobCancelled', error: null });
    return findJob(this.state, id) ?? job;
  }

  /** Stops taking jobs and fails those that run or wait, with a clear message; resolves when that is stored. */
  async close(message: string): Promise<void> {
    this.#closed = true;
    const ids = [...this.#queue.map(({ id }) => id), ...this.#running.keys()];
    await Promise.all(ids.map((id) => this.#stop(id, null, { status: 'esriJobFailed', error: message })));
    await Promise.all(this.#runs);
  }

  /** A job that waits ends at once; one that runs ends when its driver has stopped. */
  async #stop(id: string, status: JobStatus | null, end: JobEnd): Promise<void> {
    const position = this.#queue.findIndex((job) => job.id === id);
    if (position >= 0) {
      const [job] = this.#queue.splice(position, 1);
      changeJobStatus(this.state, job.id, end.status, this.now(), end.error);
      return;
    }
    const running = this.#running.get(id);
    if (!running || this.#stopping.has(id)) return;
    this.#stopping.set(id, end);
    if (status) changeJobStatus(this.state, id, status, this.now());
    // Frees the cluster at once; the driver's own calls end with it.
    running.abort();
    this.sessions.releaseJob(id);
    for (const { id: executor } of this.executors.alive()) {
      await this.executors
        .client(executor)
        ?.stopDriver({ jobId: id })
        .catch(() => undefined);
    }
  }

  #startWaiting(): void {
    if (this.#closed) return;
    const capacity = DRIVERS_PER_EXECUTOR * this.executors.alive().length;
    while (this.#queue.length > 0 && this.#running.size < capacity) {
      const job = this.#queue.shift() as Job;
      const run = this.#run(job).finally(() => {
        this.#runs.delete(run);
        this.#startWaiting();
      });
      this.#runs.add(run);
    }
    for (const job of this.#queue) changeJobStatus(this.state, job.id, 'esriJobWaiting', this.now());
  }

  async #run(job: Job): Promise<void> {
    const running = new RunningJob(this.state, job, randomUUID());
    this.#running.set(job.id, running);
    changeJobStatus(this.state, job.id, 'esriJobExecuting', this.now());
    const { jobTimeoutSeconds } = this.settings();
    const timer =
      jobTimeoutSeconds &&
      setTimeout(() => this.#timeOut(job.id, jobTimeoutSeconds), jobTimeoutSeconds * 1000);
    let end: JobEnd;
    try {
      this.sessions.open({ user: job.owner, jobId: job.id }, running.sessionId);
      end = endOf(await this.#followDriver(running));
    } catch (error) {
      const { message } = error as Error;
      this.log.error({ job: job.id, error: message }, 'a job ended without its driver saying why');
      const known = error instanceof NoExecutorError ? error.userMessage : null;
      end = {
        status: 'esriJobFailed',
        error:
          known ??
          `The executor that ran the script is gone, and the script with it (${message}). Submit it again.`,
      };
    }
    if (timer) clearTimeout(timer);
    end = this.#stopping.get(job.id) ?? end;
    this.sessions.releaseJob(job.id);
    if (end.error !== null) running.log.add('esriJobMessageTypeError', end.error);
    // A final status and the messages before it are one fact: none without the other.
    this.state.transaction(() => {
      running.log.flush();
      changeJobStatus(this.state, job.id, end.status, this.now(), end.error);
    });
    this.#stopping.delete(job.id);
    this.#running.delete(job.id);
  }

  async #followDriver({ job, log, sessionId }: RunningJob): Promise<DriverExit | null> {
    const { pysparkPython, sparkCompatibility } = this.settings();
    const request = {
      jobId: job.id,
      sessionId,
      script: job.inputs.pythonScript,
      python: pysparkPython ?? '',
      userName: job.owner,
      sparkVersion: `${sparkCompatibility}.0`,
    };
    let started = false;
    const follow = async (client: ExecutorClient): Promise<DriverExit | null> => {
      let exit: DriverExit | null = null;
      for await (const { event } of client.runDriver(request)) {
        started = true;
        if (event.case === 'output') log.inform(pythonOutputMessage(event.value.text));
        if (event.case === 'exit') exit = event.value;
      }
      return exit;
    };
    return this.executors.ask((client) =>
      follow(client).catch((error: Error) => {
        // A script that has begun is not begun again elsewhere.
        throw started ? new Error(error.message, { cause: error }) : error;
      }),
    );
  }

  #timeOut(id: string, seconds: number): void {
    const error = `The job was stopped: it ran longer than the time limit of ${seconds} s.`;
    void this.#stop(id, null, { status: 'esriJobTimedOut', error });
  }
}

function endOf(exit: DriverExit | null): JobEnd {
  if (exit === null) throw new Error('the driver’s events ended without an exit');
  switch (exit.outcome) {
    case Outcome.SUCCEEDED:
      return { status: 'esriJobSucceeded', error: null };
    case Outcome.STOPPED:
      return { status: 'esriJobCancelled', error: null };
    default:
      return {
        status: 'esriJobFailed',
        error: exit.error || `The script ended with exit code ${exit.code}.`,
      };
  }
}

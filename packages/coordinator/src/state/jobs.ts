import { randomBytes } from 'node:crypto';
import { readText, storedText, type StateDatabase } from './database.js';
import { isFinal, mayBecome, type Job, type JobInputs, type JobStatus } from './job.js';
import { appendMessages } from './messages.js';

interface JobRow {
  id: string;
  owner: string;
  status: JobStatus;
  submitted: number;
  started: number | null;
  ended: number | null;
  inputs: string;
  error: string | null;
}

const COLUMNS = 'id, owner, status, submitted, started, ended, inputs, error';
const UNFINISHED = `status IN ('esriJobSubmitted', 'esriJobWaiting', 'esriJobExecuting', 'esriJobCancelling')`;

function fromRow(row: JobRow): Job {
  return {
    id: row.id,
    owner: row.owner,
    status: row.status,
    submitted: row.submitted,
    started: row.started,
    ended: row.ended,
    inputs: JSON.parse(row.inputs) as JobInputs,
    error: row.error === null ? null : readText(row.error),
  };
}

/** Stores a new job as submitted at `now` (epoch milliseconds). */
export function createJob(state: StateDatabase, owner: string, inputs: JobInputs, now: number): Job {
  const id = `j${randomBytes(16).toString('hex')}`;
  const job: Job = {
    id,
    owner,
    status: 'esriJobSubmitted',
    submitted: now,
    started: null,
    ended: null,
    inputs,
    error: null,
  };
  state.run(
    'INSERT INTO jobs (id, owner, status, submitted, inputs) VALUES (?, ?, ?, ?, ?)',
    id,
    owner,
    job.status,
    now,
    JSON.stringify(inputs),
  );
  return job;
}

export function findJob(state: StateDatabase, id: string): Job | undefined {
  const row = state.get<JobRow>(`SELECT ${COLUMNS} FROM jobs WHERE id = ?`, id);
  return row && fromRow(row);
}

/** Newest first; `owner` null = of everyone. */
export function listJobs(state: StateDatabase, owner: string | null, offset: number, limit: number): Job[] {
  const rows =
    owner === null
      ? state.all<JobRow>(
          `SELECT ${COLUMNS} FROM jobs ORDER BY sequence DESC LIMIT ? OFFSET ?`,
          limit,
          offset,
        )
      : state.all<JobRow>(
          `SELECT ${COLUMNS} FROM jobs WHERE owner = ? ORDER BY sequence DESC LIMIT ? OFFSET ?`,
          owner,
          limit,
          offset,
        );
  return rows.map(fromRow);
}

/** Jobs without a final status, oldest first. */
export function listUnfinishedJobs(state: StateDatabase): Job[] {
  return state.all<JobRow>(`SELECT ${COLUMNS} FROM jobs WHERE ${UNFINISHED} ORDER BY sequence`).map(fromRow);
}

/**
 * Moves a job to a later status and stamps `started` or `ended`. Statuses only move forward: a late or repeated change
 * has no effect. `error` is kept with `esriJobFailed` and `esriJobTimedOut`. True when the change was made.
 */
export function changeJobStatus(
  state: StateDatabase,
  id: string,
  status: JobStatus,
  now: number,
  error: string | null = null,
): boolean {
  return state.transaction(() => {
    const row = state.get<{ status: JobStatus }>('SELECT status FROM jobs WHERE id = ?', id);
    if (row === undefined) throw new Error(`No job ${id} is stored.`);
    if (!mayBecome(row.status, status)) return false;
    writeStatus(state, id, status, now, error);
    return true;
  });
}

/**
 * Fails every job that was running when the coordinator stopped, with `message` as its reason and last message.
 * Called once, before anything else is started. Returns the ids, oldest first.
 */
export function failInterruptedJobs(state: StateDatabase, message: string, now = Date.now()): string[] {
  return state.transaction(() => {
    const jobs = listUnfinishedJobs(state);
    for (const job of jobs) {
      appendMessages(state, job.id, [{ type: 'esriJobMessageTypeError', description: message }]);
      writeStatus(state, job.id, 'esriJobFailed', now, message);
    }
    return jobs.map((job) => job.id);
  });
}

function writeStatus(
  state: StateDatabase,
  id: string,
  status: JobStatus,
  now: number,
  error: string | null,
): void {
  state.run(
    'UPDATE jobs SET status = ?, started = coalesce(started, ?), ended = ?, error = ? WHERE id = ?',
    status,
    status === 'esriJobExecuting' ? now : null,
    isFinal(status) ? now : null,
    error === null ? null : storedText(error),
    id,
  );
}

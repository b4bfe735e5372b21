import { setTimeout as pause } from 'node:timers/promises';
import { showMessage } from './jobMessage.js';
import type { JobState, ServerApi } from './serverApi.js';

/** Where a followed job appears; `progress` is absent when stderr is no terminal. */
export interface JobView {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly progress?: (text: string) => void;
}

const FINAL = new Set([
  'esriJobSucceeded',
  'esriJobFailed',
  'esriJobCancelled',
  'esriJobTimedOut',
  'esriJobDeleted',
]);
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

/** Whether a job status will not change any more. */
export function isFinal(status: string): boolean {
  return FINAL.has(status);
}

/**
 * Shows the messages of a job as they come, from the first one not yet shown, until it has ended. Asks often at first, then
 * twice a second. `cancelled` is looked at before each pause: when it aborts, the job is cancelled once and followed on.
 */
export async function followJob(
  api: ServerApi,
  id: string,
  view: JobView,
  cancelled: AbortSignal,
): Promise<JobState> {
  let shown = 0;
  let wait = FIRST_PAUSE_MS;
  let cancelSent = false;
  for (;;) {
    const job = await api.job(id, shown);
    view.progress?.('');
    for (const message of job.messages) {
      const { stream, text } = showMessage(message);
      if (stream === 'stdout') view.out(text);
      else view.error(text);
    }
    shown += job.messages.length;
    if (isFinal(job.jobStatus)) return job;
    if (cancelled.aborted && !cancelSent) {
      cancelSent = true;
      view.error('cancelling the job ...');
      await api.cancel(id);
      wait = FIRST_PAUSE_MS;
    }
    view.progress?.(progressText(job));
    await pause(wait, undefined, cancelSent ? {} : { signal: cancelled }).catch(() => undefined);
    wait = Math.min(LONGEST_PAUSE_MS, wait * 1.5);
  }
}

function progressText(job: JobState): string {
  const status = job.jobStatus.replace(/^esriJob/, '').toLowerCase();
  if (job.progress === undefined) return status;
  const percent = job.progress.percent === undefined ? '' : ` ${Math.round(job.progress.percent)} %`;
  return `${status}${percent} ${job.progress.message ?? ''}`.trimEnd();
}

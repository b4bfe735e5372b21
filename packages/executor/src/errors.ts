import { GeoAnalyticsError } from '@graticule/geoanalytics';
import { AnalysisError, ArgumentError, OptionError } from '@graticule/sql';
import { SourceError } from './sources/sourceError.js';
import { MemoryBudgetExceeded } from './store/partitionStore.js';
import type { WorkFailure } from './tasks/taskWork.js';

/** An input of a task is not where it should be: its producer has to run again. */
export class LostInputError extends Error {
  constructor(
    readonly stage: number,
    readonly task: number,
    cause: unknown,
  ) {
    super(`the output of stage ${stage}, task ${task} could not be fetched: ${(cause as Error).message}`, {
      cause,
    });
    this.name = 'LostInputError';
  }
}

/** Rows of a cached frame are gone; the coordinator runs the plan without them. */
export class LostCacheError extends Error {
  constructor(cause: unknown) {
    super(`rows of a cached frame could not be fetched: ${(cause as Error).message}`, { cause });
    this.name = 'LostCacheError';
  }
}

/**
 * What went wrong in a task, as it is reported. Mistakes in the user's data, plan or sizes end the operation with their
 * own words; everything else is tried again.
 */
export function workFailure(error: unknown): WorkFailure {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  if (
    error instanceof SourceError ||
    error instanceof OptionError ||
    error instanceof AnalysisError ||
    error instanceof GeoAnalyticsError
  ) {
    return { kind: 'user', code: error.code, message, detail: '' };
  }
  if (error instanceof LostCacheError) return { kind: 'user', code: 'LOST_CACHE', message, detail: '' };
  if (error instanceof ArgumentError) return { kind: 'user', code: 'ARGUMENT', message, detail: '' };
  if (error instanceof MemoryBudgetExceeded)
    return { kind: 'user', code: 'MEMORY_BUDGET', message, detail: '' };
  return { kind: 'internal', code: name, message, detail: stack ?? '' };
}

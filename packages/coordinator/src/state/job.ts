/**
 * One script run as it is stored and shown. Statuses are the words of the REST interface, so that no second vocabulary
 * has to be mapped; they only move forward: submitted -> waiting -> executing -> (cancelling ->) one final status.
 */
export type JobStatus =
  | 'esriJobSubmitted'
  | 'esriJobWaiting'
  | 'esriJobExecuting'
  | 'esriJobSucceeded'
  | 'esriJobFailed'
  | 'esriJobTimedOut'
  | 'esriJobCancelling'
  | 'esriJobCancelled';

const ORDER: Readonly<Record<JobStatus, number>> = {
  esriJobSubmitted: 0,
  esriJobWaiting: 1,
  esriJobExecuting: 2,
  esriJobCancelling: 3,
  esriJobSucceeded: 4,
  esriJobFailed: 4,
  esriJobTimedOut: 4,
  esriJobCancelled: 4,
};

/** True when the job will never change again. */
export function isFinal(status: JobStatus): boolean {
  return ORDER[status] === 4;
}

/** True when a job in status `from` may go to status `to`: forward only, and nothing after a final status. */
export function mayBecome(from: JobStatus, to: JobStatus): boolean {
  return !isFinal(from) && ORDER[to] > ORDER[from];
}

/** One element of `inputLayers`, checked. `filter` is a SQL condition without the word WHERE; absent = all rows. */
export type LayerInput = UrlLayerInput | CollectionLayerInput;

export interface UrlLayerInput {
  readonly kind: 'url';
  readonly url: string;
  readonly serviceToken?: string;
  readonly filter?: string;
}

/** An inline feature collection (Esri JSON), as sent. */
export interface CollectionLayerInput {
  readonly kind: 'collection';
  readonly layerDefinition: Readonly<Record<string, unknown>>;
  readonly featureSet: Readonly<Record<string, unknown>>;
  readonly filter?: string;
}

/** The checked request parameters of one submission. `context` has no effect; it is kept to be echoed. */
export interface JobInputs {
  readonly pythonScript: string;
  readonly inputLayers: readonly LayerInput[];
  /** A JSON object as text, numbers spelled as they were sent: `1.0` stays a float in the script, long integers exact. */
  readonly userVariablesJson: string;
  readonly context: unknown;
}

/** Times are milliseconds since 1970-01-01T00:00:00Z. */
export interface Job {
  /** `j` and 32 hexadecimal digits. */
  readonly id: string;
  /** User name. */
  readonly owner: string;
  readonly status: JobStatus;
  readonly submitted: number;
  readonly started: number | null;
  readonly ended: number | null;
  readonly inputs: JobInputs;
  /** Why the job failed, in words for its owner; null unless it failed. */
  readonly error: string | null;
}

export type JobMessageType =
  'esriJobMessageTypeInformative' | 'esriJobMessageTypeWarning' | 'esriJobMessageTypeError';

/** A message of a job. `index` counts from 0 without gaps; messages are only ever appended. */
export interface JobMessage {
  readonly index: number;
  readonly type: JobMessageType;
  readonly description: string;
}

/** A row of an input file that could not be read: kept, with its place, instead of being dropped silently. */
export interface RejectedRow {
  /** What was read, e.g. `share/dataset`. */
  readonly source: string;
  readonly file: string;
  /** Line (delimited text) or record number within the file, from 1; null when the format has none. */
  readonly line: number | null;
  readonly reason: string;
  /** The row as found, possibly cut. */
  readonly text: string;
}

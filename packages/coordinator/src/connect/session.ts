import { randomUUID } from 'node:crypto';
import type { LogicalNode } from '@graticule/sql';
import { SparkError, type ErrorRecord } from './errors.js';
import type { RunningOperation } from './operation.js';
import { SessionConf } from './sessionConf.js';

const RELATIONS_MAX = 200_000;
const ARTIFACT_BYTES_MAX = 1024 ** 3;
const ERRORS_MAX = 100;

/** Who calls, as the coordinator's authentication found out. */
export interface Caller {
  readonly user: string;
  /** The job whose driver calls; null for a client of its own. */
  readonly jobId: string | null;
}

/** State of one Spark session: settings, views, remembered relations, uploaded artifacts, operations under way. */
export class Session {
  /** Changes when the server forgets a session, so that clients notice. */
  readonly serverSideId = randomUUID();
  readonly conf: SessionConf;
  /** By operation id. */
  readonly operations = new Map<string, RunningOperation>();
  /** Canonical texts of the plans that the script wants kept (`df.persist()`). */
  readonly persisted = new Set<string>();
  readonly #views = new Map<string, LogicalNode>();
  readonly #relations = new Map<string, LogicalNode>();
  readonly #artifacts = new Map<string, Uint8Array>();
  readonly #errors = new Map<string, ErrorRecord>();
  #artifactBytes = 0;
  #relationCount = 0;

  constructor(
    readonly id: string,
    readonly user: string,
    readonly jobId: string | null,
    confDefaults: Readonly<Record<string, string>> = {},
  ) {
    this.conf = new SessionConf(confDefaults);
  }

  /**
   * Remembers an analysed relation; the id refers to it from later plans (CachedRemoteRelation) and, being a number, from
   * columns taken from it (plan_id). Throws when a script keeps more relations than any sane one.
   */
  remember(plan: LogicalNode): string {
    if (this.#relations.size >= RELATIONS_MAX) {
      throw new SparkError(
        'SparkException',
        `The session keeps ${RELATIONS_MAX} DataFrames, no more are possible: does a loop create them without end?`,
      );
    }
    this.#relationCount++;
    const id = String(this.#relationCount);
    this.#relations.set(id, plan);
    return id;
  }

  relation(id: string): LogicalNode | undefined {
    return this.#relations.get(id);
  }

  forget(relationId: string): void {
    this.#relations.delete(relationId);
  }

  /** Temporary view by name, without regard to case. */
  view(name: string): LogicalNode | undefined {
    return this.#views.get(name.toLowerCase());
  }

  setView(name: string, plan: LogicalNode): void {
    this.#views.set(name.toLowerCase(), plan);
  }

  /** false: there was none. */
  dropView(name: string): boolean {
    return this.#views.delete(name.toLowerCase());
  }

  viewNames(): string[] {
    return [...this.#views.keys()];
  }

  artifact(name: string): Uint8Array | undefined {
    return this.#artifacts.get(name);
  }

  /** Keeps an uploaded file in memory; throws when the session holds too much. */
  addArtifact(name: string, data: Uint8Array): void {
    const bytes = this.#artifactBytes - (this.#artifacts.get(name)?.length ?? 0) + data.length;
    if (bytes > ARTIFACT_BYTES_MAX) {
      throw new SparkError(
        'SparkException',
        `Uploaded data of the session would take ${bytes} bytes, at most ${ARTIFACT_BYTES_MAX} are possible (${name})`,
      );
    }
    this.#artifactBytes = bytes;
    this.#artifacts.set(name, data);
  }

  error(id: string): ErrorRecord | undefined {
    return this.#errors.get(id);
  }

  /** Keeps the last errors for FetchErrorDetails. */
  addError(record: ErrorRecord): void {
    this.#errors.set(record.id, record);
    if (this.#errors.size > ERRORS_MAX) this.#errors.delete(this.#errors.keys().next().value as string);
  }
}

import { Piscina } from 'piscina';
import type { StructType } from '@graticule/columnar';
import { decodePlan, encodePlan, type Source } from '@graticule/sql';
import type { WorkFailure } from '../tasks/taskWork.js';
import { describeSource } from './readers.js';
import { SourceError, type SourceErrorCode } from './sourceError.js';

/** Frames that are described at the same time by reading their files; others wait. */
const THREADS = 2;
/** A thread that has nothing to do is kept so long. */
const IDLE_MS = 30_000;

/** What the thread answers. */
export type Inspection =
  { readonly ok: true; readonly schemaJson: string } | { readonly ok: false; readonly failure: WorkFailure };

/**
 * Describes sources. Where all rows have to be read to find the columns' types, that happens in threads of their own:
 * neither the executor's heartbeats nor the slots of tasks wait for it.
 */
export class SourceInspector {
  readonly #pool = new Piscina<string, Inspection>({
    filename: new URL('./inspectorThread.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: THREADS,
    idleTimeout: IDLE_MS,
    recordTiming: false,
  });

  /** All fields of a source. Throws SourceErrors. */
  async describe(source: Source): Promise<StructType> {
    if (!readsRows(source)) return describeSource(source);
    const inspection = await this.#pool.run(encodePlan(source));
    if (inspection.ok) return decodePlan<StructType>(inspection.schemaJson);
    const { kind, code, message, detail } = inspection.failure;
    if (kind === 'user') throw new SourceError(code as SourceErrorCode, message);
    throw new Error(`${message}\n${detail}`);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/** Whether describing the source goes through the rows of its files. */
function readsRows(source: Source): boolean {
  if (source.kind !== 'files' || source.schema !== undefined) return false;
  return (
    source.format === 'json' ||
    (source.format === 'csv' && source.options.inferschema?.toLowerCase() === 'true')
  );
}

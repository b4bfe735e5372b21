import type { Batch, StructType } from '@graticule/columnar';
import type { Expression, Extent, Source, Split } from '@graticule/sql';

/** What a scan wants from a source. */
export interface ScanRequest {
  /** Names of the fields to deliver, in this order. None: batches that carry a length and no columns (counting). */
  readonly columns: readonly string[];
  /** Rows whose geometry does not touch it are left out, exactly; so are rows without geometry. */
  readonly extent: Extent | null;
  /**
   * Conjuncts bound by position over `columns`. A reader may skip data that cannot satisfy them; it need not, because
   * they are evaluated again above the scan.
   */
  readonly filters: readonly Expression[];
}

/** What a reader is given besides the request: where it reports, and how it learns that nobody waits any more. */
export interface ReadContext {
  /**
   * Reports a row that could not be read as the schema says and was left out (or kept in part, which the reason then says). line: 1-based in the file (for formats
   * without lines, the 1-based position of the row). text: the start of the row.
   */
  rejected(file: string, line: number, reason: string, text: string): void;
  /** Aborted: reading stops with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Reads one kind of source. `describe` and `plan` run on the executor's main thread and look at headers and indexes only;
 * `read` runs in worker threads. The splits of a plan, read in their order, give every row of the source exactly once and
 * in the source's own order. Errors that the user can mend are SourceErrors.
 */
export interface SourceReader<S extends Source> {
  /** All fields that the source can deliver, `$geometry` and `$time` last where it has them. */
  describe(source: S): Promise<StructType>;
  /** Parts of about equal size, at least one row each where the format lets us know; possibly none. */
  plan(source: S, request: ScanRequest): Promise<Split[]>;
  /** Batches of at most 65,536 rows with exactly the requested columns. */
  read(source: S, split: Split, request: ScanRequest, context: ReadContext): AsyncIterable<Batch>;
}

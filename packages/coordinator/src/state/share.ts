import type { DatasetManifest } from '@graticule/sql';

/** A big data file share: a folder whose sub-folders are datasets. */
export interface Share {
  /** Unique without regard to case. */
  readonly name: string;
  /** Path as the executors see it. */
  readonly folder: string;
  readonly datasets: readonly DatasetManifest[];
}

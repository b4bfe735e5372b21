import { toValues, type Batch, type Value } from '@graticule/columnar';
import type { DatasetManifest, FileSession, Source } from '@graticule/sql';
import { describeSource, planScan, readSource } from './readers.js';
import type { ScanRequest } from './source.js';

/** Helpers of tests: a whole source read split by split, as rows. */
export interface ReadResult {
  readonly columns: Readonly<Record<string, readonly Value[]>>;
  readonly rows: number;
  readonly batches: readonly Batch[];
  readonly splits: number;
  readonly rejected: readonly { file: string; line: number; reason: string; text: string }[];
}

export async function readAll(source: Source, request: Partial<ScanRequest> = {}): Promise<ReadResult> {
  const names = request.columns ?? (await describeSource(source)).fields.map((f) => f.name);
  const full: ScanRequest = { extent: null, filters: [], ...request, columns: names };
  const rejected: ReadResult['rejected'][number][] = [];
  const batches: Batch[] = [];
  const splits = await planScan(source, full);
  for (const split of splits) {
    const context = {
      rejected: (file: string, line: number, reason: string, text: string) =>
        void rejected.push({ file, line, reason, text }),
      signal: new AbortController().signal,
    };
    for await (const batch of readSource(source, split, full, context)) batches.push(batch);
  }
  return {
    get columns() {
      return Object.fromEntries(
        names.map((name, i) => [name, batches.flatMap((b) => toValues(b.columns[i]))]),
      );
    },
    rows: batches.reduce((sum, b) => sum + b.length, 0),
    batches,
    splits: splits.length,
    rejected,
  };
}

/** The session of files in tests. */
export const FILE_SESSION: FileSession = {
  timeZone: 'UTC',
  compat: '3.3',
  corruptRecordColumn: '_corrupt_record',
  timeParserPolicy: 'EXCEPTION',
  infersPartitionTypes: true,
};

export function datasetSource(folder: string, manifest: Omit<DatasetManifest, 'name'>): Source {
  return { kind: 'dataset', name: 'share/data', folder, manifest: { name: 'data', ...manifest } };
}

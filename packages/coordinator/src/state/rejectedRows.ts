import { readText, storedText, type StateDatabase } from './database.js';
import type { RejectedRow } from './job.js';

/** Adds rows; a row that a repeated attempt or a second scan of the job reports again (same place and reason) counts once. */
export function addRejectedRows(state: StateDatabase, job: string, rows: readonly RejectedRow[]): void {
  state.transaction(() => {
    for (const row of rows) {
      state.run(
        'INSERT OR IGNORE INTO rejected_rows (job, source, file, line, reason, text) VALUES (?, ?, ?, ?, ?, ?)',
        job,
        row.source,
        row.file,
        row.line,
        storedText(row.reason),
        storedText(row.text),
      );
    }
  });
}

/** In the order they were reported. */
export function readRejectedRows(
  state: StateDatabase,
  job: string,
  offset: number,
  limit: number,
): RejectedRow[] {
  return state
    .all<RejectedRow>(
      'SELECT source, file, line, reason, text FROM rejected_rows WHERE job = ? ORDER BY sequence LIMIT ? OFFSET ?',
      job,
      limit,
      offset,
    )
    .map(({ source, file, line, reason, text }) => ({
      source,
      file,
      line,
      reason: readText(reason),
      text: readText(text),
    }));
}

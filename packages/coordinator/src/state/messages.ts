import { readText, storedText, type StateDatabase } from './database.js';
import type { JobMessage, JobMessageType } from './job.js';

/**
 * Appends messages to a job, in order, all or none. They are numbered on; nothing ever changes or removes a message.
 * Each call costs one write to the disk: callers with many lines pass them together.
 */
export function appendMessages(
  state: StateDatabase,
  job: string,
  messages: readonly { readonly type: JobMessageType; readonly description: string }[],
): void {
  state.transaction(() => {
    let position = nextPosition(state, job);
    for (const { type, description } of messages) {
      state.run(
        'INSERT INTO messages (job, position, type, description) VALUES (?, ?, ?, ?)',
        job,
        position++,
        type,
        storedText(description),
      );
    }
  });
}

function nextPosition(state: StateDatabase, job: string): number {
  const row = state.get<{ last: number | null }>(
    'SELECT max(position) AS last FROM messages WHERE job = ?',
    job,
  );
  return (row?.last ?? -1) + 1;
}

/** Messages with index >= `from`, in order. */
export function readMessages(state: StateDatabase, job: string, from = 0): JobMessage[] {
  return state
    .all<{ position: number; type: JobMessageType; description: string }>(
      'SELECT position, type, description FROM messages WHERE job = ? AND position >= ? ORDER BY position',
      job,
      from,
    )
    .map((row) => ({ index: row.position, type: row.type, description: readText(row.description) }));
}

import type { StateDatabase } from './database.js';

/** What an administrator can set at run time. Absent values are the defaults below. */
export interface Settings {
  /** Python executable that runs scripts, same path on every node; null = found by the executor. */
  readonly pysparkPython: string | null;
  /** Which Spark a script meets where the two differ. */
  readonly sparkCompatibility: '2.2' | '3.3';
  /** Hosts (name or name:port, lower case) that layer URLs may point to, besides our own. */
  readonly allowedHosts: readonly string[];
  /** Folders of the executors' machines that scripts may read from and write to. */
  readonly allowedPaths: readonly string[];
  /** A job that runs longer ends as esriJobTimedOut; null = no limit. Seconds. */
  readonly jobTimeoutSeconds: number | null;
}

export const DEFAULT_SETTINGS: Settings = {
  pysparkPython: null,
  sparkCompatibility: '3.3',
  allowedHosts: [],
  allowedPaths: [],
  jobTimeoutSeconds: null,
};

export function readSettings(state: StateDatabase): Settings {
  const stored = state.all<{ name: string; value: string }>('SELECT name, value FROM settings');
  return {
    ...DEFAULT_SETTINGS,
    ...Object.fromEntries(stored.map((row) => [row.name, JSON.parse(row.value) as unknown])),
  };
}

/** Changes the given settings and leaves the others. */
export function changeSettings(state: StateDatabase, changes: Partial<Settings>): void {
  state.transaction(() => {
    for (const [name, value] of Object.entries(changes)) {
      state.run(
        'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        name,
        JSON.stringify(value),
      );
    }
  });
}

import type { DatasetManifest } from '@graticule/sql';
import type { StateDatabase } from './database.js';
import type { Share } from './share.js';

interface ShareRow {
  name: string;
  folder: string;
  datasets: string;
}

function fromRow(row: ShareRow): Share {
  return { name: row.name, folder: row.folder, datasets: JSON.parse(row.datasets) as DatasetManifest[] };
}

/** Stores a share, in the place of one of the same name (without regard to case). */
export function saveShare(state: StateDatabase, share: Share): void {
  state.run(
    `INSERT INTO shares (name, folder, datasets) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET name = excluded.name, folder = excluded.folder, datasets = excluded.datasets`,
    share.name,
    share.folder,
    JSON.stringify(share.datasets),
  );
}

/** By name without regard to case. */
export function findShare(state: StateDatabase, name: string): Share | undefined {
  const row = state.get<ShareRow>('SELECT name, folder, datasets FROM shares WHERE name = ?', name);
  return row && fromRow(row);
}

/** By name. */
export function listShares(state: StateDatabase): Share[] {
  return state.all<ShareRow>('SELECT name, folder, datasets FROM shares ORDER BY name').map(fromRow);
}

/** Forgets a share; its files are not touched. True when it was there. */
export function removeShare(state: StateDatabase, name: string): boolean {
  return state.run('DELETE FROM shares WHERE name = ?', name).changes > 0;
}

import type { DatasetManifest } from '@graticule/sql';
import type { AddedShare, ShareService } from '../rest/services.js';
import type { StateDatabase } from '../state/database.js';
import type { Share } from '../state/share.js';
import { findShare, listShares, removeShare, saveShare } from '../state/shares.js';
import type { SourceFiles } from './sourceFiles.js';

/** Big data file shares: registered folders whose manifests are guessed by an executor and kept in the state file. */
export class Shares implements ShareService {
  constructor(
    private readonly state: StateDatabase,
    private readonly files: SourceFiles,
  ) {}

  list(): readonly Share[] {
    return listShares(this.state);
  }

  get(name: string): Share | undefined {
    return findShare(this.state, name);
  }

  async add(name: string, folder: string): Promise<AddedShare> {
    const { datasets, notes } = await this.files.inspectShare(folder);
    const share = { name, folder, datasets };
    saveShare(this.state, share);
    return { ...share, notes };
  }

  /** The edited manifest is kept only if every dataset can be described with it. */
  async setManifest(share: Share, datasets: readonly DatasetManifest[]): Promise<Share> {
    for (const dataset of datasets) await this.files.describe(datasetSource(share, dataset));
    const changed = { ...share, datasets };
    saveShare(this.state, changed);
    return changed;
  }

  remove(share: Share): Promise<void> {
    removeShare(this.state, share.name);
    return Promise.resolve();
  }
}

/** A dataset of a share as a plan's source. The dataset's folder is the share's sub-folder of the same name. */
export function datasetSource(share: Share, manifest: DatasetManifest) {
  const separator = share.folder.includes('\\') && !share.folder.includes('/') ? '\\' : '/';
  const folder = `${share.folder.replace(/[\\/]+$/, '')}${separator}${manifest.name}`;
  return { kind: 'dataset', name: `${share.name}/${manifest.name}`, folder, manifest } as const;
}

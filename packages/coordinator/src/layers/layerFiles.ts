import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const PART = '.part';

/** The folder of hosted layers: finished files `<name>.<id>.fgb`, and parts `....fgb.part` while they are written. */
export class LayerFiles {
  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Files that the catalog does not know: parts and files left by a crash. Called once, at the start. */
  removeUnknown(known: ReadonlySet<string>): void {
    for (const name of readdirSync(this.folder)) {
      const file = join(this.folder, name);
      if (!known.has(file)) rmSync(file, { force: true });
    }
  }

  /** Where a new layer is written (`part`) and where it will lie (`file`). */
  paths(name: string, id: string): { readonly part: string; readonly file: string } {
    const file = join(this.folder, `${name}.${id}.fgb`);
    return { part: `${file}${PART}`, file };
  }

  /** Makes a written part the layer's file, durably. */
  finish(part: string, file: string): void {
    renameSync(part, file);
    // On Windows a folder cannot be opened for syncing; there the rename itself is written through.
    if (process.platform === 'win32') return;
    const descriptor = openSync(this.folder, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  }

  remove(file: string): void {
    rmSync(file, { force: true });
  }
}

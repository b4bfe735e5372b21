import type { FileHandle } from 'node:fs/promises';
import { readRange } from '../../files/byteRange.js';
import { NODE_BYTES, treeLevels } from '../../files/flatgeobufFormat.js';
import type { LayerFile } from './layerFile.js';

/** Features first .. first + count, which lie at bytes start .. end among the features (end null: to the file's end). */
export interface FeatureRun {
  readonly first: number;
  readonly count: number;
  readonly start: number;
  readonly end: number | null;
}

interface Envelope {
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
}

/** Features between two hits that are read along rather than skipped. */
const GAP_FEATURES_MAX = 32;

/** Runs of features whose boxes touch the envelope, in the order of the file, from the file's R-tree. */
export async function searchTree(
  handle: FileHandle,
  file: LayerFile,
  envelope: Envelope,
): Promise<FeatureRun[]> {
  const { starts, nodes } = treeLevels(file.count, file.indexNodeSize);
  let hits = [0];
  for (let level = starts.length - 1; level >= 0; level--) {
    const children: number[] = [];
    const levelEnd = level === 0 ? nodes : starts[level - 1];
    for (let i = 0; i < hits.length;) {
      const start = hits[i];
      let end = start;
      // On the way down, siblings of several parents that follow one another are read at once.
      for (; i < hits.length && hits[i] <= end; i++) {
        end = Math.min(levelEnd, level === starts.length - 1 ? hits[i] + 1 : hits[i] + file.indexNodeSize);
      }
      const bytes = await readRange(
        handle,
        file.indexStart + start * NODE_BYTES,
        file.indexStart + end * NODE_BYTES,
      );
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      for (let node = start; node < end; node++) {
        const at = (node - start) * NODE_BYTES;
        if (view.getFloat64(at, true) > envelope.xmax || view.getFloat64(at + 16, true) < envelope.xmin)
          continue;
        if (view.getFloat64(at + 8, true) > envelope.ymax || view.getFloat64(at + 24, true) < envelope.ymin)
          continue;
        children.push(level === 0 ? node - starts[0] : Number(view.getBigUint64(at + 32, true)));
      }
    }
    hits = children;
  }
  return runsOf(handle, file, hits);
}

async function runsOf(
  handle: FileHandle,
  file: LayerFile,
  features: readonly number[],
): Promise<FeatureRun[]> {
  const runs: FeatureRun[] = [];
  for (let i = 0; i < features.length;) {
    const first = features[i];
    let last = first;
    for (; i < features.length && features[i] - last <= GAP_FEATURES_MAX; i++) last = features[i];
    const start = await featureOffset(handle, file, first);
    const end = last + 1 < file.count ? await featureOffset(handle, file, last + 1) : null;
    runs.push({ first, count: last + 1 - first, start, end });
  }
  return runs;
}

/** Byte offset of a feature among the features, from its leaf. */
export async function featureOffset(handle: FileHandle, file: LayerFile, feature: number): Promise<number> {
  const { starts } = treeLevels(file.count, file.indexNodeSize);
  const at = file.indexStart + (starts[0] + feature) * NODE_BYTES + 32;
  const bytes = await readRange(handle, at, at + 8);
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
}

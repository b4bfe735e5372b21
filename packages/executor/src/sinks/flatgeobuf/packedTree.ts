import { INDEX_NODE_SIZE, NODE_BYTES, treeLevels } from '../../files/flatgeobufFormat.js';
import type { FeatureStore } from './featureStore.js';

/**
 * The packed R-tree over features in their order in the file: leaves hold boxes and byte offsets of features, inner nodes
 * the box around up to 16 nodes below and the number of the first of them. Root first.
 */
export function packedTree(store: FeatureStore, order: Uint32Array): Uint8Array {
  const { starts, nodes } = treeLevels(order.length);
  const bytes = new Uint8Array(nodes * NODE_BYTES);
  const view = new DataView(bytes.buffer);
  const { boxes } = store;
  let offset = 0;
  for (let i = 0; i < order.length; i++) {
    const at = (starts[0] + i) * NODE_BYTES;
    for (let k = 0; k < 4; k++) view.setFloat64(at + 8 * k, boxes[4 * order[i] + k], true);
    view.setBigUint64(at + 32, BigInt(offset), true);
    offset += store.size(order[i]);
  }
  for (let level = 1; level < starts.length; level++) {
    const below = starts[level - 1];
    const end = level === 1 ? nodes : starts[level - 2];
    for (let first = below, node = starts[level]; first < end; first += INDEX_NODE_SIZE, node++) {
      writeParent(view, node, first, Math.min(first + INDEX_NODE_SIZE, end));
    }
  }
  return bytes;
}

function writeParent(view: DataView, node: number, first: number, end: number): void {
  let xmin = Infinity;
  let ymin = Infinity;
  let xmax = -Infinity;
  let ymax = -Infinity;
  for (let child = first; child < end; child++) {
    const at = child * NODE_BYTES;
    xmin = Math.min(xmin, view.getFloat64(at, true));
    ymin = Math.min(ymin, view.getFloat64(at + 8, true));
    xmax = Math.max(xmax, view.getFloat64(at + 16, true));
    ymax = Math.max(ymax, view.getFloat64(at + 24, true));
  }
  const at = node * NODE_BYTES;
  view.setFloat64(at, xmin, true);
  view.setFloat64(at + 8, ymin, true);
  view.setFloat64(at + 16, xmax, true);
  view.setFloat64(at + 24, ymax, true);
  view.setBigUint64(at + 32, BigInt(first), true);
}

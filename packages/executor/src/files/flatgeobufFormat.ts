/**
 * The parts of FlatGeobuf (https://flatgeobuf.org, version 3) that writing and reading share: a file is the magic bytes,
 * a size-prefixed header, a packed Hilbert R-tree (absent when its node size is 0) and size-prefixed features.
 */
export const MAGIC = Uint8Array.of(0x66, 0x67, 0x62, 0x03, 0x66, 0x67, 0x62, 0x00);

export const INDEX_NODE_SIZE = 16;
/** xmin, ymin, xmax, ymax as doubles and a 64-bit offset. */
export const NODE_BYTES = 40;

/** Features between two entries of the list of byte positions, by which files are split. */
export const SPLIT_FEATURES = 65_536;

/** Column types by their number in the format. */
export const COLUMN_TYPES = [
  'byte',
  'ubyte',
  'bool',
  'short',
  'ushort',
  'int',
  'uint',
  'long',
  'ulong',
  'float',
  'double',
  'string',
  'json',
  'datetime',
  'binary',
] as const;
export type ColumnTypeName = (typeof COLUMN_TYPES)[number];

export const GEOMETRY_TYPE = {
  unknown: 0,
  point: 1,
  lineString: 2,
  polygon: 3,
  multiPoint: 4,
  multiLineString: 5,
  multiPolygon: 6,
} as const;

/** First node of every level, leaves last in the file; [0] is the leaf level, the last entry the root. Plus the total. */
export function treeLevels(
  features: number,
  nodeSize = INDEX_NODE_SIZE,
): { starts: number[]; nodes: number } {
  const sizes = [features];
  while (sizes[sizes.length - 1] !== 1) sizes.push(Math.ceil(sizes[sizes.length - 1] / nodeSize));
  // One feature: the root still stands above its leaf.
  if (sizes.length === 1) sizes.push(1);
  const nodes = sizes.reduce((sum, size) => sum + size, 0);
  let after = nodes;
  const starts = sizes.map((size) => (after -= size));
  return { starts, nodes };
}

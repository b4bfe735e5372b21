import { mapEntryType, structColumn, type DataType, type StructType } from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';
import { nextPresence, validityOf, type ColumnReader } from './columnReader.js';
import type { StripeStreams } from './stripeStreams.js';
import { readOffsets } from './textColumns.js';

const { LENGTH } = orc.Stream_Kind;

/** Structs: only which rows have a value; the children have rows where the struct has one. */
export function structReader(
  type: StructType,
  id: number,
  streams: StripeStreams,
  children: readonly ColumnReader[],
): ColumnReader {
  const present = streams.present(id);
  return {
    read(length, parents) {
      const presence = nextPresence(present, length, parents);
      const columns = children.map((child) => child.read(length, presence.mask));
      return structColumn(type, columns, length, validityOf(presence, length));
    },
  };
}

/** Arrays: how many elements each row has; the child has one row per element. */
export function listReader(
  type: DataType,
  id: number,
  streams: StripeStreams,
  child: ColumnReader,
): ColumnReader {
  const present = streams.present(id);
  const lengths = streams.integers(id, LENGTH, false);
  return {
    read(length, parents) {
      const presence = nextPresence(present, length, parents);
      const offsets = readOffsets(lengths, presence.count, length, presence.mask);
      const validity = validityOf(presence, length);
      return {
        layout: 'list',
        type,
        length,
        validity,
        offsets,
        stride: 0,
        child: child.read(offsets[length], null),
      };
    },
  };
}

/** Maps: as arrays, with keys and values as two children. */
export function mapReader(
  type: DataType & { kind: 'map' },
  id: number,
  streams: StripeStreams,
  key: ColumnReader,
  value: ColumnReader,
): ColumnReader {
  const entryType = mapEntryType(type);
  return listReader(type, id, streams, {
    read: (length) => structColumn(entryType, [key.read(length, null), value.read(length, null)], length),
  });
}

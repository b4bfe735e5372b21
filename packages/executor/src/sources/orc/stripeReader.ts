import { field, structType, type Batch, type DataType } from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';
import type { ColumnReader } from './columnReader.js';
import { decimalReader } from './decimalColumns.js';
import { listReader, mapReader, structReader } from './nestedColumns.js';
import { booleanReader, byteReader, dateReader, fractionReader, integerReader } from './numberColumns.js';
import type { OrcColumn } from './orcSchema.js';
import type { OrcStripe, OrcTail } from './orcTail.js';
import type { StripeStreams } from './stripeStreams.js';
import { textReader } from './textColumns.js';
import { timestampReader } from './timestampColumns.js';

const BATCH_ROWS = 65_536;

/** The rows of a stripe as batches of the given columns, all of which have a type; without any, batches only count. */
export function* stripeBatches(
  tail: OrcTail,
  stripe: OrcStripe,
  columns: readonly OrcColumn[],
  streams: StripeStreams,
): Generator<Batch> {
  const schema = structType(columns.map(({ name, type }) => field(name, type!)));
  const readers = columns.map(({ id, type }) => readerOf(type!, id, tail, streams));
  for (let done = 0; done < stripe.rows; done += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, stripe.rows - done);
    yield { schema, length, columns: readers.map((reader) => reader.read(length, null)) };
  }
}

function readerOf(type: DataType, id: number, tail: OrcTail, streams: StripeStreams): ColumnReader {
  const { kind, subtypes } = tail.types[id];
  switch (type.kind) {
    case 'boolean':
      return booleanReader(type, id, streams);
    case 'byte':
      return byteReader(type, id, streams);
    case 'short':
    case 'int':
    case 'long':
      return integerReader(type, id, streams);
    case 'float':
    case 'double':
      return fractionReader(type, id, streams);
    case 'date':
      return dateReader(type, id, streams, tail.julian);
    case 'timestamp': {
      const wallClock = kind === orc.Type_Kind.TIMESTAMP;
      return timestampReader(type, id, streams, { wallClock, julian: tail.julian });
    }
    case 'decimal':
      return decimalReader(type, id, streams);
    case 'string':
    case 'binary':
      return textReader(type, id, streams, kind === orc.Type_Kind.CHAR);
    case 'array':
      return listReader(type, id, streams, readerOf(type.element, subtypes[0], tail, streams));
    case 'map': {
      const [key, value] = subtypes;
      return mapReader(
        type,
        id,
        streams,
        readerOf(type.key, key, tail, streams),
        readerOf(type.value, value, tail, streams),
      );
    }
    case 'struct': {
      const children = type.fields.map((own, i) => readerOf(own.type, subtypes[i], tail, streams));
      return structReader(type, id, streams, children);
    }
    default:
      throw new Error(`ORC has no type ${type.kind}`);
  }
}

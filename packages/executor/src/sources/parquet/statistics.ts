import type { ColumnRange } from '../pruning.js';
import type { ColumnChunk, ParquetFooter, RowGroup } from './footer.js';
import type { SchemaLeaf } from './parquetSchema.js';
import type { ThriftStruct } from './compactProtocol.js';

/**
 * What the footer says of the values of a top-level column in a row group; null when it says nothing that can be used.
 * Field numbers are those of the struct Statistics.
 */
export function rangeOfColumn(footer: ParquetFooter, group: RowGroup, name: string): ColumnRange | null {
  const column = footer.columns.find((candidate) => candidate.name === name);
  if (column?.node.kind !== 'leaf' || column.node.repetition === 'repeated') return null;
  const chunk = group.chunks[column.node.chunk];
  const { statistics } = chunk;
  if (statistics === null) return null;
  const nulls = statistics.fields.get(3)?.value;
  const known = typeof nulls === 'number' ? nulls : null;
  return {
    min: bound(statistics, column.node, 'min'),
    max: bound(statistics, column.node, 'max'),
    nulls: column.nullable && known !== 0,
    values: known === null || known < valuesOf(chunk, group),
  };
}

function valuesOf(chunk: ColumnChunk, group: RowGroup): number {
  return Math.min(chunk.values, group.rows);
}

/**
 * The smallest or largest value. The fields that older writers filled are right for signed numbers only; the newer ones
 * may hold a shortened text that is less (or greater) than all others.
 */
function bound(statistics: ThriftStruct, leaf: SchemaLeaf, end: 'min' | 'max'): ColumnRange['min'] {
  const [field, older] = end === 'min' ? [6, 2] : [5, 1];
  const signed = leaf.physical !== 'BYTE_ARRAY' && leaf.physical !== 'FIXED_LEN_BYTE_ARRAY';
  const value =
    statistics.fields.get(field)?.value ?? (signed ? statistics.fields.get(older)?.value : undefined);
  return value instanceof Uint8Array ? decoded(Buffer.from(value), leaf, end) : null;
}

function decoded(bytes: Buffer, leaf: SchemaLeaf, end: 'min' | 'max'): ColumnRange['min'] {
  const { physical, annotation } = leaf;
  if (annotation?.kind === 'integer' && !annotation.signed) return null;
  switch (physical) {
    case 'BOOLEAN':
      return bytes.length === 1 ? bytes[0] !== 0 : null;
    case 'INT32':
      if (bytes.length !== 4) return null;
      return annotation?.kind === 'decimal' ? BigInt(bytes.readInt32LE()) : bytes.readInt32LE();
    case 'INT64':
      return bytes.length === 8 ? int64(bytes.readBigInt64LE(), leaf, end) : null;
    case 'FLOAT':
    case 'DOUBLE': {
      if (bytes.length !== (physical === 'FLOAT' ? 4 : 8)) return null;
      const number = physical === 'FLOAT' ? bytes.readFloatLE() : bytes.readDoubleLE();
      return Number.isNaN(number) ? null : number;
    }
    case 'BYTE_ARRAY':
      return annotation?.kind === 'decimal' ? null : bytes;
    default:
      return null;
  }
}

/** Times are microseconds with us; those of nanoseconds lose their last digits one way or the other. */
function int64(value: bigint, { annotation }: SchemaLeaf, end: 'min' | 'max'): bigint {
  if (annotation?.kind !== 'timestamp') return value;
  if (annotation.unit === 'millis') return value * 1000n;
  if (annotation.unit === 'micros') return value;
  return value / 1000n + (end === 'min' ? -1n : 1n);
}

import type { DataType } from '@graticule/columnar';
import { BytesKeys } from './bytesKeys.js';
import { DoubleKeys } from './doubleKeys.js';
import { Int32Keys } from './int32Keys.js';
import type { KeyTable } from './keyTable.js';
import { LongKeys } from './longKeys.js';
import { RowKeys } from './rowKeys.js';

/** An empty table for values of a type. signedZeros: 0.0 and -0.0 are different values (Spark 2.x). */
export function keyTableFor(type: DataType, signedZeros: boolean): KeyTable {
  switch (type.kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'int':
    case 'date':
      return new Int32Keys(type);
    case 'long':
    case 'timestamp':
      return new LongKeys(type);
    case 'float':
    case 'double':
      return new DoubleKeys(type, signedZeros);
    case 'string':
    case 'binary':
      return new BytesKeys(type);
    default:
      return new RowKeys(type, signedZeros);
  }
}

import type { DataType } from '@graticule/columnar';
import { BytesKeys } from './bytesKeys.js';
import { Int32Keys } from './int32Keys.js';
import type { KeyTable } from './keyTable.js';
import { RowKeys } from './rowKeys.js';
import { WideKeys } from './wideKeys.js';

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
    case 'float':
    case 'double':
      return new WideKeys(type, signedZeros);
    case 'string':
    case 'binary':
      return new BytesKeys(type);
    default:
      return new RowKeys(type, signedZeros);
  }
}

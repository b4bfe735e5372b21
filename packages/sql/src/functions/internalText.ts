import type { DataType, Value } from '@graticule/columnar';
import { doubleText, floatText } from '../evaluation/numberText.js';
import { bigDecimalText } from './decimal.js';

/**
 * A value as Spark's internal form of it prints, where a function shows that: dates as days, timestamps as microseconds,
 * nested values without blanks. Bytes, of which Spark prints an address, as text.
 */
export function internalText(value: Value, type: DataType): string {
  if (value === null) return 'null';
  switch (type.kind) {
    case 'float':
      return floatText(value as number);
    case 'double':
      return doubleText(value as number);
    case 'decimal':
      return bigDecimalText(value as bigint, type.scale);
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('utf8');
    case 'array':
      return `[${(value as readonly Value[]).map((item) => internalText(item, type.element)).join(',')}]`;
    case 'struct':
      return `[${(value as readonly Value[]).map((item, k) => internalText(item, type.fields[k].type)).join(',')}]`;
    case 'map': {
      const entries = value as unknown as readonly (readonly [Value, Value])[];
      const keys = entries.map(([key]) => internalText(key, type.key)).join(',');
      const values = entries.map(([, item]) => internalText(item, type.value)).join(',');
      return `keys: [${keys}], values: [${values}]`;
    }
    default:
      return String(value);
  }
}

import { fromValues, valueAt } from '@graticule/columnar';
import type { Batch, DataType, Value } from '@graticule/columnar';
import { formatValue } from '../evaluation/format.js';
import { decimalText } from '../functions/decimal.js';
import type { SparkVersion } from '../functions/definition.js';
import { TIME_ZONE } from './session.js';

/** The cells of all rows as Spark's command line shows them, which is how its query test files have them. */
export function linesOf({ columns, length }: Batch, compat: SparkVersion): string[][] {
  return Array.from({ length }, (_, row) =>
    columns.map((column) => cell(valueAt(column, row), column.type, compat, true)),
  );
}

/** Text inside nested values stands in quotes. */
function cell(value: Value, type: DataType, compat: SparkVersion, top: boolean): string {
  if (value === null) return top ? 'NULL' : 'null';
  const inside = (item: Value, of: DataType): string => cell(item, of, compat, false);
  switch (type.kind) {
    case 'array':
      return `[${(value as Value[]).map((item) => inside(item, type.element)).join(',')}]`;
    case 'map': {
      const entries = (value as Value[][]).map(
        ([key, item]) => `${inside(key, type.key)}:${inside(item, type.value)}`,
      );
      return `{${entries.sort().join(',')}}`;
    }
    case 'struct': {
      const values = value as Value[];
      return `{${type.fields.map((field, i) => `"${field.name}":${inside(values[i], field.type)}`).join(',')}}`;
    }
    case 'string':
      return top ? (value as string) : `"${value as string}"`;
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('utf8');
    case 'yearMonthInterval': {
      const months = Math.abs(Number(value));
      return `${Number(value) < 0 ? '-' : ''}${Math.trunc(months / 12)}-${months % 12}`;
    }
    case 'dayTimeInterval':
      return dayTimeText(BigInt(value as number | bigint));
    case 'decimal': {
      // Without exponents; up to 2.4 without zeros at the end.
      if (typeof value !== 'bigint') break;
      const text = decimalText(value, type.scale);
      const trimmed = compat === '2.2' && top && text.includes('.');
      return trimmed ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
    }
    default:
  }
  const text = formatValue(fromValues(type, [value]), 0, { compat, timeZone: TIME_ZONE });
  // In 2.x timestamps inside nested values are shown by Java, with a fraction always.
  const fraction = compat === '2.2' && type.kind === 'timestamp' && !top && !text.includes('.');
  return fraction ? `${text}.0` : text;
}

/** All units, whatever the type has, and nine digits of a second. */
function dayTimeText(value: bigint): string {
  const micros = value < 0n ? -value : value;
  const two = (unit: bigint, of: bigint): string => ((micros / unit) % of).toString().padStart(2, '0');
  const time = `${two(3_600_000_000n, 24n)}:${two(60_000_000n, 60n)}:${two(1_000_000n, 60n)}`;
  const nanos = ((micros % 1_000_000n) * 1000n).toString().padStart(9, '0');
  return `${value < 0n ? '-' : ''}${micros / 86_400_000_000n} ${time}.${nanos}`;
}

import {
  createBuilder,
  nullColumn,
  sameType,
  valueAt,
  mapEntryType,
  type Column,
  type DataType,
  type StructType,
  type Value,
} from '@graticule/columnar';
import { doubleText, floatText, formatValue, parseDecimal, typeText } from '@graticule/sql';

const INTEGER_BITS: Readonly<Record<string, number>> = { byte: 8, short: 16, int: 32, long: 64 };
const DAY_US = 86_400_000_000n;

/** A file's type cannot be read as the schema's. */
export class OrcConversionError extends Error {}

/**
 * A file's column as one of the schema's type: fields of structs by name in any case (those that the file lacks are null),
 * numbers as other numbers, all simple types as text, dates and timestamps as one another. Numbers beyond the new type
 * become null. Throws OrcConversionError for other types.
 */
export function converted(column: Column, to: DataType): Column {
  const from = column.type;
  if (sameType(from, to)) return { ...column, type: to } as Column;
  if (column.layout === 'struct' && to.kind === 'struct') {
    const children = to.fields.map(({ name, type }) => {
      const at = fieldIndex(column.type, name);
      return at < 0 ? nullColumn(type, column.length) : converted(column.children[at], type);
    });
    return { ...column, type: to, children };
  }
  if (column.layout === 'list' && from.kind === to.kind) {
    if (to.kind === 'array') return { ...column, type: to, child: converted(column.child, to.element) };
    if (to.kind === 'map') return { ...column, type: to, child: converted(column.child, mapEntryType(to)) };
  }
  const convert = converterOf(column, to);
  if (convert === null) {
    throw new OrcConversionError(
      `ORC does not support type conversion from file type ${typeText(from)} to reader type ${typeText(to)}`,
    );
  }
  const builder = createBuilder(to);
  for (let row = 0; row < column.length; row++) {
    const value = valueAt(column, row);
    builder.append(value === null ? null : convert(value, row));
  }
  return builder.finish();
}

/** Position of a field by its name in any case, or -1. */
function fieldIndex({ fields }: StructType, name: string): number {
  return fields.findIndex((own) => own.name.toLowerCase() === name.toLowerCase());
}

type Convert = (value: Value, row: number) => Value;

function converterOf(column: Column, to: DataType): Convert | null {
  const from = column.type;
  if (to.kind === 'string') return textConverter(column);
  if (from.kind === 'date' && to.kind === 'timestamp') return (value) => BigInt(value as number) * DAY_US;
  if (from.kind === 'timestamp' && to.kind === 'date') {
    return (value) =>
      Number(((value as bigint) - ((((value as bigint) % DAY_US) + DAY_US) % DAY_US)) / DAY_US);
  }
  const number = numberOf(from);
  if (number === null) return null;
  const bits = INTEGER_BITS[to.kind];
  if (bits !== undefined) return (value) => integer(number(value), bits);
  switch (to.kind) {
    case 'boolean':
      return (value) => Number(number(value)) !== 0;
    case 'float':
    case 'double':
      return (value) => Number(number(value));
    case 'decimal':
      return (value) => {
        const text = from.kind === 'float' ? floatText(value as number) : String(number(value));
        const unscaled = parseDecimal(text, to.scale);
        const limit = 10n ** BigInt(to.precision);
        return unscaled === null || unscaled >= limit || unscaled <= -limit ? null : unscaled;
      };
    default:
      return null;
  }
}

/** Values of a type as numbers, or as text where a number does not hold them; null: it is no number. */
function numberOf(type: DataType): ((value: Value) => number | string) | null {
  switch (type.kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'int':
    case 'float':
    case 'double':
      return Number;
    case 'long':
      return String;
    case 'decimal':
      return (value) => decimalText(value as bigint, type.scale);
    default:
      return null;
  }
}

/** Towards zero; null where it does not fit. */
function integer(number: number | string, bits: number): Value {
  const whole = typeof number === 'string' ? number.replace(/\..*/, '') : Math.trunc(number);
  if (typeof whole === 'number' && !Number.isFinite(whole)) return null;
  const value = BigInt(whole);
  if (BigInt.asIntN(bits, value) !== value) return null;
  return bits === 64 ? value : Number(value);
}

function textConverter(column: Column): Convert | null {
  const { type } = column;
  switch (type.kind) {
    case 'boolean':
      return (value) => (value ? 'TRUE' : 'FALSE');
    case 'float':
      return (value) => floatText(value as number);
    case 'double':
      return (value) => doubleText(value as number);
    case 'decimal':
      return (value) => decimalText(value as bigint, type.scale).replace(/\.?0+$/, '');
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
    case 'date':
    case 'timestamp':
      return (_, row) => formatValue(column, row, { compat: '3.3', timeZone: 'UTC' });
    default:
      return null;
  }
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}

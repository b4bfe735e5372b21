import { allocateValues, int64ToNumbers, plainBytes, primitiveColumn, stringAt } from '@graticule/columnar';
import type { BytesColumn, Column, DataType, DictionaryColumn } from '@graticule/columnar';
import { isRowValid, valuesOf } from '../functions/columns.js';
import { ArgumentError } from '../functions/definition.js';
import { UNIT_MICROS } from '../types/interval.js';
import type { UnitInterval } from '../types/interval.js';
import { typeText } from '../types/text.js';
import { parseUnitInterval } from './unitInterval.js';

/** Casts of SQL's intervals: unlike other casts they fail the query instead of giving null. */

const DAY_MICROS = UNIT_MICROS[0];

/** Text, whole numbers of one unit, or intervals in other units. */
export function castToInterval(column: Column, to: UnitInterval): Column {
  if (column.layout === 'bytes' || column.layout === 'dictionary') return fromText(column, to);
  const values = valuesOf<Int32Array | BigInt64Array>(column);
  const unit = unitOf(to);
  if (column.type.kind !== to.kind) return eachRow(column, to, (row) => BigInt(values[row]) * unit);
  // Seconds keep their fraction.
  const kept = to.kind === 'dayTimeInterval' && to.end === 3 ? 1n : unit;
  return eachRow(column, to, (row) => {
    const value = BigInt(values[row]);
    return value - (value % kept);
  });
}

/** Months or microseconds of one of the last unit. */
function unitOf(type: UnitInterval): bigint {
  if (type.kind === 'dayTimeInterval') return UNIT_MICROS[type.end];
  return type.end === 0 ? 12n : 1n;
}

function fromText(column: BytesColumn | DictionaryColumn, to: UnitInterval): Column {
  const source = plainBytes(column);
  return eachRow(source, to, (row) => {
    const text = stringAt(source, row);
    const value = parseUnitInterval(text, to);
    if (value !== null) return value;
    throw new ArgumentError(
      `Interval string does not match the format of ${typeText(to)}: ${text}`,
      'IllegalArgumentException',
    );
  });
}

/** The whole number of last units. Throws when it does not fit the type. */
export function castFromInterval(column: Column, to: DataType): Column {
  const unit = unitOf(column.type as UnitInterval);
  const values = valuesOf<Int32Array | BigInt64Array>(column);
  return eachRow(column, to, (row) => BigInt(values[row]) / unit);
}

const BITS: Partial<Record<DataType['kind'], number>> = {
  byte: 8,
  short: 16,
  int: 32,
  long: 64,
  yearMonthInterval: 32,
  dayTimeInterval: 64,
};

function eachRow(column: Column, to: DataType, compute: (row: number) => bigint): Column {
  const { length } = column;
  const validity = column.layout === 'null' ? null : column.validity;
  const bits = BITS[to.kind] ?? 64;
  const values = allocateValues(to, length) as Int32Array | BigInt64Array;
  for (let i = 0; i < length; i++) {
    if (!isRowValid(validity, i)) continue;
    const value = compute(i);
    if (BigInt.asIntN(bits, value) !== value) {
      throw new ArgumentError(`Casting an interval to ${typeText(to)} causes overflow: ${value}`);
    }
    values[i] = bits === 64 ? value : Number(value);
  }
  return primitiveColumn(to, values, validity);
}

/** As a calendar interval: days of 24 hours, and the rest. */
export function toCalendarInterval(column: Column): Column {
  const { length } = column;
  const validity = column.layout === 'null' ? null : column.validity;
  const base = { layout: 'interval', type: { kind: 'interval' }, length, validity } as const;
  if (column.type.kind === 'yearMonthInterval') {
    const months = valuesOf<Int32Array>(column);
    return { ...base, months, days: new Int32Array(length), micros: new BigInt64Array(length) };
  }
  const micros = valuesOf<BigInt64Array>(column);
  const days = Int32Array.from(int64ToNumbers(micros.map((value) => value / DAY_MICROS)));
  return { ...base, months: new Int32Array(length), days, micros: micros.map((value) => value % DAY_MICROS) };
}

import {
  BytesBuilder,
  clearBit,
  int64ToNumbers,
  int64Words,
  isValid,
  nullColumn,
  primitiveColumn,
  sameType,
  saturateInt64,
  take,
  withValidity,
  writeInt64,
} from '@graticule/columnar';
import type { BytesColumn, Column, DataType } from '@graticule/columnar';
import { isRowValid, ownValidity } from '../functions/columns.js';
import {
  decimalAt,
  divideHalfUp,
  fitsPrecision,
  powerOfTen,
  rescale,
  writeDecimal,
} from '../functions/decimal.js';
import type { DecimalType } from '../functions/decimal.js';
import { ArgumentError } from '../functions/definition.js';
import type { EvaluationContext, SparkVersion } from '../functions/definition.js';
import { isIntegral } from '../types/coercion.js';
import { isUnitInterval } from '../types/interval.js';
import { castFromInterval, castToInterval, toCalendarInterval } from './castInterval.js';
import { castFromText } from './castText.js';
import { textWriter } from './format.js';
import { InstantReader, writeInstant } from './instant.js';
import { timeZone } from './timeZone.js';

/** The range of timestamps. */
const MICROS_MIN = -(2n ** 63n);
const MICROS_MAX = 2n ** 63n - 1n;

/** The column as another type by Spark's CAST (not ANSI): what cannot be converted is null. Impossible pairs throw. */
export function castColumn(column: Column, to: DataType, context: EvaluationContext): Column {
  const from = column.type;
  if (sameType(from, to)) return column.type === to ? column : ({ ...column, type: to } as Column);
  if (from.kind === 'null' || column.layout === 'null') return nullColumn(to, column.length);
  if (column.layout === 'dictionary' && column.dictionary.length <= column.length) {
    const distinct = castColumn(column.dictionary, to, context);
    const rows = take(distinct, column.indices);
    if (distinct.validity === null) return withValidity(rows, column.validity);
    return withValidity(rows, mergeValidity(rows, column));
  }
  switch (to.kind) {
    case 'string':
      return toText(column, context);
    case 'binary':
      if (from.kind === 'string') return { ...column, type: to } as Column;
      if (column.layout === 'primitive' && isIntegral(from)) return bigEndian(column, to);
      break;
    case 'array':
    case 'map':
    case 'struct':
      return castNested(column, to, context);
  }
  if (isUnitInterval(to)) return castToInterval(column, to);
  if (isUnitInterval(from))
    return to.kind === 'interval' ? toCalendarInterval(column) : castFromInterval(column, to);
  if (from.kind === 'string') return castFromText(column as BytesColumn, to, context);
  if (column.layout === 'decimal') return fromDecimal(column, to);
  if (column.layout === 'primitive') {
    if (to.kind === 'decimal' && from.kind !== 'date') return toDecimal(column, to);
    if (from.kind === 'date' || from.kind === 'timestamp') return fromTime(column, to, context);
    if (to.kind === 'timestamp') return toTimestamp(column, context.compat);
    if (isNumeric(from) && isNumeric(to)) return castNumbers(column, to);
  }
  throw new ArgumentError(`cannot cast ${from.kind} to ${to.kind}`);
}

/** Whole numbers as the bytes of their type, the highest first. */
function bigEndian(
  { type, values, validity, length }: Column & { layout: 'primitive' },
  to: DataType,
): Column {
  const size = { byte: 1, short: 2, int: 4, long: 8 }[type.kind as 'byte'];
  const builder = new BytesBuilder(to);
  const bytes = Buffer.alloc(8);
  for (let i = 0; i < length; i++) {
    if (!isRowValid(validity, i)) {
      builder.appendNull();
      continue;
    }
    bytes.writeBigInt64BE(BigInt(values[i]));
    builder.appendBytes(bytes, 8 - size, 8);
  }
  return builder.finish();
}

function isNumeric(type: DataType): boolean {
  return ['boolean', 'byte', 'short', 'int', 'long', 'float', 'double'].includes(type.kind);
}

function mergeValidity(rows: Column, source: Column): Uint8Array {
  const validity = ownValidity(rows.validity, rows.length);
  for (let i = 0; i < rows.length; i++) if (!isValid(source, i)) clearBit(validity, i);
  return validity;
}

function toText(column: Column, context: EvaluationContext): Column {
  if (column.type.kind === 'binary') return { ...column, type: { kind: 'string' } } as Column;
  const write = textWriter(column, { compat: context.compat, timeZone: context.timeZone });
  const builder = new BytesBuilder({ kind: 'string' });
  for (let i = 0; i < column.length; i++) {
    if (isValid(column, i)) builder.appendString(write(i));
    else builder.appendNull();
  }
  return builder.finish();
}

function castNested(column: Column, to: DataType, context: EvaluationContext): Column {
  if (column.layout === 'list' && to.kind === 'array' && column.type.kind === 'array') {
    return { ...column, type: to, child: castColumn(column.child, to.element, context) };
  }
  if (column.layout === 'list' && to.kind === 'map' && column.type.kind === 'map') {
    const entries = column.child as Column & { layout: 'struct' };
    const [keys, values] = entries.children;
    const children = [castColumn(keys, to.key, context), castColumn(values, to.value, context)];
    const fields = entries.type.fields.map((field, i) => ({ ...field, type: children[i].type }));
    return { ...column, type: to, child: { ...entries, type: { kind: 'struct', fields }, children } };
  }
  if (column.layout === 'struct' && to.kind === 'struct' && to.fields.length === column.children.length) {
    const children = column.children.map((child, i) => castColumn(child, to.fields[i].type, context));
    return { ...column, type: to, children };
  }
  throw new ArgumentError(`cannot cast ${column.type.kind} to ${to.kind}`);
}

/** Numbers and booleans among each other: integers keep their low bits, doubles are cut and saturate at int or long. */
function castNumbers(column: Column & { layout: 'primitive' }, to: DataType): Column {
  const { values, validity, length } = column;
  if (to.kind === 'boolean') {
    const numbers = values instanceof BigInt64Array ? int64ToNumbers(values) : (values as Float64Array);
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i++) out[i] = numbers[i] !== 0 ? 1 : 0;
    return primitiveColumn(to, out, validity);
  }
  const fractional = values instanceof Float64Array || values instanceof Float32Array;
  if (to.kind === 'long') {
    const out = new BigInt64Array(length);
    const words = int64Words(out);
    const numbers = values as Float64Array;
    for (let i = 0; i < length; i++) {
      const value = fractional ? Math.trunc(numbers[i]) : numbers[i];
      if (value > -9007199254740992 && value < 9007199254740992) writeInt64(words, i, value);
      else out[i] = saturateInt64(value);
    }
    return primitiveColumn(to, out, validity);
  }
  if (to.kind === 'double' || to.kind === 'float') {
    const numbers = values instanceof BigInt64Array ? int64ToNumbers(values) : (values as Float64Array);
    return primitiveColumn(
      to,
      to.kind === 'double' ? Float64Array.from(numbers) : Float32Array.from(numbers),
      validity,
    );
  }
  const out =
    to.kind === 'int'
      ? new Int32Array(length)
      : to.kind === 'short'
        ? new Int16Array(length)
        : new Int8Array(length);
  if (values instanceof BigInt64Array) {
    const words = int64Words(values);
    for (let i = 0; i < length; i++) out[i] = words[2 * i];
  } else if (fractional) {
    for (let i = 0; i < length; i++)
      out[i] = Math.max(-2147483648, Math.min(2147483647, values[i] as number)) | 0;
  } else for (let i = 0; i < length; i++) out[i] = values[i] as number;
  return primitiveColumn(to, out, validity);
}

function fromDecimal(column: Column & { layout: 'decimal' }, to: DataType): Column {
  const { words, length } = column;
  const { scale } = column.type as DecimalType;
  const base = column.validity;
  if (to.kind === 'decimal') {
    const out = new BigInt64Array(2 * length);
    const validity = ownValidity(base, length);
    for (let i = 0; i < length; i++) {
      if (!isRowValid(base, i)) continue;
      const value = rescale(decimalAt(words, i), scale, to.scale);
      if (fitsPrecision(value, to.precision)) writeDecimal(out, i, value);
      else clearBit(validity, i);
    }
    return { layout: 'decimal', type: to, length, validity, words: out };
  }
  if (to.kind === 'double' || to.kind === 'float') {
    const out = to.kind === 'double' ? new Float64Array(length) : new Float32Array(length);
    for (let i = 0; i < length; i++) out[i] = Number(`${decimalAt(words, i)}e${-scale}`);
    return primitiveColumn(to, out, base);
  }
  if (to.kind === 'boolean') {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i++) out[i] = words[2 * i] !== 0n || words[2 * i + 1] !== 0n ? 1 : 0;
    return primitiveColumn(to, out, base);
  }
  const longs = new BigInt64Array(length);
  const digits = to.kind === 'timestamp' ? 6 : 0;
  const unit = powerOfTen(Math.max(scale - digits, 0));
  const factor = powerOfTen(Math.max(digits - scale, 0));
  for (let i = 0; i < length; i++) longs[i] = BigInt.asIntN(64, (decimalAt(words, i) * factor) / unit);
  const long = primitiveColumn({ kind: to.kind === 'timestamp' ? 'timestamp' : 'long' }, longs, base);
  if (to.kind === 'long' || to.kind === 'timestamp') return long;
  if (isNumeric(to)) return castNumbers(long, to);
  throw new ArgumentError(`cannot cast decimal to ${to.kind}`);
}

function toDecimal(column: Column & { layout: 'primitive' }, to: DecimalType): Column {
  const { values, length } = column;
  const words = new BigInt64Array(2 * length);
  const validity = ownValidity(column.validity, length);
  const time = column.type.kind === 'timestamp';
  for (let i = 0; i < length; i++) {
    if (!isRowValid(column.validity, i)) continue;
    const value = values[i];
    const unscaled =
      typeof value === 'bigint'
        ? rescale(value, time ? 6 : 0, to.scale)
        : Number.isInteger(value)
          ? rescale(BigInt(value), 0, to.scale)
          : unscaledOf(value, to.scale);
    if (unscaled !== null && fitsPrecision(unscaled, to.precision)) writeDecimal(words, i, unscaled);
    else clearBit(validity, i);
  }
  return { layout: 'decimal', type: to, length, validity, words };
}

/** A double's shortest decimal form at `scale` digits, rounded half up (BigDecimal of its text); null for NaN, infinity. */
function unscaledOf(value: number, scale: number): bigint | null {
  if (!Number.isFinite(value)) return null;
  const [mantissa, power] = value.toExponential().split('e');
  const digits = BigInt(mantissa.replace('.', ''));
  const shift = Number(power) - (mantissa.split('.')[1]?.length ?? 0) + scale;
  return shift >= 0 ? digits * powerOfTen(shift) : divideHalfUp(digits, powerOfTen(-shift));
}

function fromTime(
  column: Column & { layout: 'primitive' },
  to: DataType,
  context: EvaluationContext,
): Column {
  const { validity, length } = column;
  if (column.type.kind === 'date') {
    if (to.kind !== 'timestamp') return nullColumn(to, length);
    const zone = timeZone(context.timeZone);
    const days = column.values as Int32Array;
    const out = new BigInt64Array(length);
    const words = int64Words(out);
    for (let i = 0; i < length; i++) writeInstant(out, words, i, zone.toUtc(days[i] * 86400), 0);
    return primitiveColumn(to, out, validity);
  }
  const reader = new InstantReader(column.values as BigInt64Array);
  if (to.kind === 'date') {
    const zone = timeZone(context.timeZone);
    const out = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      reader.read(i);
      out[i] = Math.floor((reader.seconds + zone.offsetAt(reader.seconds)) / 86400);
    }
    return primitiveColumn(to, out, validity);
  }
  const seconds = new Float64Array(length);
  const exact = to.kind === 'double' || to.kind === 'float' || to.kind === 'boolean';
  for (let i = 0; i < length; i++) {
    reader.read(i);
    seconds[i] = exact ? reader.seconds + reader.micros / 1e6 : reader.seconds;
  }
  if (to.kind === 'double') return primitiveColumn(to, seconds, validity);
  if (!isNumeric(to)) throw new ArgumentError(`cannot cast timestamp to ${to.kind}`);
  if (exact) return castNumbers(primitiveColumn({ kind: 'double' }, seconds, validity), to);
  const long = castNumbers(primitiveColumn({ kind: 'double' }, seconds, validity), { kind: 'long' });
  return to.kind === 'long' ? long : castNumbers(long as Column & { layout: 'primitive' }, to);
}

/** Numbers as seconds since 1970-01-01 UTC; NaN and infinity are null. */
/** Whole seconds beyond the range of microseconds stop at its ends; in 2.2 they wrap around, as Spark 2's did. */
function toTimestamp(column: Column & { layout: 'primitive' }, compat: SparkVersion): Column {
  const { values, length } = column;
  const out = new BigInt64Array(length);
  const words = int64Words(out);
  let validity = column.validity;
  if (values instanceof BigInt64Array) {
    const wraps = compat === '2.2';
    for (let i = 0; i < length; i++) {
      const micros = values[i] * 1000000n;
      if (wraps || (micros >= MICROS_MIN && micros <= MICROS_MAX)) out[i] = micros;
      else out[i] = micros < 0n ? MICROS_MIN : MICROS_MAX;
    }
  } else {
    const own = ownValidity(validity, length);
    for (let i = 0; i < length; i++) {
      const micros = (values[i] as number) * 1e6;
      if (!Number.isFinite(micros)) clearBit(own, i);
      else if (Math.abs(micros) < 9007199254740992) writeInt64(words, i, Math.trunc(micros));
      else out[i] = saturateInt64(Math.trunc(micros));
    }
    if (values instanceof Float64Array || values instanceof Float32Array) validity = own;
  }
  return primitiveColumn({ kind: 'timestamp' }, out, validity);
}

import {
  clearBit,
  int64Words,
  plainBytes,
  primitiveColumn,
  stringAt,
  allocateValues,
} from '@graticule/columnar';
import type { BytesColumn, Column, DataType, DictionaryColumn, PrimitiveValues } from '@graticule/columnar';
import { isRowValid, ownValidity } from '../functions/columns.js';
import { fitsPrecision, writeDecimal } from '../functions/decimal.js';
import { ArgumentError } from '../functions/definition.js';
import type { EvaluationContext, SparkVersion } from '../functions/definition.js';
import { writeInstant } from './instant.js';
import { parseIntervalText } from './intervalText.js';
import { javaTrim, parseDecimal, parseDouble } from './numberText.js';
import { parseDate, parseTimestamp } from './timeText.js';
import { timeZone } from './timeZone.js';

const DAY_MICROS = 86_400_000_000n;

/** Text as another type; what does not read as one is null. */
export function castFromText(
  column: BytesColumn | DictionaryColumn,
  to: DataType,
  context: EvaluationContext,
): Column {
  const source = plainBytes(column);
  const { length } = source;
  const base = source.validity;
  const validity = ownValidity(base, length);
  let failures = 0;
  const each = (store: (text: string, row: number) => boolean): void => {
    for (let i = 0; i < length; i++) {
      if (isRowValid(base, i) && !store(stringAt(source, i), i)) {
        clearBit(validity, i);
        failures++;
      }
    }
  };
  const done = (values: PrimitiveValues): Column =>
    primitiveColumn(to, values, failures === 0 ? base : validity);
  switch (to.kind) {
    case 'double':
    case 'float': {
      const values = to.kind === 'double' ? new Float64Array(length) : new Float32Array(length);
      each((text, row) => {
        const value = parseDouble(text, context.compat !== '2.2');
        values[row] = value ?? 0;
        return value !== null;
      });
      return done(values);
    }
    case 'byte':
    case 'short':
    case 'int': {
      const values = allocateValues(to, length) as Int32Array;
      const limit = to.kind === 'byte' ? 128n : to.kind === 'short' ? 32768n : 2147483648n;
      each((text, row) => {
        const value = parseInteger(text, limit, context.compat);
        values[row] = Number(value ?? 0n);
        return value !== null;
      });
      return done(values);
    }
    case 'long': {
      const values = new BigInt64Array(length);
      each((text, row) => {
        const value = parseInteger(text, 9223372036854775808n, context.compat);
        values[row] = value ?? 0n;
        return value !== null;
      });
      return done(values);
    }
    case 'boolean': {
      const values = new Uint8Array(length);
      each((text, row) => {
        const value = parseBoolean(text, context.compat);
        values[row] = value ? 1 : 0;
        return value !== null;
      });
      return done(values);
    }
    case 'date': {
      const values = new Int32Array(length);
      each((text, row) => {
        const days = parseDate(text, context.compat);
        values[row] = days ?? 0;
        return days !== null;
      });
      return done(values);
    }
    case 'timestamp': {
      const values = new BigInt64Array(length);
      const words = int64Words(values);
      const zone = timeZone(context.timeZone, context.compat);
      const now = Number(context.queryMicros / 1_000_000n);
      each((text, row) => {
        const instant = parseTimestamp(text, zone, context.compat, now);
        if (instant === null) return false;
        writeInstant(values, words, row, instant.seconds, instant.micros);
        return true;
      });
      return done(values);
    }
    case 'decimal': {
      const words = new BigInt64Array(2 * length);
      each((text, row) => {
        const value = parseDecimal(text, to.scale);
        if (value === null || !fitsPrecision(value, to.precision)) return false;
        writeDecimal(words, row, value);
        return true;
      });
      return { layout: 'decimal', type: to, length, validity: failures === 0 ? base : validity, words };
    }
    case 'interval': {
      const months = new Int32Array(length);
      const days = new Int32Array(length);
      const micros = new BigInt64Array(length);
      each((text, row) => {
        const interval = parseIntervalText(text);
        if (interval === null) return false;
        months[row] = interval.months;
        // 2.x has no day part: a day is 24 hours there.
        days[row] = context.compat === '2.2' ? 0 : interval.days;
        micros[row] = interval.micros + (context.compat === '2.2' ? BigInt(interval.days) * DAY_MICROS : 0n);
        return true;
      });
      return {
        layout: 'interval',
        type: to,
        length,
        validity: failures === 0 ? base : validity,
        months,
        days,
        micros,
      };
    }
    default:
      throw new ArgumentError(`cannot cast string to ${to.kind}`);
  }
}

const INTEGER = /^([+-]?\d+)(?:\.\d*)?$|^[+-]?\.\d*$/;

/** A whole number between -limit and limit - 1; a fraction is cut off. 2.x does not trim. */
function parseInteger(text: string, limit: bigint, compat: SparkVersion): bigint | null {
  const match = INTEGER.exec(compat === '2.2' ? text : javaTrim(text));
  if (match === null || match[1] === undefined) return match === null ? null : 0n;
  const value = BigInt(match[1].startsWith('+') ? match[1].slice(1) : match[1]);
  return value >= -limit && value < limit ? value : null;
}

function parseBoolean(text: string, compat: SparkVersion): boolean | null {
  switch ((compat === '2.2' ? text : javaTrim(text)).toLowerCase()) {
    case 't':
    case 'true':
    case 'y':
    case 'yes':
    case '1':
      return true;
    case 'f':
    case 'false':
    case 'n':
    case 'no':
    case '0':
      return false;
    default:
      return null;
  }
}

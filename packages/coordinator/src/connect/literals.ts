import {
  arrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  DATE,
  DAY_TO_SECOND,
  decimalType,
  DOUBLE,
  FLOAT,
  INT,
  INTERVAL,
  LONG,
  mapType,
  SHORT,
  STRING,
  TIMESTAMP,
  YEAR_TO_MONTH,
  type DataType,
} from '@graticule/columnar';
import type { Expression_Literal } from '@graticule/protocol';
import type { Literal, LiteralValue } from '@graticule/sql';
import { malformed, notSupportedYet, SparkError } from './errors.js';
import { fromProtoType } from './types.js';
import { wireName } from './wireName.js';

const DECIMAL_PRECISION_MAX = 38;

/** A constant of a plan. Times are days or microseconds since 1970-01-01 UTC as on the wire. */
export function fromProtoLiteral(proto: Expression_Literal): Literal {
  const { literalType, dataType } = proto;
  switch (literalType.case) {
    case 'null':
      return literal(null, fromProtoType(dataType ?? literalType.value));
    case 'binary':
      // A Buffer, which is what messages may hold, has a JSON form of its own.
      return literal(Uint8Array.from(literalType.value), BINARY);
    case 'boolean':
      return literal(literalType.value, BOOLEAN);
    case 'byte':
      return literal(literalType.value, BYTE);
    case 'short':
      return literal(literalType.value, SHORT);
    case 'integer':
      return literal(literalType.value, INT);
    case 'long':
      return literal(literalType.value, LONG);
    case 'float':
      return literal(literalType.value, FLOAT);
    case 'double':
      return literal(literalType.value, DOUBLE);
    case 'decimal':
      return decimalLiteral(literalType.value.value, literalType.value.precision, literalType.value.scale);
    case 'string':
      return literal(literalType.value, STRING);
    case 'date':
      return literal(literalType.value, DATE);
    case 'timestamp':
      return literal(literalType.value, TIMESTAMP);
    case 'calendarInterval': {
      const { months, days, microseconds } = literalType.value;
      return literal({ months, days, micros: microseconds }, INTERVAL);
    }
    case 'array': {
      const items = literalType.value.elements.map(fromProtoLiteral);
      const hasNull = items.some((item) => item.value === null);
      const type = dataType
        ? fromProtoType(dataType)
        : arrayType(fromProtoType(literalType.value.elementType), hasNull);
      return literal(values(items), type);
    }
    case 'map': {
      const { keyType, valueType, keys, values: valueLiterals } = literalType.value;
      const items = valueLiterals.map(fromProtoLiteral);
      const entries = keys.map((key, i) => [fromProtoLiteral(key).value, items[i].value]);
      const hasNull = items.some((item) => item.value === null);
      const type = dataType
        ? fromProtoType(dataType)
        : mapType(fromProtoType(keyType), fromProtoType(valueType), hasNull);
      return literal(entries, type);
    }
    case 'struct':
      return literal(
        values(literalType.value.elements.map(fromProtoLiteral)),
        fromProtoType(dataType ?? literalType.value.structType),
      );
    case 'yearMonthInterval':
      return literal(literalType.value, YEAR_TO_MONTH);
    case 'dayTimeInterval':
      return literal(literalType.value, DAY_TO_SECOND);
    case 'timestampNtz':
      throw notSupportedYet(`A literal of type ${wireName(literalType.case)}`);
    case undefined:
      throw malformed('A literal is missing, or is of a kind this server does not know');
  }
}

/** `12.50` has precision 4 and scale 2; a larger given precision or scale wins. Exponents (`1.5E+3`) are read too. */
export function decimalLiteral(text: string, precision?: number, scale?: number): Literal {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text.trim());
  if (match === null || (match[2] + (match[3] ?? '')).length === 0) {
    throw new SparkError('IllegalArgumentException', `Expected a decimal number, found '${text}'`);
  }
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const ownScale = fraction.length - Number(exponent);
  const targetScale = Math.max(ownScale, scale ?? 0, 0);
  if (targetScale > DECIMAL_PRECISION_MAX) throw tooLarge(text);
  const digits = BigInt(whole + fraction) * 10n ** BigInt(targetScale - ownScale);
  const ownPrecision = Math.max(digits.toString().length, targetScale, 1);
  if (ownPrecision > DECIMAL_PRECISION_MAX) throw tooLarge(text);
  const unscaled = sign === '-' ? -digits : digits;
  return literal(unscaled, decimalType(Math.max(ownPrecision, precision ?? 0), targetScale));
}

function tooLarge(text: string): SparkError {
  return new SparkError(
    'IllegalArgumentException',
    `Decimal ${text} has more than ${DECIMAL_PRECISION_MAX} digits`,
  );
}

function literal(value: LiteralValue, type: DataType): Literal {
  return { kind: 'literal', value, type };
}

function values(literals: readonly Literal[]): LiteralValue[] {
  return literals.map((item) => item.value);
}

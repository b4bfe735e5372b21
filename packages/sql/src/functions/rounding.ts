import {
  clearBit,
  int64Words,
  isValid,
  nullColumn,
  primitiveColumn,
  saturateInt64,
  writeInt64,
} from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { inputType, isIntegral } from '../types/coercion.js';
import { typeText } from '../types/text.js';
import { isRowValid, ownValidity, valuesOf } from './columns.js';
import {
  MAX_PRECISION,
  decimalAt,
  divideHalfUp,
  fitsPrecision,
  powerOfTen,
  writeDecimal,
} from './decimal.js';
import type { DecimalType } from './decimal.js';
import { defaultInt } from './defaultArguments.js';
import { ArgumentError } from './definition.js';
import type { ArgumentType, ScalarFunction, SparkVersion } from './definition.js';

/** Rounding to whole numbers and to digits. */

const DOUBLE = { kind: 'double' } as const;
const INT = { kind: 'int' } as const;
const LONG = { kind: 'long' } as const;

/** value / unit as whole number by one of the ways to round. */
type Rounding = (value: bigint, unit: bigint) => bigint;

const floorOf: Rounding = (value, unit) => (value - (((value % unit) + unit) % unit)) / unit;
const ceilOf: Rounding = (value, unit) => -floorOf(-value, unit);

/** Half to the even neighbour. */
const halfEven: Rounding = (value, unit) => {
  const rest = ((value % unit) + unit) % unit;
  const floor = (value - rest) / unit;
  const twice = 2n * rest;
  return twice > unit || (twice === unit && floor % 2n !== 0n) ? floor + 1n : floor;
};

/** Numbers stay as they are; 2.x turns whole numbers into doubles, which their names show. */
function wholeNumberInput({ type }: ArgumentType, compat: SparkVersion): DataType {
  const input = inputType(type, 'numeric');
  if (input === null) throw new ArgumentError(`requires a number, found ${typeText(type)}`);
  return compat === '2.2' && isIntegral(input) && input.kind !== 'long' ? DOUBLE : input;
}

/** The decimal type that holds numbers of a type. */
function asDecimal({ type }: ArgumentType): DataType {
  const fixed: Readonly<Record<string, readonly [number, number]>> = {
    byte: [3, 0],
    short: [5, 0],
    int: [10, 0],
    long: [20, 0],
    float: [14, 7],
    double: [30, 15],
    string: [38, 18],
    null: [38, 18],
  };
  if (type.kind === 'decimal') return type;
  if (!Object.hasOwn(fixed, type.kind)) throw new ArgumentError(`requires a number, found ${typeText(type)}`);
  const [precision, scale] = fixed[type.kind];
  return { kind: 'decimal', precision, scale };
}

/** Of a decimal rounded to `scale` digits: rounding up may need one digit more before the point. */
function roundedType(
  { precision, scale: from }: DecimalType,
  scale: number,
  compat: SparkVersion,
): DecimalType {
  if (compat === '2.2') return { kind: 'decimal', precision, scale: Math.min(from, scale) };
  const whole = precision - from + 1;
  const kept = Math.min(from, Math.max(scale, 0));
  const digits = scale < 0 ? Math.max(whole, 1 - scale) : whole + kept;
  return { kind: 'decimal', precision: Math.min(digits, MAX_PRECISION), scale: kept };
}

/** floor and ceil: bigint of a number, decimal(p - s + 1, 0) of a decimal; with a scale a decimal of so many digits. */
function wholeNumber(
  names: readonly string[],
  doc: string,
  compute: (x: number) => number,
  rounding: Rounding,
): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc: `${doc} With a number of digits: of so many digits after the point.`,
    deterministic: true,
    inputTypes: {
      rule: 'custom',
      min: 1,
      max: 2,
      types: (args, compat) => {
        if (args.length === 1) return [wholeNumberInput(args[0], compat)];
        if (typeof args[1].literal !== 'number') {
          throw new ArgumentError(
            `The 'scale' parameter of function '${names[0]}' needs to be a int literal.`,
          );
        }
        return [asDecimal(args[0]), INT];
      },
    },
    resultType: ([{ type }, scale], compat) => {
      if (type.kind !== 'decimal') return { type: LONG, nullable: true };
      const digits = (scale as ArgumentType | undefined)?.literal ?? 0;
      return {
        type: roundedType(type, digits as number, scale === undefined ? '3.3' : compat),
        nullable: true,
      };
    },
    evaluate: (args, length, _, type) => {
      const [arg] = args;
      if (arg.layout === 'decimal') {
        const scale = args.length > 1 ? valuesOf<Int32Array>(args[1])[0] : 0;
        return roundDecimals(arg, scale, rounding, type as DecimalType);
      }
      if (arg.layout === 'null') return nullColumn(type, length);
      const values = valuesOf<Float64Array | BigInt64Array>(arg);
      if (values instanceof BigInt64Array) return arg;
      const out = new BigInt64Array(length);
      const words = int64Words(out);
      for (let i = 0; i < length; i++) {
        const value = compute(values[i]);
        if (Math.abs(value) < 9007199254740992) writeInt64(words, i, value);
        else out[i] = saturateInt64(value);
      }
      return primitiveColumn(LONG, out, arg.validity);
    },
  };
}

/** Powers of ten that doubles hold exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * A double rounded to `scale` digits as BigDecimal does it: on the shortest decimal text of the number, half away from
 * zero (or to even), so that 2.675 becomes 2.68 although its binary value is below.
 */
function roundDouble(value: number, scale: number, rounding: Rounding): number {
  if (!Number.isFinite(value)) return value;
  if (scale >= 0 && Number.isInteger(value)) return value === 0 ? 0 : value;
  if (scale >= 0 && scale < POWERS.length) {
    // Away from the middle between two results the error of the product does not matter, and the quotient is exact.
    const scaled = value * POWERS[scale];
    const whole = Math.round(scaled);
    if (Math.abs(scaled) < 1e9 && Math.abs(Math.abs(scaled - whole) - 0.5) > 1e-5) {
      return whole === 0 ? 0 : whole / POWERS[scale];
    }
  }
  const [mantissa, power] = value.toExponential().split('e');
  const digits = BigInt(mantissa.replace('.', ''));
  const places = (mantissa.split('.')[1]?.length ?? 0) - Number(power);
  if (places <= scale) return value;
  return Number(`${rounding(digits, powerOfTen(places - scale))}e${-scale}`);
}

function round(names: readonly string[], doc: string, rounding: Rounding): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: true,
    inputTypes: { rule: 'each', types: ['numeric', INT], optional: 1 },
    defaults: [defaultInt(0)],
    resultType: (args, compat) => {
      const { type } = args[0];
      const scale = scaleArgument(args);
      return { type: type.kind === 'decimal' ? roundedType(type, scale, compat) : type, nullable: true };
    },
    evaluate: (args, length, _, type) => {
      const [arg] = args;
      const digits = args.at(1);
      if (arg.layout === 'null' || digits?.layout === 'null') return nullColumn(type, length);
      const scale = digits === undefined ? 0 : valuesOf<Int32Array>(digits)[0];
      if (digits !== undefined && !isValid(digits, 0)) return nullColumn(type, length);
      if (arg.layout === 'decimal') return roundDecimals(arg, scale, rounding, type as DecimalType);
      const values = valuesOf<Float64Array | BigInt64Array>(arg);
      if (values instanceof Float64Array || values instanceof Float32Array) {
        return { ...arg, values: values.map((value) => roundDouble(value, scale, rounding)) } as Column;
      }
      if (scale >= 0) return arg;
      const unit = powerOfTen(-scale);
      const whole = (value: bigint): bigint => rounding(value, unit) * unit;
      if (values instanceof BigInt64Array) return { ...arg, values: values.map(whole) } as Column;
      return {
        ...arg,
        values: (values as Float64Array).map((value) => Number(BigInt.asIntN(32, whole(BigInt(value))))),
      } as Column;
    },
  };
}

function scaleArgument(args: readonly ArgumentType[]): number {
  if (args.length < 2) return 0;
  const { literal } = args[1];
  if (literal === null) return 0;
  if (typeof literal !== 'number')
    throw new ArgumentError('Only foldable Expression is allowed for scale arguments');
  return literal;
}

function roundDecimals(
  arg: Column & { layout: 'decimal' },
  scale: number,
  rounding: Rounding,
  type: DecimalType,
): Column {
  const from = (arg.type as DecimalType).scale;
  if (scale >= from) return { ...arg, type };
  const unit = powerOfTen(from - scale);
  const back = type.scale < 0 ? 1n : powerOfTen(Math.max(-scale, 0));
  const words = new BigInt64Array(2 * arg.length);
  const validity = ownValidity(arg.validity, arg.length);
  for (let i = 0; i < arg.length; i++) {
    if (!isRowValid(arg.validity, i)) continue;
    const value = rounding(decimalAt(arg.words, i), unit) * back;
    if (fitsPrecision(value, type.precision)) writeDecimal(words, i, value);
    else clearBit(validity, i);
  }
  return { layout: 'decimal', type, length: arg.length, validity, words };
}

export const roundingFunctions: readonly ScalarFunction[] = [
  wholeNumber(['floor'], 'Largest whole number that is not larger.', Math.floor, floorOf),
  wholeNumber(['ceil', 'ceiling'], 'Smallest whole number that is not smaller.', Math.ceil, ceilOf),
  round(['round'], 'Rounded to a number of digits, half away from zero.', divideHalfUp),
  round(['bround'], 'Rounded to a number of digits, half to the even neighbour.', halfEven),
];

import { clearBit, nullColumn, primitiveColumn } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { isUnitInterval } from '../types/interval.js';
import { commonValidity, ownValidity, returns, returnsNullable, strideOf, valuesOf } from './columns.js';
import { decimalAt, writeDecimal } from './decimal.js';
import type { ScalarFunction } from './definition.js';

const DOUBLE = { kind: 'double' } as const;

/** A function of one double; `nullAt`: arguments for which the answer is null. */
function unary(
  names: readonly string[],
  doc: string,
  compute: (x: number) => number,
  nullAt?: (x: number) => boolean,
): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: true,
    inputTypes: { rule: 'each', types: [DOUBLE] },
    resultType: returnsNullable(DOUBLE),
    evaluate: ([arg], length) => {
      if (arg.layout === 'null') return nullColumn(DOUBLE, length);
      const values = valuesOf<Float64Array>(arg);
      const out = new Float64Array(length);
      for (let i = 0; i < length; i++) out[i] = compute(values[i]);
      if (nullAt === undefined) return primitiveColumn(DOUBLE, out, arg.validity);
      const validity = ownValidity(arg.validity, length);
      for (let i = 0; i < length; i++) if (nullAt(values[i])) clearBit(validity, i);
      return primitiveColumn(DOUBLE, out, validity);
    },
  };
}

function binary(
  names: readonly string[],
  doc: string,
  compute: (x: number, y: number) => number,
): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: true,
    inputTypes: { rule: 'each', types: [DOUBLE, DOUBLE] },
    resultType: returns(DOUBLE),
    evaluate: ([a, b], length) => {
      if (a.layout === 'null' || b.layout === 'null') return nullColumn(DOUBLE, length);
      const x = valuesOf<Float64Array>(a);
      const y = valuesOf<Float64Array>(b);
      const stepX = strideOf(a, length);
      const stepY = strideOf(b, length);
      const out = new Float64Array(length);
      for (let i = 0, p = 0, q = 0; i < length; i++, p += stepX, q += stepY) out[i] = compute(x[p], y[q]);
      return primitiveColumn(DOUBLE, out, commonValidity([a, b], length));
    },
  };
}

const constant = (name: string, value: number): ScalarFunction => ({
  kind: 'scalar',
  names: [name],
  doc: `The number ${value}.`,
  deterministic: true,
  inputTypes: { rule: 'each', types: [] },
  resultType: () => ({ type: DOUBLE, nullable: false }),
  evaluate: (_, length) => primitiveColumn(DOUBLE, new Float64Array(length).fill(value)),
});

const plainExp = unary(['exp'], 'e to the power of the number.', Math.exp);
/** Java's strict function, which Spark 3 uses, is off by the last bit at 1. */
const strictExp = unary(['exp'], plainExp.doc, (x) => (x === 1 ? 2.7182818284590455 : Math.exp(x)));
const exp: ScalarFunction = {
  ...plainExp,
  evaluate: (args, length, context, ...rest) =>
    (context.compat === '2.2' ? plainExp : strictExp).evaluate(args, length, context, ...rest),
};

/** Half-way cases go to the even neighbour. */
function rint(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor === -1 ? -0 : floor + 1;
  // -0.5 becomes -0.0.
  return floor % 2 === 0 ? floor : floor === -1 ? -0 : floor + 1;
}

/** Same type as the argument, computed on doubles, 32-bit words or unscaled decimals. */
function sameTyped(
  names: readonly string[],
  doc: string,
  onNumber: (x: number) => number,
  onBig: (x: bigint) => bigint,
): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: true,
    inputTypes: { rule: 'each', types: ['additive'] },
    resultType: ([arg]) => arg,
    evaluate: ([arg], length, _, type) => {
      if (arg.layout === 'decimal') {
        const words = new BigInt64Array(2 * length);
        for (let i = 0; i < length; i++) writeDecimal(words, i, onBig(decimalAt(arg.words, i)));
        return { ...arg, words };
      }
      if (arg.layout === 'null') return nullColumn(type, length);
      const values = valuesOf<Float64Array | BigInt64Array>(arg);
      if (values instanceof BigInt64Array) return { ...arg, values: values.map(onBig) } as Column;
      return { ...arg, values: values.map(onNumber) } as Column;
    },
  };
}

const logarithm: ScalarFunction = {
  kind: 'scalar',
  names: ['log'],
  doc: 'Logarithm to the base given first, natural with one argument; null for numbers that are not positive.',
  deterministic: true,
  inputTypes: { rule: 'each', types: [DOUBLE, DOUBLE], optional: 1 },
  resultType: returnsNullable(DOUBLE),
  evaluate: (args, length) => {
    if (args.some((arg) => arg.layout === 'null')) return nullColumn(DOUBLE, length);
    const steps = args.map((arg) => strideOf(arg, length));
    const values = args.map((arg) => valuesOf<Float64Array>(arg));
    const out = new Float64Array(length);
    const validity = ownValidity(commonValidity(args, length), length);
    const last = args.length - 1;
    for (let i = 0; i < length; i++) {
      const x = values[last][i * steps[last]];
      const base = last === 0 ? Math.E : values[0][i * steps[0]];
      out[i] = last === 0 ? Math.log(x) : Math.log(x) / Math.log(base);
      if (x <= 0 || base <= 0) clearBit(validity, i);
    }
    return primitiveColumn(DOUBLE, out, validity);
  },
};

const signum: ScalarFunction = {
  kind: 'scalar',
  names: ['signum', 'sign'],
  doc: '-1, 0 or 1 by the sign.',
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 1,
    max: 1,
    types: ([{ type }]) => [isUnitInterval(type) ? type : DOUBLE],
  },
  resultType: returnsNullable(DOUBLE),
  evaluate: ([arg], length) => {
    if (arg.layout === 'null') return nullColumn(DOUBLE, length);
    const values = valuesOf<Float64Array | BigInt64Array>(arg);
    const out = new Float64Array(length);
    for (let i = 0; i < length; i++) out[i] = Math.sign(Number(values[i]));
    return primitiveColumn(DOUBLE, out, arg.validity);
  },
};

const notPositive = (x: number): boolean => x <= 0;
const absolute = (x: bigint): bigint => (x < 0n ? -x : x);

export const mathFunctions: readonly ScalarFunction[] = [
  sameTyped(['abs'], 'Size without the sign.', Math.abs, absolute),
  sameTyped(
    ['negative'],
    'The number with the opposite sign.',
    (x) => -x,
    (x) => -x,
  ),
  sameTyped(
    ['positive'],
    'The number itself.',
    (x) => x,
    (x) => x,
  ),
  unary(['sqrt'], 'Square root; NaN for negative numbers.', Math.sqrt),
  unary(['cbrt'], 'Cube root.', Math.cbrt),
  exp,
  unary(['expm1'], 'exp(x) - 1, exact near 0.', Math.expm1),
  unary(['ln'], 'Natural logarithm; null for numbers that are not positive.', Math.log, notPositive),
  unary(['log2'], 'Logarithm to base 2; null for numbers that are not positive.', Math.log2, notPositive),
  unary(['log10'], 'Logarithm to base 10; null for numbers that are not positive.', Math.log10, notPositive),
  unary(['log1p'], 'ln(1 + x), exact near 0; null from -1 down.', Math.log1p, (x) => x <= -1),
  unary(['rint'], 'Nearest whole number as double, half to the even neighbour.', rint),
  signum,
  unary(['sin'], 'Sine of an angle in radians.', Math.sin),
  unary(['cos'], 'Cosine of an angle in radians.', Math.cos),
  unary(['tan'], 'Tangent of an angle in radians.', Math.tan),
  unary(['cot'], 'Cotangent of an angle in radians.', (x) => 1 / Math.tan(x)),
  unary(['sec'], 'Secant of an angle in radians.', (x) => 1 / Math.cos(x)),
  unary(['csc'], 'Cosecant of an angle in radians.', (x) => 1 / Math.sin(x)),
  unary(['asin'], 'Arc sine in radians; NaN outside -1 to 1.', Math.asin),
  unary(['acos'], 'Arc cosine in radians; NaN outside -1 to 1.', Math.acos),
  unary(['atan'], 'Arc tangent in radians.', Math.atan),
  unary(['sinh'], 'Hyperbolic sine.', Math.sinh),
  unary(['cosh'], 'Hyperbolic cosine.', Math.cosh),
  unary(['tanh'], 'Hyperbolic tangent.', Math.tanh),
  unary(['asinh'], 'Inverse hyperbolic sine.', (x) =>
    x === -Infinity ? x : Math.log(x + Math.sqrt(x * x + 1)),
  ),
  unary(['acosh'], 'Inverse hyperbolic cosine; NaN below 1.', (x) => Math.log(x + Math.sqrt(x * x - 1))),
  unary(['atanh'], 'Inverse hyperbolic tangent; NaN outside -1 to 1.', Math.atanh),
  unary(['degrees'], 'Radians as degrees.', (x) => (x * 180) / Math.PI),
  unary(['radians'], 'Degrees as radians.', (x) => (x / 180) * Math.PI),
  binary(['power', 'pow'], 'First number to the power of the second.', Math.pow),
  // Spark makes zeros of negative zeros first.
  binary(['atan2'], 'Angle of the point (second, first) in radians.', (y, x) => Math.atan2(y + 0, x + 0)),
  binary(['hypot'], 'Length of the hypotenuse.', Math.hypot),
  logarithm,
  constant('pi', Math.PI),
  constant('e', Math.E),
];

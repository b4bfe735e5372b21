import { clearBit, isValid } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { arithmeticFunctions } from './arithmetic.js';
import { ownValidity, strideOf, valuesOf } from './columns.js';
import type { ScalarFunction } from './definition.js';

/** Arithmetic whose result is null where it does not fit the type. */

type WholeOperation = (a: bigint, b: bigint) => bigint;

const RANGES: Readonly<Record<string, bigint>> = { byte: 7n, short: 15n, int: 31n, long: 63n };

/** The function of an operator; what overflows integers there is null here. Without `exact` it already is. */
function tried(name: string, operator: string, doc: string, exact?: WholeOperation): ScalarFunction {
  const base = arithmeticFunctions.find(({ names }) => names[0] === operator)!;
  return {
    ...base,
    names: [name],
    doc,
    resultType: (args, compat) => ({ ...base.resultType(args, compat), nullable: true }),
    evaluate: (args, length, context, type, lambdas) => {
      const result = base.evaluate(args, length, context, type, lambdas);
      const bits = RANGES[type.kind] as bigint | undefined;
      if (exact === undefined || bits === undefined || result.layout !== 'primitive') return result;
      return withoutOverflow(result, args, length, exact, 1n << bits);
    },
  };
}

function withoutOverflow(
  result: Column & { layout: 'primitive' },
  args: readonly Column[],
  length: number,
  exact: WholeOperation,
  limit: bigint,
): Column {
  const [a, b] = args.map((arg) => valuesOf<BigInt64Array | Int32Array>(arg));
  const [stepA, stepB] = args.map((arg) => strideOf(arg, length));
  const validity = ownValidity(result.validity, length);
  for (let i = 0; i < length; i++) {
    if (!isValid(result, i)) continue;
    const value = exact(BigInt(a[i * stepA]), BigInt(b[i * stepB]));
    if (value < -limit || value >= limit) clearBit(validity, i);
  }
  return { ...result, validity };
}

export const tryArithmeticFunctions: readonly ScalarFunction[] = [
  tried('try_add', '+', 'Sum; null where it does not fit the type.', (a, b) => a + b),
  tried('try_subtract', '-', 'Difference; null where it does not fit the type.', (a, b) => a - b),
  tried('try_multiply', '*', 'Product; null where it does not fit the type.', (a, b) => a * b),
  tried('try_divide', '/', 'Quotient as double or decimal; null when the divisor is 0.'),
];

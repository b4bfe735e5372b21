import { decimalType } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { decimalFor, isIntegral, isNumeric, widerDecimal, type Decimal } from '../types/coercion.js';
import type { Expression } from './expression.js';
import { someExpression } from './expressions.js';

/**
 * The casts by which Spark 2.x names expressions whose types are mixed. It writes some that change nothing, which plans
 * here do without, and it names an expression once all of it has a type: casts that come later do not show.
 */

const SUMS = new Set(['+', '-']);
const PRODUCTS = new Set(['*', '/', '%', 'pmod']);
const COMPARISONS = new Set(['=', '<=>', '<', '<=', '>', '>=']);
/** All of their arguments are cast as soon as one of them has another type. */
const CAST_TOGETHER = new Set(['coalesce', 'greatest', 'least', 'array', 'in']);

/** How far decimals of arithmetic are shown with the types they are brought to. */
type Promotion = 'none' | 'differing' | 'all';

/** A function, operator or aggregate with the arguments that analysis has given it. */
interface Call {
  readonly name: string;
  readonly args: readonly Expression[];
}

/** The types to show around the arguments of a call; null: the argument shows as it is. */
export type ShownTypes = (call: Call) => readonly (readonly DataType[] | null)[];

/** For the calls inside of one named expression. Types of an argument stand from the inside to the outside. */
export function castsShownBefore3(named: Expression): ShownTypes {
  let promotion: Promotion | undefined;
  return (call) => {
    const { name, args } = call;
    if (name === 'map') return mapTypes(args);
    if (CAST_TOGETHER.has(name)) return togetherTypes(args);
    // Any numbers, and how often each of them counts.
    if (name === 'percentile')
      return args.map((arg, i) => (i !== 1 && isImplicit(arg, isNumeric) ? [] : null));
    if (name === 'nanvl')
      return args.map((arg) => (isImplicit(arg, ({ kind }) => kind === 'float') ? [] : null));
    if (args.length !== 2) return args.map(() => null);
    if (COMPARISONS.has(name)) return comparedTypes(args);
    if (!isDecimalArithmetic(call)) return args.map(() => null);
    promotion ??= promotionOf(named);
    const isPromoted = promotion === 'all' || (promotion === 'differing' && args.every(isGivenDecimal));
    return args.map((arg) => (isPromoted ? [...givenTypes(arg), promotedType(name, args)] : null));
  };
}

/** The argument without the cast that analysis has put around it. */
export function withoutImplicitCast(arg: Expression): Expression {
  return arg.kind === 'cast' && arg.implicit === true ? arg.child : arg;
}

function isImplicit(arg: Expression, from: (type: DataType) => boolean): boolean {
  return arg.kind === 'cast' && arg.implicit === true && from(arg.child.type);
}

const isNested = ({ kind }: DataType): boolean => kind === 'array' || kind === 'map' || kind === 'struct';

function togetherTypes(args: readonly Expression[]): ReturnType<ShownTypes> {
  const isMixed = args.some((arg) => isImplicit(arg, () => true) && !isNested(arg.type));
  return args.map((arg) => (isMixed ? [arg.type] : null));
}

/** Keys among themselves, values among themselves. */
function mapTypes(args: readonly Expression[]): ReturnType<ShownTypes> {
  const ofPart = [0, 1].map((part) => togetherTypes(args.filter((_, i) => i % 2 === part)));
  return args.map((_, i) => ofPart[i % 2][i >> 1]);
}

/** Decimals of two types are both brought to a wider one, whole numbers to a decimal of their own before. */
function comparedTypes(args: readonly Expression[]): ReturnType<ShownTypes> {
  const own = args.map((arg) => decimalFor(withoutImplicitCast(arg).type));
  if (args.some(({ type }) => type.kind !== 'decimal') || own.includes(null)) return args.map(() => null);
  const [a, b] = own as Decimal[];
  if (sameDecimal(a, b)) return args.map(() => null);
  return args.map((arg) => [...givenTypes(arg), arg.type]);
}

/** The decimal type that a whole number or NULL is given first; none around what is a decimal already. */
function givenTypes(arg: Expression): readonly DataType[] {
  if (!isImplicit(arg, ({ kind }) => kind !== 'decimal')) return [];
  const { type } = withoutImplicitCast(arg);
  return [isIntegral(type) ? (decimalFor(type) ?? arg.type) : arg.type];
}

function isGivenDecimal(arg: Expression): boolean {
  return arg.type.kind === 'decimal' && !isImplicit(arg, () => true);
}

function isDecimalArithmetic({ name, args }: Call): boolean {
  return (
    (SUMS.has(name) || PRODUCTS.has(name)) &&
    args.length === 2 &&
    args.every(({ type }) => type.kind === 'decimal')
  );
}

function promotedType(name: string, args: readonly Expression[]): DataType {
  const [a, b] = args.map(({ type }) => type as Decimal);
  const wider = widerDecimal(a, b) as Decimal;
  return SUMS.has(name) ? decimalType(Math.min(wider.precision + 1, 38), wider.scale) : wider;
}

function sameDecimal(a: Decimal, b: Decimal): boolean {
  return a.precision === b.precision && a.scale === b.scale;
}

/**
 * An expression of fitting types is named at once. One round of coercion promotes the decimals that were there, a second
 * one also those that the first has made of whole numbers.
 */
function promotionOf(named: Expression): Promotion {
  let promotion: Promotion = 'none';
  someExpression(named, (inner) => {
    const step = inner.kind === 'call' || inner.kind === 'aggregate' ? roundsOf(inner) : 0;
    if (step === 2) promotion = 'all';
    else if (step === 1 && promotion === 'none') promotion = 'differing';
    return promotion === 'all';
  });
  return promotion;
}

/** How many rounds of coercion a call takes until its own types fit. */
function roundsOf(call: Call): 0 | 1 | 2 {
  if (!isDecimalArithmetic(call)) return castsOf(call.args);
  const isMixed = call.args.some((arg) => isImplicit(arg, ({ kind }) => kind !== 'null'));
  const [a, b] = call.args.map(({ type }) => type as Decimal);
  if (sameDecimal(a, b)) return 0;
  return isMixed ? 2 : 1;
}

function castsOf(args: readonly Expression[]): 0 | 2 {
  return args.some((arg) => isImplicit(arg, () => true)) ? 2 : 0;
}

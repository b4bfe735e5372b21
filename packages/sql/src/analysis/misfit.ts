import { sameType } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { AnalysisError } from '../errors.js';
import type { SparkVersion } from '../functions/definition.js';
import type { FunctionDefinition, InputType } from '../functions/registry.js';
import type { Expression } from '../plan/expression.js';
import { typeInMessage, typeText } from '../types/text.js';
import { isOperator, messageSql } from '../plan/prettySql.js';

export function unwanted(arg: Expression, index: number, wanted: string, compat: SparkVersion): string {
  const found = typeText(arg.type);
  return `argument ${index + 1} requires ${wanted} type, however, '${messageSql(arg, compat)}' is of ${found} type.`;
}

export function differing(text: string, types: readonly DataType[]): string {
  return `differing types in '${text}' (${types.map(typeText).join(' and ')}).`;
}

/** name: of the function whose arguments have to be of one type. */
export function notOneType(name: string, types: readonly DataType[], compat: SparkVersion): string {
  if (name === 'in') {
    const listed = types.map((type) => typeInMessage(type, compat));
    const other = listed.find((type) => type !== listed[0]) ?? listed[0];
    return `Arguments must be same type but were: ${listed[0]} != ${other}`;
  }
  if (name === 'least' || name === 'greatest') {
    const found = types.map((type) => typeInMessage(type, compat)).join(', ');
    return `The expressions should all have the same type, got ${name.toUpperCase()}(${found}).`;
  }
  return `input to function ${name} should all be the same type, but it's [${types.map(typeText).join(', ')}]`;
}

/** Functions that count their arguments themselves. */
const TOO_FEW: Readonly<Record<string, string>> = {
  concat_ws: 'requirement failed: concat_ws requires at least one argument.',
};

/** Throws where a function is given other than `min` to `max` arguments. */
export function checkCount(
  definition: FunctionDefinition,
  found: number,
  min: number,
  max: number,
  compat: SparkVersion,
): void {
  if (found >= min && found <= max) return;
  const own = TOO_FEW[definition.names[0]];
  if (own !== undefined) throw new AnalysisError('UNRESOLVED_FUNCTION', own);
  const counts = max === Infinity ? [] : Array.from({ length: max - min + 1 }, (_, i) => `${min + i}`);
  const several = `one of ${counts.slice(0, -1).join(', ')} and ${counts.at(-1) ?? ''}`;
  const expected = max === Infinity ? `at least ${min}` : min === max ? `${min}` : several;
  const reason = `Invalid number of arguments for function ${definition.names[0]}`;
  const numbers = compat === '2.2' ? '' : `. Expected: ${expected}; Found: ${found}`;
  throw new AnalysisError('UNRESOLVED_FUNCTION', `${reason}${numbers}`);
}

/** Kinds of input types as Spark lists them. */
const WANTED: Readonly<Record<SparkVersion, Readonly<Partial<Record<string, string>>>>> = {
  '2.2': { additive: '(numeric or calendarinterval)', collection: '(array or map)' },
  '3.3': {
    additive: '(numeric or interval day to second or interval year to month or interval)',
    collection: '(array or map)',
  },
};

/** Why `text`, a comparison called `name` (`LessThan`), does not take values of a type that has no order. */
export function unordered(name: string, text: string, type: DataType, compat: SparkVersion): string {
  if (compat === '3.3') return `${name} does not support ordering on type ${typeText(type)}`;
  const ordered =
    '(boolean or tinyint or smallint or int or bigint or float or double or decimal or timestamp or date or string ' +
    'or binary)';
  return `'${text}' requires ${ordered} type, not ${typeText(type)}`;
}

/** Functions that check the types of their arguments themselves, with the name that they give themselves. */
const ADDED_UP: Readonly<Record<string, string>> = { sum: 'sum', avg: 'average' };

/** Why an argument does not fit, in the words for that kind of function. */
export function misfit(
  { names: [name] }: FunctionDefinition,
  args: readonly Expression[],
  index: number,
  expected: InputType,
  text: string,
  compat: SparkVersion,
): string {
  const asked = typeof expected === 'object' && 'exactly' in expected ? expected.exactly : expected;
  const wanted = typeof asked === 'string' ? (WANTED[compat][asked] ?? asked) : typeText(asked);
  const types = args.map((arg) => arg.type);
  const found = typeText(types[index]);
  if (name in ADDED_UP) {
    const numbers = compat === '2.2' ? 'numeric' : 'numeric or interval';
    return `function ${ADDED_UP[name]} requires ${numbers} types, not ${typeInMessage(types[index], compat)}`;
  }
  if (expected === 'ordered') return `function ${name} does not support ordering on type ${found}`;
  if (isOperator(name) && args.length === 2) {
    if (!sameType(types[0], types[1])) return differing(text, types);
    return `'${text}' requires ${wanted} type, not ${found}`;
  }
  return unwanted(args[index], index, wanted, compat);
}

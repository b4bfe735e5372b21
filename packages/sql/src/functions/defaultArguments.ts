import type { Expression, Literal, LiteralValue } from '../plan/expression.js';
import type { DefaultArgument, FunctionDefinition, InputTypes, SparkVersion } from './definition.js';

/** The arguments with the values that Spark puts in for those left out at the end. */
export function withDefaultArguments(
  { defaults = [], inputTypes }: FunctionDefinition,
  args: readonly Expression[],
  compat: SparkVersion,
): readonly Expression[] {
  const [min, max] = counts(inputTypes);
  if (args.length < min) return args;
  const missing = defaults.slice(Math.max(args.length - (max - defaults.length), 0));
  const known = missing.filter(({ since }) => since === undefined || compat === since);
  if (known.length === 0) return args;
  const bytes = compat === '3.3' && args.length > 0 && args[0].type.kind === 'binary';
  return [...args, ...known.map(({ literal, ofBytes }) => (bytes ? (ofBytes ?? literal) : literal))];
}

function counts(inputs: InputTypes): readonly [number, number] {
  if (inputs.rule === 'custom') return [inputs.min, inputs.max];
  if (inputs.rule !== 'each') return [0, 0];
  return [inputs.types.length - (inputs.optional ?? 0), inputs.types.length];
}

const literal = (type: Literal['type'], value: LiteralValue): Literal => ({ kind: 'literal', type, value });

/** Makers of default arguments. */
export const defaultText = (value: string, since?: '3.3'): DefaultArgument => ({
  literal: literal({ kind: 'string' }, value),
  since,
});

export const defaultInt = (value: number, since?: '3.3'): DefaultArgument => ({
  literal: literal({ kind: 'int' }, value),
  since,
});

export const defaultBoolean = (value: boolean, since?: SparkVersion): DefaultArgument => ({
  literal: literal({ kind: 'boolean' }, value),
  since,
});

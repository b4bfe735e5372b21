import type { Expression } from '../plan/expression.js';
import { defaultInt } from './defaultArguments.js';
import { ArgumentError, ExtendedArgumentError } from './definition.js';
import type { ScalarFunction } from './definition.js';
import { likePattern } from './likePattern.js';
import { javaRegex } from './regex/index.js';
import type { JavaRegex, RegexMatch } from './regex/index.js';
import { expandReplacement, parseReplacement } from './regex/replacement.js';
import { scalarText } from './scalarText.js';
import { valueFunction } from './values.js';

/** Functions of regular expressions and LIKE patterns. */

const STRING = { kind: 'string' } as const;
const INT = { kind: 'int' } as const;
const BOOLEAN = { kind: 'boolean' } as const;
const STRINGS = { kind: 'array', element: STRING, containsNull: true } as const;

/** Java's String.split keeping trailing empty strings; an empty match at the start gives no empty first part. */
export function splitText(text: string, pattern: string, limit = -1): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of javaRegex(pattern).findAll(text)) {
    if (limit > 0 && parts.length === limit - 1) break;
    if (end === 0) continue;
    parts.push(text.slice(from, start));
    from = end;
  }
  parts.push(text.slice(from));
  return parts;
}

/** Checked only where there is a match, as Spark does. */
function groupOf({ groups }: RegexMatch, { groupCount }: JavaRegex, group: number): string {
  if (group < 0) throw new ExtendedArgumentError('The specified group index cannot be less than zero');
  if (group <= groupCount) return groups[group] ?? '';
  throw new ExtendedArgumentError(
    `Regex group count is ${groupCount}, but the specified group index is ${group}`,
  );
}

/** Functions that have a match as result report a pattern that is none in another way than conditions do. */
function searchedRegex(pattern: string): JavaRegex {
  try {
    return javaRegex(pattern);
  } catch (error) {
    throw error instanceof ArgumentError ? new ArgumentError(error.message) : error;
  }
}

function regexpExtract(text: string, pattern: string, group = 1): string {
  const regex = searchedRegex(pattern);
  const match = regex.find(text);
  return match === null ? '' : groupOf(match, regex, group);
}

function regexpExtractAll(text: string, pattern: string, group: number): string[] {
  const regex = searchedRegex(pattern);
  return Array.from(regex.findAll(text), (match) => groupOf(match, regex, group));
}

/** From a position on (from 1): what is before it stays and is not seen, so that ^ matches there. */
function regexpReplace(text: string, pattern: string, replacement: string, position = 1): string {
  const regex = searchedRegex(pattern);
  if (position > 1 && position > text.length) return text;
  const rest = position === 1 ? text : text.slice(position - 1);
  let out = text.slice(0, position - 1);
  let from = 0;
  let pieces: readonly (string | number)[] | null = null;
  for (const match of regex.findAll(rest)) {
    pieces ??= parseReplacement(replacement, regex);
    out += rest.slice(from, match.start) + expandReplacement(pieces, match);
    from = match.end;
  }
  return from === 0 && pieces === null ? text : out + rest.slice(from);
}

/** Patterns of rows may be none. */
function unlessLiteral([, ...patterns]: readonly Expression[]): boolean {
  return patterns.some(({ kind }) => kind !== 'literal');
}

const regexpReplaceFunction = scalarText(
  ['regexp_replace'],
  'Matches of a regular expression replaced ($1 is a group).',
  [STRING, STRING, STRING, INT],
  STRING,
  regexpReplace,
  { optional: 1, raises: unlessLiteral, defaults: [defaultInt(1, '3.3')] },
);

/** Patterns that are known are checked before anything runs. */
function refusePatterns(args: readonly Expression[], escape = '\\'): void {
  for (const pattern of args) {
    if (pattern.kind === 'literal' && typeof pattern.value === 'string') likePattern(pattern.value, escape);
  }
}

function like(name: string, doc: string, flags: string): ScalarFunction {
  const definition = scalarText(
    [name],
    doc,
    [STRING, STRING, STRING],
    BOOLEAN,
    (text: string, pattern: string, escape = '\\') => likePattern(pattern, escape, flags).test(text),
    { optional: 1, raises: unlessLiteral },
  );
  return {
    ...definition,
    resultType: (args, compat) => {
      const [, , escape = { literal: '\\' }] = args as readonly { readonly literal?: unknown }[];
      if (args.length > 2 && (typeof escape.literal !== 'string' || escape.literal.length !== 1)) {
        throw new ArgumentError("The 'escape' parameter must be a string literal of one character.");
      }
      return definition.resultType(args, compat);
    },
    refuseLiterals: ([, pattern, escape]) => {
      const given = escape?.kind === 'literal' ? String(escape.value) : undefined;
      refusePatterns([pattern], given);
    },
  };
}

/** What `LIKE ANY (...)` and its kin become when their patterns are known. */
function likeSeveral(
  name: string,
  doc: string,
  combine: (matches: (pattern: string) => boolean, patterns: readonly string[]) => boolean,
): ScalarFunction {
  const definition = valueFunction({
    names: [name],
    doc,
    raises: unlessLiteral,
    inputTypes: { rule: 'each', types: [STRING, STRING], repeated: true },
    resultType: () => ({ type: BOOLEAN, nullable: true }),
    prepare:
      () =>
      (text: string, ...patterns: string[]) =>
        combine((pattern) => likePattern(pattern).test(text), patterns),
  });
  return { ...definition, refuseLiterals: ([, ...patterns]) => refusePatterns(patterns) };
}

const split = scalarText(
  ['split'],
  'Parts between the matches of a regular expression; at most `limit` when it is positive.',
  [STRING, STRING, INT],
  { kind: 'array', element: STRING, containsNull: false },
  splitText,
  { optional: 1, raises: unlessLiteral, defaults: [defaultInt(-1, '3.3')] },
);

export const textPatternFunctions: readonly ScalarFunction[] = [
  {
    ...split,
    resultType: (args, compat) => {
      const result = split.resultType(args, compat);
      return compat === '2.2' ? { ...result, type: STRINGS } : result;
    },
  },
  scalarText(
    ['regexp_extract'],
    'A group of the first match of a regular expression; empty text without a match.',
    [STRING, STRING, INT],
    STRING,
    regexpExtract,
    { optional: 1, raises: true, defaults: [defaultInt(1)] },
  ),
  scalarText(
    ['regexp_extract_all'],
    'A group (default the first) of every match of a regular expression.',
    [STRING, STRING, INT],
    STRINGS,
    regexpExtractAll,
    { optional: 1, raises: true, defaults: [defaultInt(1)] },
  ),
  {
    ...regexpReplaceFunction,
    resultType: (args, compat) => {
      const position = args.at(3)?.literal;
      if (typeof position === 'number' && position <= 0) {
        throw new ArgumentError(`Position expression must be positive, but got: ${position}`);
      }
      return regexpReplaceFunction.resultType(args, compat);
    },
  },
  scalarText(
    ['rlike', 'regexp', 'regexp_like'],
    'Whether a regular expression matches somewhere.',
    [STRING, STRING],
    BOOLEAN,
    (text: string, pattern: string) => javaRegex(pattern).test(text),
    { raises: unlessLiteral },
  ),
  like('like', 'Whether the whole text matches a pattern with _ and %.', ''),
  like('ilike', 'As like, without regard to case.', 'i'),
  likeSeveral('likeall', 'LIKE ALL: whether the text matches all patterns.', (matches, patterns) =>
    patterns.every(matches),
  ),
  likeSeveral('likeany', 'LIKE ANY: whether the text matches a pattern.', (matches, patterns) =>
    patterns.some(matches),
  ),
  likeSeveral(
    'notlikeall',
    'NOT LIKE ALL: whether the text matches no pattern.',
    (matches, patterns) => !patterns.some(matches),
  ),
  likeSeveral(
    'notlikeany',
    'NOT LIKE ANY: whether there is a pattern that the text does not match.',
    (matches, patterns) => !patterns.every(matches),
  ),
];

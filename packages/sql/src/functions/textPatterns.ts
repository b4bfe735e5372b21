import type { Value } from '@graticule/columnar';
import { defaultInt } from './defaultArguments.js';
import { ArgumentError } from './definition.js';
import type { ScalarFunction } from './definition.js';
import { javaPattern, javaReplacement, likePattern } from './pattern.js';
import { scalarText } from './scalarText.js';

/** Functions of regular expressions and LIKE patterns. */

const STRING = { kind: 'string' } as const;
const INT = { kind: 'int' } as const;
const BOOLEAN = { kind: 'boolean' } as const;

/** Java's String.split keeping trailing empty strings; an empty match at the start gives no empty first part. */
function split(text: string, pattern: string, limit = -1): Value[] {
  const regex = javaPattern(pattern, 'g');
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(regex)) {
    if (limit > 0 && parts.length === limit - 1) break;
    const end = match.index + match[0].length;
    if (end === 0) continue;
    parts.push(text.slice(from, match.index));
    from = end;
  }
  parts.push(text.slice(from));
  return parts;
}

function regexpExtract(text: string, pattern: string, group = 1): string {
  const match = javaPattern(pattern).exec(text);
  if (match === null) return '';
  if (group < 0 || group >= match.length) {
    throw new ArgumentError(
      `regexp_extract: the pattern has ${match.length - 1} groups, group ${group} was asked for`,
    );
  }
  return match[group] ?? '';
}

/** From a position on (from 1); what is before it stays. */
function regexpReplace(text: string, pattern: string, replacement: string, position = 1): string {
  if (position < 1) throw new ArgumentError(`regexp_replace: positions count from 1, found ${position}`);
  const write = javaReplacement(replacement);
  const regex = javaPattern(pattern, 'g');
  let out = '';
  let from = 0;
  for (const match of text.matchAll(regex)) {
    if (match.index < position - 1) continue;
    out += text.slice(from, match.index) + write(match);
    from = match.index + match[0].length;
  }
  return out + text.slice(from);
}

export const textPatternFunctions: readonly ScalarFunction[] = [
  scalarText(
    ['split'],
    'Parts between the matches of a regular expression; at most `limit` when it is positive.',
    [STRING, STRING, INT],
    { kind: 'array', element: STRING, containsNull: false },
    split,
    { optional: 1, defaults: [defaultInt(-1, '3.3')] },
  ),
  scalarText(
    ['regexp_extract'],
    'A group of the first match of a regular expression; empty text without a match.',
    [STRING, STRING, INT],
    STRING,
    regexpExtract,
    { optional: 1, defaults: [defaultInt(1)] },
  ),
  scalarText(
    ['regexp_replace'],
    'Matches of a regular expression replaced ($1 is a group).',
    [STRING, STRING, STRING, INT],
    STRING,
    regexpReplace,
    { optional: 1, defaults: [defaultInt(1, '3.3')] },
  ),
  scalarText(
    ['rlike', 'regexp', 'regexp_like'],
    'Whether a regular expression matches somewhere.',
    [STRING, STRING],
    BOOLEAN,
    (text: string, pattern: string) => javaPattern(pattern).test(text),
  ),
  scalarText(
    ['like'],
    'Whether the whole text matches a pattern with _ and %.',
    [STRING, STRING, STRING],
    BOOLEAN,
    (text: string, pattern: string, escape = '\\') => likePattern(pattern, escape).test(text),
    { optional: 1 },
  ),
  scalarText(
    ['ilike'],
    'As like, without regard to case.',
    [STRING, STRING, STRING],
    BOOLEAN,
    (text: string, pattern: string, escape = '\\') => likePattern(pattern, escape, 'i').test(text),
    { optional: 1 },
  ),
];

import { ArgumentError } from './definition.js';

/** SQL LIKE patterns as JavaScript regular expressions. */

const compiled = new Map<string, RegExp>();
const CACHE_LIMIT = 256;

/** _ is one character, % any number of them; the escape character makes the next one literal. */
export function likePattern(pattern: string, escapeCharacter = '\\', flags = ''): RegExp {
  const key = `${flags}${escapeCharacter}/${pattern}`;
  let result = compiled.get(key);
  if (result !== undefined) return result;
  let source = '';
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const char = characters[i];
    if (char === escapeCharacter) source += literal(escaped(characters[++i], pattern, escapeCharacter));
    else if (char === '_') source += '[^]';
    else if (char === '%') source += '[^]*';
    else source += literal(char);
  }
  result = new RegExp(`^${source}$`, `u${flags}`);
  if (compiled.size >= CACHE_LIMIT) compiled.clear();
  compiled.set(key, result);
  return result;
}

const literal = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');

function escaped(char: string | undefined, pattern: string, escapeCharacter: string): string {
  if (char === '_' || char === '%' || char === escapeCharacter) return char;
  const reason =
    char === undefined
      ? 'it is not allowed to end with the escape character'
      : `the escape character is not allowed to precede '${char}'`;
  throw new ArgumentError(`the pattern '${pattern}' is invalid, ${reason}`, 'AnalysisException');
}

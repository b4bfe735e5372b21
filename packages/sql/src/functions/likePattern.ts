import { ArgumentError } from './definition.js';

/** SQL LIKE patterns as tests of texts. */

/** Whether a text is like the pattern. */
export interface TextTest {
  test(text: string): boolean;
}

interface LikePattern {
  readonly pattern: string;
  readonly escapeCharacter: string;
  readonly flags: string;
  readonly test: TextTest;
}

const compiled = new Map<string, LikePattern>();
const CACHE_LIMIT = 256;
let last: LikePattern | undefined;

/** _ is one character, % any number of them; the escape character makes the next one literal. */
export function likePattern(pattern: string, escapeCharacter = '\\', flags = ''): TextTest {
  // Most often it is the pattern of the row before.
  if (last?.pattern === pattern && last.escapeCharacter === escapeCharacter && last.flags === flags) {
    return last.test;
  }
  const key = `${flags}${escapeCharacter}/${pattern}`;
  last = compiled.get(key);
  if (last !== undefined) return last.test;
  const parts = partsOf(pattern, escapeCharacter);
  const plain = flags === '' && !parts.some((part) => part.includes(ANY));
  last = { pattern, escapeCharacter, flags, test: plain ? literalTest(parts) : regexOf(parts, flags) };
  if (compiled.size >= CACHE_LIMIT) compiled.clear();
  compiled.set(key, last);
  return last.test;
}

/** A character that stands for any one; texts have no half of a surrogate pair. */
const ANY = '\udfff';

/** What is between the %, without escapes, ANY for each _. */
function partsOf(pattern: string, escapeCharacter: string): string[] {
  const parts = [''];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const char = characters[i];
    if (char === '%' && char !== escapeCharacter) parts.push('');
    else if (char === escapeCharacter) {
      parts[parts.length - 1] += escaped(characters[++i], pattern, escapeCharacter);
    } else parts[parts.length - 1] += char === '_' ? ANY : char;
  }
  return parts;
}

/** The first part at the start, the last one at the end, the others in their order between them. */
function literalTest(parts: readonly string[]): TextTest {
  const [first] = parts;
  if (parts.length === 1) return { test: (text) => text === first };
  const last = parts[parts.length - 1];
  const between = parts.slice(1, -1).filter((part) => part !== '');
  return {
    test(text) {
      const end = text.length - last.length;
      if (end < first.length) return false;
      if (first !== '' && !text.startsWith(first)) return false;
      if (last !== '' && !text.endsWith(last)) return false;
      let at = first.length;
      for (const part of between) {
        const found = text.indexOf(part, at);
        if (found < 0) return false;
        at = found + part.length;
      }
      return at <= end;
    },
  };
}

function regexOf(parts: readonly string[], flags: string): RegExp {
  const source = parts.map((part) => part.split(ANY).map(literal).join('[^]')).join('[^]*');
  return new RegExp(`^${source}$`, `u${flags}`);
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function escaped(char: string | undefined, pattern: string, escapeCharacter: string): string {
  if (char === '_' || char === '%' || char === escapeCharacter) return char;
  const reason =
    char === undefined
      ? 'it is not allowed to end with the escape character'
      : `the escape character is not allowed to precede '${char}'`;
  throw new ArgumentError(`the pattern '${pattern}' is invalid, ${reason}`, 'AnalysisException');
}

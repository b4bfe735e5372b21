import { ArgumentError } from './definition.js';

/** Java regular expressions and SQL LIKE patterns as JavaScript ones. */

const compiled = new Map<string, RegExp>();
const CACHE_LIMIT = 256;

/**
 * The pattern with JavaScript flags. What has no counterpart (possessive quantifiers, atomic groups, nested character
 * classes) raises an error naming it.
 */
export function javaPattern(pattern: string, flags = ''): RegExp {
  const key = `${flags}/${pattern}`;
  let result = compiled.get(key);
  if (result === undefined) {
    result = translate(pattern, flags);
    if (compiled.size >= CACHE_LIMIT) compiled.clear();
    compiled.set(key, result);
  }
  return result;
}

const POSIX: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\x0B\\f\\r',
};

function translate(pattern: string, flags: string): RegExp {
  let source = pattern;
  let all = flags.includes('u') ? flags : `${flags}u`;
  const inline = /^\(\?([a-z]+)\)/.exec(source);
  if (inline !== null) {
    source = source.slice(inline[0].length);
    for (const flag of inline[1]) {
      if (!'ims'.includes(flag)) throw unsupportedPattern(pattern, `the flag (?${flag})`);
      if (!all.includes(flag)) all += flag;
    }
  }
  try {
    return new RegExp(translateBody(source, pattern), all);
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    throw new ArgumentError(`invalid regular expression '${pattern}': ${(error as Error).message}`);
  }
}

function translateBody(source: string, pattern: string): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (char === '\\') {
      const [text, used] = escape(source, i, inClass, pattern);
      out += text;
      i += used - 1;
    } else if (inClass) {
      if (char === ']') inClass = false;
      else if (char === '[' || (char === '&' && source[i + 1] === '&')) {
        throw unsupportedPattern(pattern, 'a nested or intersected character class');
      }
      out += char;
    } else if (char === '[') {
      inClass = true;
      out += char;
      if (source[i + 1] === '^') out += source[++i];
      // A bracket right after the opening is a literal for Java.
      if (source[i + 1] === ']') {
        out += '\\]';
        i++;
      }
    } else if ((char === '*' || char === '+' || char === '?' || char === '}') && source[i + 1] === '+') {
      throw unsupportedPattern(pattern, `the possessive quantifier ${char}+`);
    } else if (char === '(' && source.startsWith('(?>', i)) {
      throw unsupportedPattern(pattern, 'the atomic group (?>');
    } else if (char === '{' && !/^\{\d+(?:,\d*)?\}/.test(source.slice(i))) {
      throw unsupportedPattern(pattern, 'a brace that is no quantifier; write \\{');
    } else if (char === '}' && !/\{\d+(?:,\d*)?$/.test(source.slice(0, i))) out += '\\}';
    else if (char === ']') out += '\\]';
    else out += char;
  }
  return out;
}

/** The translation of the escape at `at` and the number of characters it had. */
function escape(source: string, at: number, inClass: boolean, pattern: string): [string, number] {
  const next = source[at + 1];
  switch (next) {
    case undefined:
      throw unsupportedPattern(pattern, 'a backslash at the end');
    case 'p':
    case 'P': {
      const match = /^\\[pP](?:\{(?:Is)?(\w+)\}|(\w))/.exec(source.slice(at));
      if (match === null) throw unsupportedPattern(pattern, 'an incomplete \\p class');
      const name = match[1] ?? match[2];
      const ascii = POSIX[name];
      if (ascii === undefined) return [`\\${next}{${UNICODE[name] ?? name}}`, match[0].length];
      if (!inClass) return [`[${next === 'P' ? '^' : ''}${ascii}]`, match[0].length];
      if (next === 'P') throw unsupportedPattern(pattern, `\\P{${name}} inside a character class`);
      return [ascii, match[0].length];
    }
    case 'A':
      return ['(?<![\\s\\S])', 2];
    case 'z':
      return ['(?![\\s\\S])', 2];
    case 'Z':
      return ['(?=\\n?(?![\\s\\S]))', 2];
    case 'h':
      return [inClass ? ' \\t\\xA0' : '[ \\t\\xA0]', 2];
    case 'R':
      return ['(?:\\r\\n|[\\n\\x0B\\f\\r\\x85\\u2028\\u2029])', 2];
    case 'e':
      return ['\\x1B', 2];
    case 'a':
      return ['\\x07', 2];
    case 's':
      return [inClass ? ' \\t\\n\\x0B\\f\\r' : '[ \\t\\n\\x0B\\f\\r]', 2];
    case 'Q': {
      const end = source.indexOf('\\E', at + 2);
      const quoted = source.slice(at + 2, end < 0 ? source.length : end);
      return [quoted.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), (end < 0 ? source.length : end + 2) - at];
    }
    case 'G':
    case 'X':
      throw unsupportedPattern(pattern, `\\${next}`);
    default:
      // JavaScript's unicode mode allows escapes of syntax characters only; Java of any that is no letter.
      if (/[A-Za-z0-9^$\\.*+?()[\]{}|/]/.test(next) || (inClass && next === '-')) return [`\\${next}`, 2];
      return [next, 2];
  }
}

const UNICODE: Readonly<Record<string, string>> = {
  Alphabetic: 'Alphabetic',
  Letter: 'L',
  javaLowerCase: 'Ll',
  javaUpperCase: 'Lu',
};

function unsupportedPattern(pattern: string, what: string): ArgumentError {
  return new ArgumentError(`regular expression '${pattern}': ${what} is not supported`);
}

/** A SQL LIKE pattern: _ is one character, % any number; the escape character makes the next one literal. */
export function likePattern(pattern: string, escapeCharacter = '\\', flags = ''): RegExp {
  const key = `like ${flags}${escapeCharacter}/${pattern}`;
  let result = compiled.get(key);
  if (result !== undefined) return result;
  let source = '';
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    let char = characters[i];
    if (char === escapeCharacter) {
      char = (characters[++i] as string | undefined) ?? '';
      if (char !== '_' && char !== '%' && char !== escapeCharacter) {
        throw new ArgumentError(
          `the pattern '${pattern}' is invalid: the escape character is followed by '${char}'`,
        );
      }
      source += char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    } else if (char === '_') source += '[\\s\\S]';
    else if (char === '%') source += '[\\s\\S]*';
    else source += char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  result = new RegExp(`^${source}$`, `u${flags}`);
  if (compiled.size >= CACHE_LIMIT) compiled.clear();
  compiled.set(key, result);
  return result;
}

/** A Java replacement text ($1, \$) as a function of the match. */
export function javaReplacement(text: string): (match: RegExpMatchArray) => string {
  const parts: (string | number)[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && i + 1 < text.length) parts.push(text[++i]);
    else if (text[i] === '$') {
      const digit = /^\d/.exec(text.slice(i + 1));
      if (digit === null)
        throw new ArgumentError(`the replacement '${text}' has a $ that no group number follows`);
      parts.push(Number(digit[0]));
      i++;
    } else parts.push(text[i]);
  }
  return (match) => parts.map((part) => (typeof part === 'string' ? part : (match[part] ?? ''))).join('');
}

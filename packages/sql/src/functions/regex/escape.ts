import { propertySource } from './property.js';
import type { PatternReader } from './reader.js';
import type { Flags } from './syntax.js';

/** What an escape stands for: one code point, or the content of a character class. */
export type Escaped = { readonly code: number } | { readonly set: string };

const HORIZONTAL = ' \\t\\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000';
const VERTICAL = '\\n\\x0b\\f\\r\\x85\\u2028\\u2029';
export const UNICODE_WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}';

/** Letters that stand for classes; the capital letter is the complement. */
function classOf(letter: string, flags: Flags): string | null {
  switch (letter) {
    case 'd':
      return flags.unicodeClasses ? '\\p{Nd}' : '0-9';
    case 'w':
      return flags.unicodeClasses ? UNICODE_WORD : 'a-zA-Z0-9_';
    case 's':
      return flags.unicodeClasses ? '\\p{White_Space}' : ' \\t-\\r';
    case 'h':
      return HORIZONTAL;
    case 'v':
      return VERTICAL;
    default:
      return null;
  }
}

const CONTROL_CODES: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/**
 * Reads the escape behind a backslash that was consumed, where it is one that may also stand in a character class.
 * null: it is none of those, and nothing was consumed.
 */
export function readEscape(reader: PatternReader, flags: Flags): Escaped | null {
  const code = reader.raw();
  if (code < 0) reader.fail('Unexpected internal error: a backslash ends the pattern');
  const char = String.fromCodePoint(code);
  if (!/[A-Za-z0-9]/.test(char)) {
    reader.at++;
    return { code };
  }
  if (char === 'p' || char === 'P') {
    reader.at++;
    return { set: property(reader, flags, char === 'P') };
  }
  const small = char.toLowerCase();
  const content = classOf(small, flags);
  if (content !== null) {
    reader.at++;
    return { set: char === small ? content : `[^${content}]` };
  }
  if (Object.hasOwn(CONTROL_CODES, char)) {
    reader.at++;
    return { code: CONTROL_CODES[char] };
  }
  switch (char) {
    case '0':
      reader.at++;
      return { code: octal(reader) };
    case 'x':
      reader.at++;
      return { code: hexadecimal(reader) };
    case 'u':
      reader.at++;
      return { code: unicodeEscape(reader) };
    case 'c':
      reader.at += 2;
      if (reader.raw(-1) < 0) reader.fail('Illegal control escape sequence');
      return { code: reader.raw(-1) ^ 64 };
    case 'N':
      return reader.fail('\\N{...} is not supported here; write the character or \\x{...}');
    default:
      return null;
  }
}

function property(reader: PatternReader, flags: Flags, complement: boolean): string {
  let name = '';
  if (reader.accept('{')) {
    for (;;) {
      const code = reader.raw();
      if (code < 0) reader.fail('Unclosed character family');
      reader.at++;
      if (code === 0x7d) break;
      name += String.fromCodePoint(code);
    }
    if (name === '') reader.fail('Empty character family');
  } else {
    const code = reader.next();
    if (code < 0) reader.fail('Unknown character property name {}');
    name = String.fromCodePoint(code);
  }
  const source = propertySource(name, flags);
  if (source === null) reader.fail(`Unknown character property name {${name}}`);
  return complement ? `[^${source}]` : source;
}

function digitsOf(reader: PatternReader, most: number, allowed: RegExp): string {
  let digits = '';
  while (digits.length < most) {
    const char = reader.raw() < 0 ? '' : String.fromCodePoint(reader.raw());
    if (!allowed.test(char)) break;
    digits += char;
    reader.at++;
  }
  return digits;
}

/** \0n, \0nn or \0mnn with m up to 3. */
function octal(reader: PatternReader): number {
  const first = reader.raw();
  const digits = digitsOf(reader, first >= 0x30 && first <= 0x33 ? 3 : 2, /^[0-7]$/);
  if (digits === '') reader.fail('Illegal octal escape sequence');
  return parseInt(digits, 8);
}

function hexadecimal(reader: PatternReader): number {
  if (reader.raw() === 0x7b) {
    reader.at++;
    const digits = digitsOf(reader, 8, /^[0-9A-Fa-f]$/);
    const code = parseInt(digits, 16);
    if (reader.raw() !== 0x7d) reader.fail('Unclosed hexadecimal escape sequence');
    if (digits === '' || code > 0x10ffff) reader.fail('Hexadecimal codepoint is too big');
    reader.at++;
    return code;
  }
  const digits = digitsOf(reader, 2, /^[0-9A-Fa-f]$/);
  if (digits.length < 2) reader.fail('Illegal hexadecimal escape sequence');
  return parseInt(digits, 16);
}

/** \uhhhh; a pair of surrogates written as two escapes is one code point. */
function unicodeEscape(reader: PatternReader): number {
  const unit = (): number => {
    const digits = digitsOf(reader, 4, /^[0-9A-Fa-f]$/);
    return digits.length < 4 ? -1 : parseInt(digits, 16);
  };
  const high = unit();
  if (high < 0) reader.fail('Illegal Unicode escape sequence');
  if (high < 0xd800 || high > 0xdbff || !reader.startsWith('\\u')) return high;
  const back = reader.at;
  reader.at += 2;
  const low = unit();
  if (low >= 0xdc00 && low <= 0xdfff) return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  reader.at = back;
  return high;
}

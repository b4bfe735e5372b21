import { caseVariants } from './caseless.js';
import { readEscape } from './escape.js';
import type { PatternReader } from './reader.js';
import { characterSource } from './syntax.js';
import type { Flags } from './syntax.js';

const CLOSE = 0x5d;
const OPEN = 0x5b;
const AND = 0x26;
const HYPHEN = 0x2d;

/** The content of a `v` mode class for all code points of a range, with their other cases where the flags say so. */
export function rangeSource(first: number, last: number, flags: Flags): string {
  const range =
    first === last ? characterSource(first) : `${characterSource(first)}-${characterSource(last)}`;
  if (!flags.ignoreCase) return range;
  return range + caseVariants(first, last, flags.unicodeCase).map(characterSource).join('');
}

/** The class behind its opening bracket, which was consumed, as a `v` mode class of its own. */
export function readClass(reader: PatternReader, flags: Flags): string {
  const negated = reader.raw() === 0x5e;
  if (negated) reader.at++;
  const content = readContent(reader, flags);
  reader.at++;
  return negated ? `[^${content}]` : content;
}

/**
 * Unions and intersections up to the closing bracket, which stays. As in Java, && binds weaker than the union of what
 * stands side by side, and a bracket that would close an empty class is a character.
 */
function readContent(reader: PatternReader, flags: Flags): string {
  let result: string | null = null;
  let parts = '';
  const flush = (): void => {
    if (parts === '') return;
    result = result === null ? `[${parts}]` : `[${result}${parts}]`;
    parts = '';
  };
  for (;;) {
    const code = reader.peek();
    if (code < 0) reader.fail('Unclosed character class');
    if (code === OPEN) {
      reader.at++;
      parts += readClass(reader, flags);
    } else if (code === AND && reader.raw(1) === AND) {
      reader.at += 2;
      const right = rightOfAnd(reader, flags);
      flush();
      if (result === null && right === null) reader.fail('Bad class syntax');
      if (right !== null) result = result === null ? right : `[${result as string}&&${right}]`;
    } else if (code === CLOSE && (result !== null || parts !== '')) {
      flush();
      return result as unknown as string;
    } else parts += readItem(reader, flags);
  }
}

function rightOfAnd(reader: PatternReader, flags: Flags): string | null {
  let right: string | null = null;
  for (;;) {
    const code = reader.peek();
    if (code < 0) reader.fail('Unclosed character class');
    if (code === CLOSE || code === AND) return right;
    if (code === OPEN) {
      reader.at++;
      const nested = readClass(reader, flags);
      right = right === null ? nested : `[${right}${nested}]`;
    } else right = readContent(reader, flags);
  }
}

/** A character, a range or an escape. */
function readItem(reader: PatternReader, flags: Flags): string {
  const first = readCharacter(reader, flags);
  if (typeof first === 'string') return first;
  if (reader.peek() !== HYPHEN || reader.raw(1) === OPEN || reader.raw(1) === CLOSE) {
    return rangeSource(first, first, flags);
  }
  reader.at++;
  const last = readCharacter(reader, flags);
  if (typeof last === 'string' || last < first) reader.fail('Illegal character range');
  return rangeSource(first, last, flags);
}

function readCharacter(reader: PatternReader, flags: Flags): number | string {
  const code = reader.next();
  if (code < 0) reader.fail('Unclosed character class');
  if (code !== 0x5c) return code;
  const escaped = readEscape(reader, flags);
  if (escaped === null) reader.fail('Illegal/unsupported escape sequence');
  return 'code' in escaped ? escaped.code : escaped.set;
}

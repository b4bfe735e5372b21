import { ParseError } from '../errors.js';
import type { SparkVersion } from '../functions/definition.js';

/**
 * word: an unquoted identifier or keyword; quoted: an identifier in backticks; string and number keep their source text
 * in `text`, `value` has the unescaped string or identifier; symbol: operators and punctuation; end: after the last one.
 */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /(?:\s+|--(?:\\\n|[^\n])*)+/y;
/** `$` is not a letter in Spark's grammar; here it is, so that `$geometry.x` needs no backticks. */
const WORD = /[A-Za-z_$][A-Za-z0-9_$]*/y;
/** Before 3.0 a number ends where no letter follows: `1.5F` is the field `5F` of 1. */
const FIELD_OF_NUMBER = /\d+\.(?!\d+(?:BD|[SYLD]|E[+-]?\d+(?:BD|D)?)?(?![A-Za-z0-9_]))\d+[A-Za-z_]\w*/iy;
const NUMBER_BEFORE_3 = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:BD|[LSYD])?/iy;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:BD|[LSYDF])?/iy;
/** A name may begin with digits: `2012_total`. */
const DIGIT_WORD = /\d+[A-Za-z0-9_$]*[A-Za-z_$][A-Za-z0-9_$]*/y;
const SYMBOL = /<=>|<>|<=|>=|!=|==|\|\||->|=>|\/\*\+|\*\/|[-+*/%&|^~!=<>()[\],.;:?]/y;
/** Text without escapes. */
const RAW_STRING = /[rR](?:'[^']*'|"[^"]*")/y;
const NAME_PART = /[A-Za-z0-9_$]/;

/** Splits SQL text into tokens; comments are left out. A hint begins with the symbol that a comment with `+` begins with. */
export function tokenize(text: string, compat: SparkVersion = '3.3'): Token[] {
  const numbers = compat === '2.2' ? NUMBER_BEFORE_3 : NUMBER;
  const tokens: Token[] = [];
  let offset = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = offset;
    return pattern.exec(text)?.[0] ?? null;
  };
  const push = (kind: Token['kind'], source: string, value = source): void => {
    tokens.push({ kind, text: source, value, start: offset, end: offset + source.length });
    offset += source.length;
  };
  for (;;) {
    offset = skipSpace(text, offset);
    if (offset >= text.length) break;
    const char = text[offset];
    const word = match(WORD);
    const raw = match(RAW_STRING);
    if (raw !== null) push('string', raw, raw.slice(2, -1));
    else if (word !== null) push('word', word);
    else if (char === '`') push('quoted', ...quotedName(text, offset));
    else if (char === "'" || char === '"') push('string', ...quotedString(text, offset));
    else if (
      /\d/.test(char) ||
      (char === '.' && /\d/.test(text[offset + 1] ?? '') && !endsName(tokens, offset))
    ) {
      const [whole, field] = compat === '2.2' ? (match(FIELD_OF_NUMBER)?.split('.') ?? []) : [];
      if (field !== undefined) {
        push('number', whole);
        push('symbol', '.');
        push('word', field);
      } else pushNumber(match(numbers), match(DIGIT_WORD), push, tokens.at(-1), text, offset);
    } else {
      const symbol = match(SYMBOL);
      if (symbol === null) throw ParseError.at(`unexpected character '${char}'`, text, offset);
      push('symbol', symbol);
    }
  }
  tokens.push({ kind: 'end', text: '<EOF>', value: '', start: text.length, end: text.length });
  return tokens;
}

/** The offset behind white space and comments; bracketed comments may stand in each other. */
function skipSpace(text: string, start: number): number {
  let offset = start;
  for (;;) {
    SPACE.lastIndex = offset;
    offset += SPACE.exec(text)?.[0].length ?? 0;
    if (!text.startsWith('/*', offset) || text[offset + 2] === '+') return offset;
    const opened = offset;
    let depth = 0;
    do {
      const open = text.indexOf('/*', offset);
      const close = text.indexOf('*/', offset);
      if (close < 0) throw ParseError.at('Unclosed bracketed comment', text, opened);
      depth += open >= 0 && open < close ? 1 : -1;
      offset = (open >= 0 && open < close ? open : close) + 2;
    } while (depth > 0);
  }
}

/** Whether a name ends right here, so that a dot continues it. */
function endsName(tokens: readonly Token[], offset: number): boolean {
  const previous = tokens.at(-1);
  return (previous?.kind === 'word' || previous?.kind === 'quoted') && previous.end === offset;
}

function pushNumber(
  number: string | null,
  word: string | null,
  push: (kind: Token['kind'], text: string) => void,
  previous: Token | undefined,
  text: string,
  offset: number,
): void {
  const length = number?.length ?? 0;
  const runsOn = NAME_PART.test(text[offset + length] ?? '');
  const afterDot = previous?.kind === 'symbol' && previous.text === '.' && previous.end === offset;
  if (word !== null && (afterDot || runsOn) && word.length >= length) push('word', word);
  else if (number !== null && !runsOn) push('number', number);
  else throw ParseError.at('malformed number', text, offset);
}

function unclosed(text: string, start: number): ParseError {
  return ParseError.at(`Syntax error at or near '${text[start]}': it is not closed`, text, start);
}

function quotedName(text: string, start: number): [source: string, value: string] {
  let end = start + 1;
  for (;;) {
    end = text.indexOf('`', end);
    if (end < 0) throw unclosed(text, start);
    if (text[end + 1] !== '`') break;
    end += 2;
  }
  if (end === start + 1) throw ParseError.at('an identifier in backticks must not be empty', text, start);
  return [text.slice(start, end + 1), text.slice(start + 1, end).replaceAll('``', '`')];
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
  '%': '\\%',
  _: '\\_',
};

function quotedString(text: string, start: number): [source: string, value: string] {
  const quote = text[start];
  let value = '';
  let i = start + 1;
  while (i < text.length && text[i] !== quote) {
    if (text[i] !== '\\' || i + 1 >= text.length) {
      value += text[i];
      i += 1;
      continue;
    }
    const unicode = /^\\u([0-9a-fA-F]{4})/.exec(text.slice(i, i + 6));
    const octal = /^\\([0-3][0-7]{2})/.exec(text.slice(i, i + 4));
    if (unicode !== null) value += String.fromCharCode(Number.parseInt(unicode[1], 16));
    else if (octal !== null) value += String.fromCharCode(Number.parseInt(octal[1], 8));
    else value += ESCAPES[text[i + 1]] ?? text[i + 1];
    i += unicode?.[0].length ?? octal?.[0].length ?? 2;
  }
  if (i >= text.length) throw unclosed(text, start);
  return [text.slice(start, i + 1), value];
}

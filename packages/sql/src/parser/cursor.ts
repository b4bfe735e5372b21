import { ParseError } from '../errors.js';
import type { Place } from '../errors.js';
import { tokenize } from './lexer.js';
import type { Token } from './lexer.js';
import type { SparkVersion } from '../functions/definition.js';
import type { UnresolvedRelation } from '../plan/unresolved.js';

/** Why a token does not fit. Spark 2 tells nothing of what it expects where an expression or a statement is missing. */
function misfitText(token: Token, expected: string, compat: SparkVersion): string {
  if (compat !== '2.2') {
    const found = token.kind === 'end' ? 'end of input' : `'${token.text}'`;
    return `Syntax error at or near ${found}: expected ${expected}`;
  }
  if (token.kind !== 'end') return `mismatched input '${token.text}' expecting ${expected}`;
  if (OPEN.has(expected)) return "no viable alternative at input '<EOF>'";
  return `mismatched input '<EOF>' expecting ${expected}`;
}

/** What may begin in many ways. */
const OPEN = new Set(['an expression', 'a statement']);

/** Walks over the tokens of one SQL text. Keywords are matched without case and given here in upper case. */
export class Cursor {
  private readonly tokens: readonly Token[];
  private index = 0;
  /** Relations named by WITH that can be seen here, by name in lower case. */
  named: ReadonlyMap<string, UnresolvedRelation> = new Map();

  constructor(
    readonly text: string,
    readonly compat: SparkVersion,
    /** The grammar of queries, which expressions may contain. */
    readonly query: (cursor: Cursor) => UnresolvedRelation,
  ) {
    this.tokens = tokenize(text, compat);
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)];
  }

  /** Where the coming token begins. */
  place(): Place {
    return { text: this.text, offset: this.peek().start };
  }

  next(): Token {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  /** Whether the coming tokens are these keywords in a row. */
  isWord(...words: string[]): boolean {
    return words.every((word, i) => {
      const token = this.peek(i);
      return token.kind === 'word' && token.text.toUpperCase() === word;
    });
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === symbol;
  }

  /** Steps over the keywords when they come next. */
  acceptWord(...words: string[]): boolean {
    const found = this.isWord(...words);
    if (found) this.index += words.length;
    return found;
  }

  acceptSymbol(symbol: string): boolean {
    const found = this.isSymbol(symbol);
    if (found) this.index += 1;
    return found;
  }

  expectWord(...words: string[]): void {
    if (!this.acceptWord(...words)) throw this.failure(words.join(' '));
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw this.failure(`'${symbol}'`);
  }

  expectEnd(): void {
    if (this.peek().kind !== 'end') throw this.failure('end of input');
  }

  /** A place in the text to come back to. */
  mark(): number {
    return this.index;
  }

  /** Goes back to a mark, after it turned out that something else is written there. */
  reset(mark: number): void {
    this.index = mark;
  }

  /** One part of a name; keywords that would end an expression or clause must be in backticks. */
  identifier(): string {
    const token = this.peek();
    if (token.kind !== 'quoted' && token.kind !== 'word') throw this.failure('an identifier');
    this.index += 1;
    return token.value;
  }

  /** Items separated by commas, at least one. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.acceptSymbol(',')) items.push(item());
    return items;
  }

  failure(expected: string): ParseError {
    const token = this.peek();
    return ParseError.at(misfitText(token, expected, this.compat), this.text, token.start);
  }

  /** The text from a token already read to the last one read. */
  textSince({ start }: Token): string {
    return this.text.slice(start, this.peek(-1).end);
  }

  /** An error at the start of a token already read. */
  failureAt(token: Token, reason: string): ParseError {
    return ParseError.at(reason, this.text, token.start);
  }
}

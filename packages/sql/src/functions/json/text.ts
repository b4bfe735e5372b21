import { doubleText } from '../../evaluation/numberText.js';

/** JSON text as a tree that keeps what Spark's reader can tell apart: number texts and repeated keys. */
export type JsonNode =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string; readonly whole: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, JsonNode])[] };

export interface JsonSyntax {
  readonly unquotedNames?: boolean;
  readonly leadingZeros?: boolean;
  readonly comments?: boolean;
  /** Text in single quotes is refused. */
  readonly doubleQuotesOnly?: boolean;
  /** A backslash may stand before any character. */
  readonly anyEscape?: boolean;
  readonly controlCharacters?: boolean;
  /** NaN and infinite numbers without quotes. */
  readonly namedNumbers?: boolean;
}

/** Deeper nesting is refused. */
const DEPTH_LIMIT = 1000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_WITH_ZEROS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NAMED_NUMBER = /NaN|[+-]?Infinity|[+-]INF/y;
const BLANK = /[ \t\r\n]*/y;
const COMMENTS = /(?:[ \t\r\n]|\/\*[\s\S]*?\*\/|\/\/[^\n]*)*/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
};

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly syntax: JsonSyntax,
  ) {}

  /** The first value of the text; what follows it is not read. Null when there is none. Throws SyntaxError. */
  first(): JsonNode | null {
    this.skip();
    return this.at === this.text.length ? null : this.value(0);
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined || found === '') return null;
    this.at += found.length;
    return found;
  }

  private skip(): void {
    this.match(this.syntax.comments === true ? COMMENTS : BLANK);
  }

  private accept(char: string): boolean {
    this.skip();
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private fail(expected: string): never {
    throw new SyntaxError(`${expected} expected at ${this.at}`);
  }

  private value(depth: number): JsonNode {
    if (depth > DEPTH_LIMIT) this.fail(`nesting of at most ${DEPTH_LIMIT}`);
    this.skip();
    const char = this.text[this.at];
    if (this.isQuote(char)) return { kind: 'string', value: this.quoted(char) };
    if (this.accept('{')) return this.object(depth);
    if (this.accept('[')) return this.array(depth);
    const named = this.syntax.namedNumbers === true ? this.match(NAMED_NUMBER) : null;
    if (named !== null) {
      const text = named.replace('+', '').replace(/INF$/, 'Infinity');
      return { kind: 'number', text, whole: false };
    }
    const number = this.match(this.syntax.leadingZeros === true ? NUMBER_WITH_ZEROS : NUMBER);
    if (number !== null) return { kind: 'number', text: number, whole: !/[.eE]/.test(number) };
    switch (this.match(WORD)) {
      case 'true':
        return { kind: 'boolean', value: true };
      case 'false':
        return { kind: 'boolean', value: false };
      case 'null':
        return { kind: 'null' };
      default:
        return this.fail('a value');
    }
  }

  private array(depth: number): JsonNode {
    const items: JsonNode[] = [];
    if (this.accept(']')) return { kind: 'array', items };
    do items.push(this.value(depth + 1));
    while (this.accept(','));
    if (!this.accept(']')) this.fail(']');
    return { kind: 'array', items };
  }

  private object(depth: number): JsonNode {
    const entries: [string, JsonNode][] = [];
    if (this.accept('}')) return { kind: 'object', entries };
    do {
      this.skip();
      const name = this.name();
      if (!this.accept(':')) this.fail(':');
      entries.push([name, this.value(depth + 1)]);
    } while (this.accept(','));
    if (!this.accept('}')) this.fail('}');
    return { kind: 'object', entries };
  }

  private name(): string {
    const char = this.text[this.at];
    if (this.isQuote(char)) return this.quoted(char);
    const word = this.syntax.unquotedNames === true ? this.match(WORD) : null;
    return word ?? this.fail('a name in quotes');
  }

  private isQuote(char: string): boolean {
    return char === '"' || (char === "'" && this.syntax.doubleQuotesOnly !== true);
  }

  private escaped(char: string | undefined): string {
    const known = char === undefined ? undefined : (ESCAPES[char] as string | undefined);
    if (known !== undefined) return known;
    return char !== undefined && this.syntax.anyEscape === true ? char : this.fail('an escape');
  }

  private quoted(quote: string): string {
    let out = '';
    let from = ++this.at;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at];
      if (char === quote) {
        out += this.text.slice(from, this.at++);
        return out;
      }
      if (char < ' ' && this.syntax.controlCharacters !== true) this.fail('no control character');
      if (char !== '\\') continue;
      out += this.text.slice(from, this.at);
      const next = this.text[++this.at];
      if (next === 'u') {
        const code = /^[0-9a-fA-F]{4}/.exec(this.text.slice(this.at + 1, this.at + 5));
        if (code === null) this.fail('four hexadecimal digits');
        out += String.fromCharCode(parseInt(code[0], 16));
        this.at += 4;
      } else out += this.escaped(next);
      from = this.at + 1;
    }
    return this.fail(quote);
  }
}

/** The first value of a text, null for blank text, undefined for malformed text. Single quotes are allowed. */
export function parseJson(text: string, syntax: JsonSyntax = {}): JsonNode | null | undefined {
  try {
    return new Reader(text, syntax).first();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Compact JSON text; numbers with a fraction or a power as Java writes doubles. */
export function jsonText(node: JsonNode): string {
  switch (node.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(node.value);
    case 'number':
      return node.whole ? node.text : numberText(Number(node.text));
    case 'string':
      return quotedJson(node.value);
    case 'array':
      return `[${node.items.map(jsonText).join(',')}]`;
    case 'object':
      return `{${node.entries.map(([name, value]) => `${quotedJson(name)}:${jsonText(value)}`).join(',')}}`;
  }
}

const numberText = (value: number): string =>
  Number.isFinite(value) ? doubleText(value) : quotedJson(doubleText(value));

/** Text in quotes; control characters as Jackson writes them. */
export function quotedJson(text: string): string {
  return JSON.stringify(text).replace(/\\u00[0-9a-f]{2}/g, (code) => `\\u${code.slice(2).toUpperCase()}`);
}

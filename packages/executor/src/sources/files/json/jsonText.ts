/**
 * JSON as files have it: numbers keep their text (a bigint does not fit a double, `1.0` is not `1` for a schema), objects
 * keep the order of their names, and the liberties that Spark's options allow are taken.
 */
export type JsonNode = null | boolean | string | JsonNumber | JsonArray | JsonObject;

export class JsonNumber {
  constructor(readonly text: string) {}

  get isInteger(): boolean {
    return /^-?\d+$/.test(this.text);
  }
}

export class JsonArray {
  constructor(readonly items: readonly JsonNode[]) {}
}

export class JsonObject {
  constructor(
    readonly names: readonly string[],
    readonly values: readonly JsonNode[],
  ) {}
}

export interface JsonDialect {
  readonly comments: boolean;
  readonly singleQuotes: boolean;
  readonly unquotedNames: boolean;
  readonly leadingZeros: boolean;
  /** NaN, Infinity, +INF ... as numbers. */
  readonly specialNumbers: boolean;
  readonly anyEscape: boolean;
  readonly controlCharacters: boolean;
}

/** The text is not JSON. */
export class JsonSyntaxError extends Error {}

const DEPTH_MAX = 1000;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ZEROS_NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPECIAL = /NaN|[+-]?(?:Infinity|INF)/y;
/** What a name without quotes may hold. */
const NAME = /[\w$@#*+\-\u0080-\uffff]+/y;
const AFTER_SCALAR = /[\s,\]}:/]/;

/** Reads one value; what follows it is not looked at. Throws JsonSyntaxError. */
export function parseJson(text: string, dialect: JsonDialect): JsonNode {
  return new JsonReader(text, dialect).first();
}

/** Whether there is anything but blanks (and comments where they are allowed). */
export function isBlankJson(text: string): boolean {
  return text.trim() === '';
}

class JsonReader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly dialect: JsonDialect,
  ) {}

  first(): JsonNode {
    this.blanks();
    return this.value();
  }

  private value(): JsonNode {
    const char = this.text[this.at];
    switch (char) {
      case '{':
        return this.object();
      case '[':
        return this.array();
      case '"':
        return this.string('"');
      case "'":
        if (this.dialect.singleQuotes) return this.string("'");
        break;
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
    }
    return this.number();
  }

  private object(): JsonObject {
    this.enter();
    const names: string[] = [];
    const values: JsonNode[] = [];
    if (this.peek() === '}') this.at++;
    else {
      for (;;) {
        this.blanks();
        names.push(this.name());
        if (this.peek() !== ':') throw this.wrong('a colon');
        this.at++;
        this.blanks();
        values.push(this.value());
        const next = this.peek();
        this.at++;
        if (next === '}') break;
        if (next !== ',') throw this.wrong('a comma or }');
      }
    }
    this.depth--;
    return new JsonObject(names, values);
  }

  private array(): JsonArray {
    this.enter();
    const items: JsonNode[] = [];
    if (this.peek() === ']') this.at++;
    else {
      for (;;) {
        this.blanks();
        items.push(this.value());
        const next = this.peek();
        this.at++;
        if (next === ']') break;
        if (next !== ',') throw this.wrong('a comma or ]');
      }
    }
    this.depth--;
    return new JsonArray(items);
  }

  private enter(): void {
    this.at++;
    if (++this.depth > DEPTH_MAX) throw this.wrong(`at most ${DEPTH_MAX} levels`);
  }

  private name(): string {
    const char = this.text[this.at];
    if (char === '"') return this.string('"');
    if (char === "'" && this.dialect.singleQuotes) return this.string("'");
    if (this.dialect.unquotedNames) {
      const name = this.match(NAME);
      if (name !== null) return name;
    }
    throw this.wrong('a name in quotes');
  }

  private string(quote: string): string {
    const { text, dialect } = this;
    let out = '';
    let from = ++this.at;
    for (;;) {
      const char = text[this.at];
      if (char === undefined) throw this.wrong('a closing quote');
      if (char === quote) {
        out += text.slice(from, this.at++);
        return out;
      }
      if (char === '\\') {
        out += text.slice(from, this.at);
        const escaped = text[this.at + 1];
        if (escaped === 'u') {
          const hex = text.slice(this.at + 2, this.at + 6);
          if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw this.wrong('four hexadecimal digits');
          out += String.fromCharCode(parseInt(hex, 16));
          this.at += 6;
        } else {
          const known = ESCAPES[escaped] ?? (dialect.anyEscape ? escaped : undefined);
          if (known === undefined && !(escaped === "'" && dialect.singleQuotes))
            throw this.wrong('an escape');
          out += known ?? escaped;
          this.at += 2;
        }
        from = this.at;
      } else {
        if (char < ' ' && !dialect.controlCharacters) throw this.wrong('no control character');
        this.at++;
      }
    }
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.wrong('a value');
    this.at += word.length;
    this.scalarEnds();
    return value;
  }

  private number(): JsonNumber {
    const digits = this.match(this.dialect.leadingZeros ? ZEROS_NUMBER : NUMBER);
    const text = digits ?? (this.dialect.specialNumbers ? this.match(SPECIAL) : null);
    if (text === null) throw this.wrong('a value');
    // Inside an object or array something has to end the number; after the last value anything may stand.
    if (this.depth > 0) this.scalarEnds();
    return new JsonNumber(text);
  }

  private scalarEnds(): void {
    const next = this.text[this.at];
    if (next !== undefined && !AFTER_SCALAR.test(next)) throw this.wrong('the end of the value');
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }

  private peek(): string | undefined {
    this.blanks();
    return this.text[this.at];
  }

  private blanks(): void {
    const { text } = this;
    for (;;) {
      let code = text.charCodeAt(this.at);
      while (code === 32 || code === 9 || code === 10 || code === 13) code = text.charCodeAt(++this.at);
      if (code !== 47 || !this.dialect.comments) return;
      const line = text[this.at + 1] === '/';
      if (!line && text[this.at + 1] !== '*') return;
      const end = line ? text.indexOf('\n', this.at) : text.indexOf('*/', this.at + 2);
      if (end < 0 && !line) throw this.wrong('the end of the comment');
      this.at = end < 0 ? text.length : end + (line ? 1 : 2);
    }
  }

  private wrong(expected: string): JsonSyntaxError {
    return new JsonSyntaxError(`expected ${expected} at character ${this.at + 1}`);
  }
}

/**
 * JSON as people and scripts really send it: proper JSON, or a Python literal (`{'url': '...', 'n': None,}`), in which
 * text has single or double quotes, constants are True, False and None, sequences may be tuples and a comma may trail.
 * Answers proper JSON text in which numbers are spelled as they were. Throws a SyntaxError that names the place.
 */
export function toJsonText(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return new LiteralReader(text).read();
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_]\w*/y;
const BLANK = /\s*/y;
const WORDS: Readonly<Record<string, string>> = {
  None: 'null',
  null: 'null',
  True: 'true',
  true: 'true',
  False: 'false',
  false: 'false',
};
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '\n': '',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const DEPTH_MAX = 200;

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): string {
    const value = this.#value(0);
    this.#match(BLANK);
    if (this.#at < this.#text.length) throw this.#expected('the end');
    return value;
  }

  #value(depth: number): string {
    if (depth > DEPTH_MAX) throw new SyntaxError(`nested deeper than ${DEPTH_MAX} levels`);
    this.#match(BLANK);
    const first = this.#text[this.#at];
    if (first === '{') return `{${this.#items('}', () => this.#member(depth + 1)).join(',')}}`;
    if (first === '[') return `[${this.#items(']', () => this.#value(depth + 1)).join(',')}]`;
    if (first === '(') return `[${this.#items(')', () => this.#value(depth + 1)).join(',')}]`;
    if (first === '"' || first === "'") return JSON.stringify(this.#string());
    const number = this.#match(NUMBER);
    if (number !== '') return number;
    const start = this.#at;
    const word = WORDS[this.#match(WORD)];
    if (word !== undefined) return word;
    this.#at = start;
    throw this.#expected('a value');
  }

  #member(depth: number): string {
    this.#match(BLANK);
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") throw this.#expected('a quoted name');
    const name = JSON.stringify(this.#string());
    this.#match(BLANK);
    if (this.#text[this.#at] !== ':') throw this.#expected("':'");
    this.#at++;
    return `${name}:${this.#value(depth)}`;
  }

  #items(close: string, item: () => string): string[] {
    const items: string[] = [];
    this.#at++;
    for (;;) {
      this.#match(BLANK);
      if (this.#text[this.#at] === close) break;
      items.push(item());
      this.#match(BLANK);
      if (this.#text[this.#at] === ',') this.#at++;
      else if (this.#text[this.#at] !== close) throw this.#expected(`',' or '${close}'`);
    }
    this.#at++;
    return items;
  }

  #string(): string {
    const quote = this.#text[this.#at++];
    let value = '';
    for (;;) {
      const character = this.#text[this.#at++];
      if (character === undefined) throw this.#expected(`a closing ${quote}`);
      if (character === quote) return value;
      value += character === '\\' ? this.#escape() : character;
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at++] ?? '';
    const digits = HEX_DIGITS[letter];
    if (digits === undefined) {
      // As Python does: a backslash before any other character stays.
      return ESCAPES[letter] ?? (`'"\\/`.includes(letter) ? letter : `\\${letter}`);
    }
    const hex = this.#text.slice(this.#at, this.#at + digits);
    const point = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? parseInt(hex, 16) : Infinity;
    if (point > 0x10ffff) throw this.#expected(`${digits} hexadecimal digits of a character`);
    this.#at += digits;
    return digits === 8 ? String.fromCodePoint(point) : String.fromCharCode(point);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #expected(what: string): SyntaxError {
    const found = this.#text.slice(this.#at, this.#at + 20);
    return new SyntaxError(
      `at character ${this.#at + 1}: expected ${what}, found ${found === '' ? 'the end' : `'${found}'`}`,
    );
  }
}

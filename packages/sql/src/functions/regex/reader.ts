import { invalidRegex } from './syntax.js';

/** The code points of a pattern with a position; quoted parts (\Q ... \E) are turned into escapes first. */
export class PatternReader {
  private readonly codes: readonly number[];
  /** Index of the next code point. */
  at = 0;
  /** Whether white space and comments are passed over. */
  comments = false;

  constructor(readonly pattern: string) {
    this.codes = Array.from(withoutQuotes(pattern), (char) => char.codePointAt(0) as number);
  }

  /** The next code point that counts, or -1 at the end. */
  peek(): number {
    if (this.comments) this.skipComments();
    return this.codes[this.at] ?? -1;
  }

  /** As peek, and moves behind it. */
  next(): number {
    const code = this.peek();
    if (code >= 0) this.at++;
    return code;
  }

  /** The code point at a distance from the position, whatever it is. */
  raw(distance = 0): number {
    return this.codes[this.at + distance] ?? -1;
  }

  accept(char: string): boolean {
    if (this.peek() !== char.codePointAt(0)) return false;
    this.at++;
    return true;
  }

  /** Whether the text stands at the position as it is. */
  startsWith(text: string): boolean {
    return Array.from(text).every((char, i) => this.raw(i) === char.codePointAt(0));
  }

  fail(reason: string): never {
    throw invalidRegex(this.pattern, reason);
  }

  private skipComments(): void {
    for (;;) {
      const code = this.codes[this.at];
      if (code === 0x20 || (code >= 9 && code <= 13)) this.at++;
      else if (code === 0x23) {
        while (this.at < this.codes.length && !isLineEnd(this.codes[this.at])) this.at++;
      } else return;
    }
  }
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** \Q ... \E with every character of it escaped that may mean something. */
function withoutQuotes(pattern: string): string {
  let out = '';
  for (let i = 0; i < pattern.length;) {
    if (pattern[i] !== '\\' || pattern[i + 1] !== 'Q') {
      const length = pattern[i] === '\\' ? 2 : 1;
      out += pattern.slice(i, i + length);
      i += length;
      continue;
    }
    const end = pattern.indexOf('\\E', i + 2);
    const quoted = pattern.slice(i + 2, end < 0 ? pattern.length : end);
    // A digit might belong to an escape that stands before the quotation.
    // eslint-disable-next-line no-control-regex
    out += quoted.replace(/[\x00-\x7f]/g, (char) =>
      /[A-Za-z]/.test(char) ? char : /\d/.test(char) ? `\\x3${char}` : `\\${char}`,
    );
    i = end < 0 ? pattern.length : end + 2;
  }
  return out;
}

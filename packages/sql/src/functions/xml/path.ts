import { ArgumentError } from '../definition.js';

/** Expressions of XPath 1.0 as trees. */
export type XPath =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'operation'; readonly operator: string; readonly args: readonly XPath[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly XPath[] }
  /** start: what the steps begin at; null: the context node. */
  | { readonly kind: 'path'; readonly start: XPath | 'root' | null; readonly steps: readonly Step[] }
  | { readonly kind: 'filter'; readonly of: XPath; readonly predicates: readonly XPath[] };

export interface Step {
  readonly axis: string;
  /** A name, `*`, `prefix:*`, `text()`, `node()`, `comment()` or `processing-instruction()`. */
  readonly test: string;
  readonly predicates: readonly XPath[];
}

const AXES = new Set(
  (
    'ancestor ancestor-or-self attribute child descendant descendant-or-self following following-sibling parent ' +
    'preceding preceding-sibling self'
  ).split(' '),
);
const NODE_TESTS = new Set(['text', 'node', 'comment', 'processing-instruction']);
const TOKEN =
  /\s*(\/\/|\/|\.\.|::|!=|<=|>=|[()[\]@,|+\-=<>*$]|"[^"]*"|'[^']*'|\d+(?:\.\d*)?|\.\d+|\.|[A-Za-z_\u0080-\uffff][\w.\-\u0080-\uffff]*(?::(?!:)(?:\*|[A-Za-z_\u0080-\uffff][\w.\-\u0080-\uffff]*))?)/y;
/** From the loosest to the tightest. */
const LEVELS = [['or'], ['and'], ['=', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', 'div', 'mod']];

const ANYWHERE: Step = { axis: 'descendant-or-self', test: 'node()', predicates: [] };

class PathParser {
  private readonly tokens: string[] = [];
  private at = 0;

  constructor(private readonly text: string) {
    TOKEN.lastIndex = 0;
    const { length } = text.trimEnd();
    while (TOKEN.lastIndex < length) {
      const match = TOKEN.exec(text);
      if (match === null) throw this.refused();
      this.tokens.push(match[1]);
    }
  }

  parse(): XPath {
    const result = this.expression(0);
    if (this.at < this.tokens.length) throw this.refused();
    return result;
  }

  private refused(): ArgumentError {
    return new ArgumentError(`Invalid expression '${this.text}': it is no XPath of version 1.0`);
  }

  private peek(distance = 0): string {
    return this.tokens[this.at + distance] ?? '';
  }

  private accept(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at++;
    return true;
  }

  private expect(token: string): void {
    if (!this.accept(token)) throw this.refused();
  }

  private expression(level: number): XPath {
    if (level === LEVELS.length) return this.unary();
    let left = this.expression(level + 1);
    while (LEVELS[level].includes(this.peek())) {
      const operator = this.tokens[this.at++];
      left = { kind: 'operation', operator, args: [left, this.expression(level + 1)] };
    }
    return left;
  }

  private unary(): XPath {
    if (this.accept('-')) return { kind: 'operation', operator: 'negate', args: [this.unary()] };
    let left = this.path();
    while (this.accept('|')) left = { kind: 'operation', operator: '|', args: [left, this.path()] };
    return left;
  }

  private path(): XPath {
    if (this.accept('//')) return { kind: 'path', start: 'root', steps: [ANYWHERE, ...this.steps()] };
    if (this.accept('/'))
      return { kind: 'path', start: 'root', steps: this.startsStep() ? this.steps() : [] };
    const primary = this.primary();
    if (primary === null) return { kind: 'path', start: null, steps: this.steps() };
    const predicates = this.predicates();
    const start: XPath = predicates.length === 0 ? primary : { kind: 'filter', of: primary, predicates };
    if (this.accept('//')) return { kind: 'path', start, steps: [ANYWHERE, ...this.steps()] };
    return this.accept('/') ? { kind: 'path', start, steps: this.steps() } : start;
  }

  /** A number, a text, a call or an expression in brackets; null where a step begins. */
  private primary(): XPath | null {
    const token = this.peek();
    if (/^[\d]|^\.\d/.test(token)) {
      this.at++;
      return { kind: 'number', value: Number(token) };
    }
    if (/^["']/.test(token)) {
      this.at++;
      return { kind: 'text', value: token.slice(1, -1) };
    }
    if (this.accept('(')) {
      const inner = this.expression(0);
      this.expect(')');
      return inner;
    }
    if (token === '$') throw new ArgumentError(`Invalid expression '${this.text}': it has variables`);
    if (!/^[A-Za-z_]/.test(token) || this.peek(1) !== '(' || NODE_TESTS.has(token)) return null;
    this.at += 2;
    const args: XPath[] = [];
    if (!this.accept(')')) {
      do args.push(this.expression(0));
      while (this.accept(','));
      this.expect(')');
    }
    return { kind: 'call', name: token, args };
  }

  private startsStep(): boolean {
    return /^(?:[A-Za-z_\u0080-\uffff*@]|\.\.?$)/.test(this.peek());
  }

  private steps(): Step[] {
    const steps = [this.step()];
    for (;;) {
      if (this.accept('//')) steps.push(ANYWHERE, this.step());
      else if (this.accept('/')) steps.push(this.step());
      else return steps;
    }
  }

  private step(): Step {
    if (this.accept('.')) return { axis: 'self', test: 'node()', predicates: [] };
    if (this.accept('..')) return { axis: 'parent', test: 'node()', predicates: [] };
    let axis = this.accept('@') ? 'attribute' : 'child';
    if (this.peek(1) === '::') {
      axis = this.peek();
      if (!AXES.has(axis)) throw this.refused();
      this.at += 2;
    }
    if (!this.startsStep() || this.peek().startsWith('.')) throw this.refused();
    let test = this.tokens[this.at++];
    if (this.peek() === '(') {
      if (!NODE_TESTS.has(test)) throw this.refused();
      this.at++;
      this.expect(')');
      test += '()';
    }
    return { axis, test, predicates: this.predicates() };
  }

  private predicates(): XPath[] {
    const predicates: XPath[] = [];
    while (this.accept('[')) {
      predicates.push(this.expression(0));
      this.expect(']');
    }
    return predicates;
  }
}

/** Throws ArgumentError for text that is no XPath. */
export function parseXPath(text: string): XPath {
  return new PathParser(text).parse();
}

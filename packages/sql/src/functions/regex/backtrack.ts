import { ArgumentError } from '../definition.js';
import { canBeEmpty } from './expressible.js';
import { folded } from './caseless.js';
import type { ParsedRegex, RegexNode } from './syntax.js';

/**
 * A matcher of its own for what JavaScript's engine cannot do as Java does (see expressible.ts): by backtracking, in
 * Java's order. Loops remember the positions from which they failed, so that time does not grow exponentially.
 */

type Matcher = (at: number) => boolean;
type Repeat = Extract<RegexNode, { kind: 'repeat' }>;

/** Passes of loops in one search before it is given up. */
const STEPS_MAX = 20_000_000;

export class BacktrackingRegex {
  private text = '';
  private lastEnd = 0;
  private steps = 0;
  /** Start and end of each group, -1 before it has matched. */
  private readonly spans: Int32Array;
  /** Where each group was entered. */
  private readonly entered: Int32Array;
  private readonly failures: Set<number>[] = [];
  private readonly hasReferences: boolean;
  private readonly root: Matcher;

  constructor(
    { root, groupCount }: ParsedRegex,
    private readonly pattern: string,
  ) {
    this.spans = new Int32Array(2 * groupCount + 2);
    this.entered = new Int32Array(groupCount + 1);
    this.hasReferences = contains(root, (node) => node.kind === 'reference');
    this.root = this.compile(
      root,
      (at) => {
        this.spans[1] = at;
        return true;
      },
      !this.hasReferences,
    );
  }

  /** Start and end of every group of the first match from a position on, -1 for groups without; null: no match. */
  find(text: string, from: number, lastEnd: number): Int32Array | null {
    this.text = text;
    this.lastEnd = lastEnd;
    this.steps = 0;
    for (const failures of this.failures) failures.clear();
    try {
      for (let start = from; start <= text.length; start += isPair(text, start) ? 2 : 1) {
        this.spans.fill(-1);
        if (!this.root(start)) continue;
        this.spans[0] = start;
        return this.spans;
      }
      return null;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ArgumentError(
        `the regular expression '${this.pattern}' needs too many nested steps for a text of ${text.length} characters`,
      );
    }
  }

  private step(): void {
    if (++this.steps <= STEPS_MAX) return;
    throw new ArgumentError(
      `the regular expression '${this.pattern}' took more than ${STEPS_MAX} steps for a text of ${this.text.length} characters`,
    );
  }

  /** memo: whether what follows a position depends on the position alone. */
  private compile(node: RegexNode, next: Matcher, memo: boolean): Matcher {
    switch (node.kind) {
      case 'set': {
        const test = setTest(node.source);
        return (at) => {
          const code = this.text.codePointAt(at);
          return code !== undefined && test(code) && next(at + (code > 0xffff ? 2 : 1));
        };
      }
      case 'assertion': {
        const holds = new RegExp(node.source, 'vy');
        return (at) => {
          holds.lastIndex = at;
          return holds.test(this.text) && next(at);
        };
      }
      case 'lastEnd':
        return (at) => at === this.lastEnd && next(at);
      case 'sequence':
        return node.items.reduceRight((rest, item) => this.compile(item, rest, memo), next);
      case 'choice': {
        const options = node.options.map((option) => this.compile(option, next, memo));
        return (at) => options.some((option) => option(at));
      }
      case 'group':
        return this.group(node.index, node.child, next, memo);
      case 'atomic':
        return this.atomic(node.child, next);
      case 'look':
        return this.look(node, next);
      case 'repeat':
        if (node.mode === 'possessive') return this.atomic({ ...node, mode: 'greedy' }, next);
        return node.child.kind === 'set'
          ? this.repeatSet(node, node.child.source, next)
          : this.loop(node, next, memo);
      case 'reference':
        return this.reference(node.group, node.caseless, next);
    }
  }

  private group(index: number, child: RegexNode, next: Matcher, memo: boolean): Matcher {
    const { spans, entered } = this;
    const body = this.compile(
      child,
      (at) => {
        const start = spans[2 * index];
        const end = spans[2 * index + 1];
        spans[2 * index] = entered[index];
        spans[2 * index + 1] = at;
        if (next(at)) return true;
        spans[2 * index] = start;
        spans[2 * index + 1] = end;
        return false;
      },
      memo,
    );
    return (at) => {
      const before = entered[index];
      entered[index] = at;
      const matched = body(at);
      entered[index] = before;
      return matched;
    };
  }

  /** The first match of a part from a position; what it matched is not tried otherwise. */
  private atomic(child: RegexNode, next: Matcher): Matcher {
    let end = -1;
    const body = this.compile(
      child,
      (at) => {
        end = at;
        return true;
      },
      !this.hasReferences,
    );
    return (at) => {
      const before = this.spans.slice();
      if (body(at) && next(end)) return true;
      this.spans.set(before);
      return false;
    };
  }

  private look({ child, behind, negative }: Extract<RegexNode, { kind: 'look' }>, next: Matcher): Matcher {
    let target = -1;
    const body = this.compile(child, (at) => !behind || at === target, !behind && !this.hasReferences);
    const holds = (at: number): boolean => {
      if (!behind) return body(at);
      const outer = target;
      target = at;
      let start = at;
      while (start >= 0 && !body(start)) start--;
      target = outer;
      return start >= 0;
    };
    return (at) => {
      const before = this.spans.slice();
      if (holds(at) !== negative) {
        if (negative) this.spans.set(before);
        if (next(at)) return true;
      }
      this.spans.set(before);
      return false;
    };
  }

  /** A repeated class needs no recursion. */
  private repeatSet({ min, max, mode }: Repeat, source: string, next: Matcher): Matcher {
    const test = setTest(source);
    return (start) => {
      const { text } = this;
      let at = start;
      let count = 0;
      const advance = (): boolean => {
        const code = count < max ? text.codePointAt(at) : undefined;
        if (code === undefined || !test(code)) return false;
        at += code > 0xffff ? 2 : 1;
        count++;
        return true;
      };
      while (count < min) if (!advance()) return false;
      if (mode === 'lazy') {
        do {
          this.step();
          if (next(at)) return true;
        } while (advance());
        return false;
      }
      while (advance());
      for (; count >= min; count--) {
        this.step();
        if (next(at)) return true;
        at -= at >= 2 && isPair(text, at - 2) ? 2 : 1;
      }
      return false;
    };
  }

  /** A pass that matched nothing ends the loop. */
  private loop({ min, max, mode, child }: Repeat, next: Matcher, memo: boolean): Matcher {
    let count = 0;
    let passStart = -1;
    const counted = max !== Infinity || min > 1;
    const failures = memo && !counted ? new Set<number>() : null;
    if (failures !== null) this.failures.push(failures);
    const pass = (at: number): boolean => {
      this.step();
      const before = passStart;
      passStart = at;
      count++;
      const matched = body(at);
      count--;
      passStart = before;
      return matched;
    };
    const after: Matcher = (at) => {
      if (at <= passStart && canBeEmpty(child)) return next(at);
      if (count < min) return pass(at);
      if (failures?.has(at) === true) return false;
      const matched =
        mode === 'lazy' ? next(at) || (count < max && pass(at)) : (count < max && pass(at)) || next(at);
      if (!matched) failures?.add(at);
      return matched;
    };
    const body: Matcher = this.compile(child, after, memo && !counted);
    return (at) => {
      const [countBefore, startBefore] = [count, passStart];
      count = 0;
      passStart = -1;
      const matched = after(at);
      count = countBefore;
      passStart = startBefore;
      return matched;
    };
  }

  private reference(group: number, caseless: 'ascii' | 'unicode' | null, next: Matcher): Matcher {
    const fold = (text: string): string =>
      caseless === null
        ? text
        : Array.from(text, (char) =>
            String.fromCodePoint(folded(char.codePointAt(0) as number, caseless === 'unicode')),
          ).join('');
    return (at) => {
      const start = this.spans[2 * group];
      if (start < 0) return false;
      const wanted = this.text.slice(start, this.spans[2 * group + 1]);
      const found = this.text.slice(at, at + wanted.length);
      return fold(found) === fold(wanted) && next(at + wanted.length);
    };
  }
}

function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}

function contains(node: RegexNode, test: (node: RegexNode) => boolean): boolean {
  if (test(node)) return true;
  switch (node.kind) {
    case 'sequence':
      return node.items.some((item) => contains(item, test));
    case 'choice':
      return node.options.some((option) => contains(option, test));
    case 'group':
    case 'atomic':
    case 'look':
    case 'repeat':
      return contains(node.child, test);
    default:
      return false;
  }
}

/** Membership of a class: a table for ASCII, the class itself for the rest. */
function setTest(source: string): (code: number) => boolean {
  const whole = new RegExp(`^${source}$`, 'v');
  const ascii = Uint8Array.from({ length: 128 }, (_, code) =>
    whole.test(String.fromCharCode(code)) ? 1 : 0,
  );
  return (code) => (code < 128 ? ascii[code] === 1 : whole.test(String.fromCodePoint(code)));
}

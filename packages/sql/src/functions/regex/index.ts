import { BacktrackingRegex } from './backtrack.js';
import { emitRegex } from './emit.js';
import { expressible } from './expressible.js';
import { parseRegex } from './parse.js';
import type { ParsedRegex } from './syntax.js';

/** A match: group 0 is the whole; undefined for groups that matched nothing. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** A regular expression that behaves as java.util.regex. Positions count UTF-16 units. */
export class JavaRegex {
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  private readonly native: RegExp | null = null;
  /** Number of each group in `native`; null: the same. */
  private readonly groups: readonly number[] | null = null;
  private readonly nativeGroups: boolean;
  private readonly parsed: ParsedRegex;
  private own: BacktrackingRegex | null = null;

  /** Throws ArgumentError where Java refuses the pattern. */
  constructor(readonly pattern: string) {
    this.parsed = parseRegex(pattern);
    this.groupCount = this.parsed.groupCount;
    this.groupNames = this.parsed.groupNames;
    const can = expressible(this.parsed.root);
    this.nativeGroups = can.groups;
    if (can.matches) {
      const { source, groups } = emitRegex(this.parsed.root);
      this.native = new RegExp(source, 'gv');
      this.groups = groups;
    }
  }

  /** Whether it matches somewhere. */
  test(text: string): boolean {
    if (this.native === null) return this.backtracking().find(text, 0, 0) !== null;
    this.native.lastIndex = 0;
    return this.native.test(text);
  }

  /** The first match from a position on. lastEnd: where the match before ended. */
  find(text: string, from = 0, lastEnd = 0): RegexMatch | null {
    if (this.native === null || !this.nativeGroups) {
      const spans = this.backtracking().find(text, from, lastEnd);
      if (spans === null) return null;
      const groups: (string | undefined)[] = [];
      for (let k = 0; k < spans.length; k += 2) {
        groups.push(spans[k] < 0 ? undefined : text.slice(spans[k], spans[k + 1]));
      }
      return { start: spans[0], end: spans[1], groups };
    }
    this.native.lastIndex = from;
    const match = this.native.exec(text);
    if (match === null) return null;
    const groups = this.groups === null ? match : this.groups.map((number) => match[number]);
    return { start: match.index, end: match.index + match[0].length, groups };
  }

  /** All matches one behind the other; after an empty one the search goes on a character further. */
  *findAll(text: string): Generator<RegexMatch> {
    let from = 0;
    let lastEnd = 0;
    while (from <= text.length) {
      const match = this.find(text, from, lastEnd);
      if (match === null) return;
      yield match;
      lastEnd = match.end;
      from = match.end;
      if (match.end === match.start) from += (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
    }
  }

  private backtracking(): BacktrackingRegex {
    return (this.own ??= new BacktrackingRegex(this.parsed, this.pattern));
  }
}

const compiled = new Map<string, JavaRegex>();
const CACHE_LIMIT = 256;

/** The regular expression of a Java pattern; patterns in use are kept. */
export function javaRegex(pattern: string): JavaRegex {
  let regex = compiled.get(pattern);
  if (regex === undefined) {
    regex = new JavaRegex(pattern);
    if (compiled.size >= CACHE_LIMIT) compiled.clear();
    compiled.set(pattern, regex);
  }
  return regex;
}

import { ExtendedArgumentError } from '../definition.js';
import type { ArgumentError } from '../definition.js';

/**
 * A Java regular expression as a tree. Flags are resolved: what a dot, a letter or a caret means where it stands is
 * written out. `source` is always a piece of a JavaScript expression in `v` mode.
 */
export type RegexNode =
  /** One code point. source: a character class or an escape that matches exactly one. */
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'assertion'; readonly source: string }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly index: number; readonly child: RegexNode }
  | { readonly kind: 'atomic'; readonly child: RegexNode }
  | {
      readonly kind: 'look';
      readonly behind: boolean;
      readonly negative: boolean;
      readonly child: RegexNode;
    }
  | {
      readonly kind: 'repeat';
      readonly min: number;
      readonly max: number;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
      readonly child: RegexNode;
    }
  /** What a group matched; never matches while the group has matched nothing. */
  | {
      readonly kind: 'reference';
      readonly group: number;
      readonly caseless: 'ascii' | 'unicode' | null;
    }
  /** The end of the match before (\G). */
  | { readonly kind: 'lastEnd' };

export interface ParsedRegex {
  readonly root: RegexNode;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
}

export const EMPTY: RegexNode = { kind: 'sequence', items: [] };
/** Matches nowhere. */
export const NEVER: RegexNode = { kind: 'assertion', source: '(?!)' };

/** How the letters of a pattern are read; the letters are Java's own for its inline flags. */
export interface Flags {
  /** i: letters match in both cases, of ASCII only unless `unicodeCase`. */
  readonly ignoreCase: boolean;
  /** u */
  readonly unicodeCase: boolean;
  /** m: ^ and $ match at lines. */
  readonly multiline: boolean;
  /** s: the dot matches line ends. */
  readonly dotAll: boolean;
  /** d: only \n ends a line. */
  readonly unixLines: boolean;
  /** x: white space and comments in the pattern do not count. */
  readonly comments: boolean;
  /** U: \w, \d, \s and POSIX classes are those of Unicode. */
  readonly unicodeClasses: boolean;
}

export const NO_FLAGS: Flags = {
  ignoreCase: false,
  unicodeCase: false,
  multiline: false,
  dotAll: false,
  unixLines: false,
  comments: false,
  unicodeClasses: false,
};

/** A code point as it may stand anywhere in a `v` mode expression, inside and outside classes. */
export function characterSource(codePoint: number): string {
  const char = String.fromCodePoint(codePoint);
  return /[A-Za-z0-9]/.test(char) ? char : `\\u{${codePoint.toString(16)}}`;
}

/** reason: as Java words it. */
export function invalidRegex(pattern: string, reason: string): ArgumentError {
  return new ExtendedArgumentError(`invalid regular expression '${pattern}': ${reason}`);
}

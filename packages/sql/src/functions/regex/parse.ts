import { rangeSource, readClass } from './characterClass.js';
import { UNICODE_WORD, readEscape } from './escape.js';
import { PatternReader } from './reader.js';
import { EMPTY, NEVER, NO_FLAGS } from './syntax.js';
import type { Flags, ParsedRegex, RegexNode } from './syntax.js';

const LINE_ENDS = '\\n\\r\\x85\\u2028\\u2029';
/** Not between the two characters of one line end. */
const NOT_INSIDE_END = '(?<!\\r(?=\\n))';
const START: RegexNode = { kind: 'assertion', source: '^' };
const END: RegexNode = { kind: 'assertion', source: '$' };

interface State {
  readonly reader: PatternReader;
  groups: number;
  readonly names: Map<string, number>;
}

/** The tree of a Java pattern. Throws ArgumentError where Java refuses it. */
export function parseRegex(pattern: string): ParsedRegex {
  const state: State = { reader: new PatternReader(pattern), groups: 0, names: new Map() };
  const [root] = choice(state, NO_FLAGS);
  if (state.reader.peek() >= 0) state.reader.fail("Unmatched closing ')'");
  return { root, groupCount: state.groups, groupNames: state.names };
}

/** Alternatives up to a closing parenthesis or the end, and the flags that hold there. */
function choice(state: State, flags: Flags): readonly [RegexNode, Flags] {
  const options: RegexNode[] = [];
  let current = flags;
  do {
    let option: RegexNode;
    [option, current] = sequence(state, current);
    options.push(option);
  } while (state.reader.accept('|'));
  return [options.length === 1 ? options[0] : { kind: 'choice', options }, current];
}

function sequence(state: State, start: Flags): readonly [RegexNode, Flags] {
  const { reader } = state;
  const items: RegexNode[] = [];
  let flags = start;
  for (;;) {
    reader.comments = flags.comments;
    const code = reader.peek();
    const char = code < 0 ? '' : String.fromCodePoint(code);
    if (char === '' || char === '|' || char === ')') break;
    if (char === '*' || char === '+' || char === '?') reader.fail(`Dangling meta character '${char}'`);
    if (char === '(') {
      const changed = inlineFlags(reader, flags);
      if (changed !== null) {
        flags = changed;
        continue;
      }
    }
    items.push(repeated(reader, char === '{' ? EMPTY : atom(state, flags)));
  }
  return [items.length === 1 ? items[0] : { kind: 'sequence', items }, flags];
}

function atom(state: State, flags: Flags): RegexNode {
  const { reader } = state;
  const code = reader.next();
  switch (String.fromCodePoint(code)) {
    case '(':
      return group(state, flags);
    case '[':
      return { kind: 'set', source: readClass(reader, flags) };
    case '.':
      if (flags.dotAll) return { kind: 'set', source: '[^]' };
      return { kind: 'set', source: flags.unixLines ? '[^\\n]' : `[^${LINE_ENDS}]` };
    case '^':
      return caret(flags);
    case '$':
      return dollar(flags);
    case '\\':
      return escape(state, flags);
    default:
      return character(code, flags);
  }
}

function character(code: number, flags: Flags): RegexNode {
  const source = rangeSource(code, code, flags);
  return { kind: 'set', source: /^(?:\w|\\u\{[0-9a-f]+\})$/.test(source) ? source : `[${source}]` };
}

/** Java's line start is nowhere at the end of the text. */
function caret({ multiline, unixLines }: Flags): RegexNode {
  if (!multiline) return START;
  const source = unixLines ? '(?=[^])(?<![^\\n])' : `(?=[^])(?<![^${LINE_ENDS}])${NOT_INSIDE_END}`;
  return { kind: 'assertion', source };
}

/** Without `multiline` before a line end that ends the text, too. */
function dollar({ multiline, unixLines }: Flags): RegexNode {
  let source: string;
  if (unixLines) source = multiline ? '(?=\\n|$)' : '(?=\\n?$)';
  else if (multiline) source = `(?=[${LINE_ENDS}]|$)${NOT_INSIDE_END}`;
  else source = `(?=(?:\\r\\n|[${LINE_ENDS}])?$)${NOT_INSIDE_END}`;
  return { kind: 'assertion', source };
}

/** A combining mark belongs to the letter or digit before it. */
function wordBoundary({ unicodeClasses }: Flags): string {
  const base = '\\p{L}\\p{Nd}';
  const word = unicodeClasses ? `${UNICODE_WORD}` : `${base}_`;
  const before = `(?<=[${word}]|[${base}]\\p{Mn}+)`;
  const behind = `(?=[${word}]|(?<=[${base}]\\p{Mn}*)\\p{Mn})`;
  const not = (look: string): string => look.replace(/^\(\?(<?)=/, '(?$1!');
  return `(?:${before}${not(behind)}|${not(before)}${behind})`;
}

function escape(state: State, flags: Flags): RegexNode {
  const { reader } = state;
  const escaped = readEscape(reader, flags);
  if (escaped !== null) {
    return 'code' in escaped ? character(escaped.code, flags) : { kind: 'set', source: `[${escaped.set}]` };
  }
  const char = String.fromCodePoint(reader.raw());
  reader.at++;
  switch (char) {
    case 'A':
      return START;
    case 'z':
      return END;
    case 'Z':
      return dollar({ ...flags, multiline: false });
    case 'G':
      return { kind: 'lastEnd' };
    case 'b':
      if (reader.raw() === 0x7b) reader.fail('\\b{g} is not supported here');
      return { kind: 'assertion', source: wordBoundary(flags) };
    case 'B':
      return { kind: 'assertion', source: `(?!${wordBoundary(flags)})` };
    case 'R':
      return {
        kind: 'choice',
        options: [
          {
            kind: 'sequence',
            items: [
              { kind: 'set', source: '\\r' },
              { kind: 'set', source: '\\n' },
            ],
          },
          { kind: 'set', source: `[\\x0b\\f${LINE_ENDS}]` },
        ],
      };
    case 'k':
      return reference(namedGroup(state), flags);
    case 'X':
      return reader.fail('\\X is not supported here');
    default:
      if (/[1-9]/.test(char)) return reference(numberedGroup(state, Number(char)), flags);
      return reader.fail('Illegal/unsupported escape sequence');
  }
}

function reference(group: number | null, flags: Flags): RegexNode {
  if (group === null) return NEVER;
  const caseless = !flags.ignoreCase ? null : flags.unicodeCase ? 'unicode' : 'ascii';
  return { kind: 'reference', group, caseless };
}

/** More digits belong to the number as long as there are so many groups; null for a group that is not there yet. */
function numberedGroup({ reader, groups }: State, first: number): number | null {
  let group = first;
  for (;;) {
    const digit = reader.raw() - 0x30;
    if (digit < 0 || digit > 9 || group * 10 + digit > groups) break;
    group = group * 10 + digit;
    reader.at++;
  }
  return group > groups ? null : group;
}

function namedGroup({ reader, names }: State): number {
  if (!reader.accept('<')) reader.fail("\\k is not followed by '<' for named capturing group");
  const name = groupName(reader);
  const group = names.get(name);
  if (group === undefined) return reader.fail(`named capturing group <${name}> does not exist`);
  return group;
}

function groupName(reader: PatternReader): string {
  let name = '';
  for (;;) {
    const code = reader.raw();
    const char = code < 0 ? '' : String.fromCodePoint(code);
    if (!/^[A-Za-z0-9]$/.test(char)) break;
    name += char;
    reader.at++;
  }
  if (!/^[A-Za-z]/.test(name)) {
    reader.fail('capturing group name does not start with a Latin letter');
  }
  if (reader.raw() !== 0x3e) reader.fail("named capturing group is missing trailing '>'");
  reader.at++;
  return name;
}

const GROUP_FLAGS: Readonly<Record<string, readonly (keyof Flags)[]>> = {
  i: ['ignoreCase'],
  u: ['unicodeCase'],
  m: ['multiline'],
  s: ['dotAll'],
  d: ['unixLines'],
  x: ['comments'],
  U: ['unicodeClasses', 'unicodeCase'],
};

/** `(?i-s` up to what follows the letters; null, and nothing consumed, where another kind of group begins. */
function flagLetters(reader: PatternReader, flags: Flags): Flags | null {
  const start = reader.at;
  reader.at += 2;
  const changed: Record<keyof Flags, boolean> = { ...flags };
  let on = true;
  for (; ; reader.at++) {
    const code = reader.raw();
    const char = code < 0 ? '' : String.fromCodePoint(code);
    if (char === '-' && on) on = false;
    else if (Object.hasOwn(GROUP_FLAGS, char)) for (const flag of GROUP_FLAGS[char]) changed[flag] = on;
    else if (char === ')' || char === ':') return changed;
    else if (reader.at === start + 2 && /^[=!<>$@]$/.test(char)) {
      reader.at = start;
      return null;
    } else reader.fail('Unknown inline modifier');
  }
}

/** `(?i)`: the flags from here on, or null, and nothing consumed, where a group begins. */
function inlineFlags(reader: PatternReader, flags: Flags): Flags | null {
  if (reader.raw(1) !== 0x3f) return null;
  const start = reader.at;
  const changed = flagLetters(reader, flags);
  if (changed !== null && reader.raw() === 0x29) {
    reader.at++;
    return changed;
  }
  reader.at = start;
  return null;
}

/** A group behind its opening parenthesis. Flags that are set inside end with it. */
function group(state: State, flags: Flags): RegexNode {
  const { reader } = state;
  const inside = (innerFlags: Flags): RegexNode => {
    const [child] = choice(state, innerFlags);
    reader.comments = flags.comments;
    if (!reader.accept(')')) reader.fail('Unclosed group');
    return child;
  };
  const capturing = (): RegexNode => {
    const index = ++state.groups;
    return { kind: 'group', index, child: inside(flags) };
  };
  if (reader.raw() !== 0x3f) return capturing();
  const look = (written: string, behind: boolean, negative: boolean): RegexNode => {
    reader.at += written.length;
    return { kind: 'look', behind, negative, child: inside(flags) };
  };
  if (reader.startsWith('?=')) return look('?=', false, false);
  if (reader.startsWith('?!')) return look('?!', false, true);
  if (reader.startsWith('?<=')) return look('?<=', true, false);
  if (reader.startsWith('?<!')) return look('?<!', true, true);
  if (reader.startsWith('?>')) {
    reader.at += 2;
    return { kind: 'atomic', child: inside(flags) };
  }
  if (reader.startsWith('?<')) {
    reader.at += 2;
    const name = groupName(reader);
    if (state.names.has(name)) reader.fail(`Named capturing group <${name}> is already defined`);
    state.names.set(name, state.groups + 1);
    return capturing();
  }
  reader.at--;
  const changed = flagLetters(reader, flags);
  if (changed === null) return reader.fail('Unknown group type');
  reader.at++;
  return inside(changed);
}

/** The atom with the quantifier behind it, if there is one. */
function repeated(reader: PatternReader, child: RegexNode): RegexNode {
  const bounds = quantifier(reader);
  if (bounds === null) return child;
  const [min, max] = bounds;
  const mode = reader.accept('?') ? 'lazy' : reader.accept('+') ? 'possessive' : 'greedy';
  return { kind: 'repeat', min, max, mode, child };
}

function quantifier(reader: PatternReader): readonly [min: number, max: number] | null {
  if (reader.accept('?')) return [0, 1];
  if (reader.accept('*')) return [0, Infinity];
  if (reader.accept('+')) return [1, Infinity];
  if (!reader.accept('{')) return null;
  const min = repetitions(reader);
  if (min === null) reader.fail('Illegal repetition');
  let max = min;
  if (reader.accept(',')) max = reader.raw() === 0x7d ? Infinity : (repetitions(reader) ?? 0);
  if (reader.raw() !== 0x7d) reader.fail('Unclosed counted closure');
  reader.at++;
  if (max < min) reader.fail('Illegal repetition range');
  return [min, max];
}

function repetitions(reader: PatternReader): number | null {
  let digits = '';
  for (; reader.raw() >= 0x30 && reader.raw() <= 0x39; reader.at++) {
    digits += String.fromCodePoint(reader.raw());
  }
  if (digits === '') return null;
  if (Number(digits) > 0x7fffffff) reader.fail('Illegal repetition range');
  return Number(digits);
}

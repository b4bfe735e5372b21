import type { RegexNode } from './syntax.js';

/**
 * What of a Java expression JavaScript's engine answers in the same way. matches: whether and where it matches;
 * groups: what its groups matched, too. Differences: Java keeps a group from an earlier pass of a loop, fails on
 * references to groups without a match and reads look-behinds forwards; and its loops do not take exponential time
 * when the same text can be divided among passes in many ways.
 */
export interface Expressible {
  readonly matches: boolean;
  readonly groups: boolean;
}

export function expressible(root: RegexNode): Expressible {
  let matches = true;
  let groups = true;

  /** set: groups that have matched for certain. Returns those that have after the node. */
  const walk = (node: RegexNode, set: ReadonlySet<number>, behind: boolean): ReadonlySet<number> => {
    switch (node.kind) {
      case 'set':
      case 'assertion':
        return set;
      case 'lastEnd':
        matches = false;
        return set;
      case 'sequence':
        return node.items.reduce((known, item) => walk(item, known, behind), set);
      case 'choice': {
        const [first, ...others] = node.options.map((option) => walk(option, set, behind));
        return new Set([...first].filter((group) => others.every((other) => other.has(group))));
      }
      case 'group':
        if (behind) groups = false;
        return new Set([...walk(node.child, set, behind), node.index]);
      case 'atomic':
        if (behind) matches = false;
        return walk(node.child, set, behind);
      case 'look': {
        const inside = walk(node.child, set, behind || node.behind);
        return node.negative ? set : inside;
      }
      case 'repeat': {
        if (behind && node.mode === 'possessive') matches = false;
        const inside = walk(node.child, set, behind);
        if (node.max > 1) {
          const within = groupsIn(node.child);
          if (within.length > 0 && (canBeEmpty(node.child) || within.some((group) => !inside.has(group)))) {
            groups = false;
          }
        }
        if (node.max === Infinity && node.mode !== 'possessive' && isAmbiguous(node.child)) matches = false;
        return node.min > 0 ? inside : set;
      }
      case 'reference':
        if (behind || node.caseless !== null || !set.has(node.group)) matches = false;
        return set;
    }
  };

  walk(root, new Set(), false);
  return { matches, groups: matches && groups };
}

function childrenOf(node: RegexNode): readonly RegexNode[] {
  switch (node.kind) {
    case 'sequence':
      return node.items;
    case 'choice':
      return node.options;
    case 'group':
    case 'atomic':
    case 'look':
    case 'repeat':
      return [node.child];
    default:
      return [];
  }
}

function groupsIn(node: RegexNode): number[] {
  const inside = childrenOf(node).flatMap(groupsIn);
  return node.kind === 'group' ? [node.index, ...inside] : inside;
}

export function canBeEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return false;
    case 'sequence':
      return node.items.every(canBeEmpty);
    case 'choice':
      return node.options.some(canBeEmpty);
    case 'group':
    case 'atomic':
      return canBeEmpty(node.child);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.child);
    default:
      return true;
  }
}

/** Whether passes of a loop over `body` may divide the same text in different ways; true when in doubt. */
function isAmbiguous(body: RegexNode): boolean {
  if (body.kind === 'set') return false;
  return canBeEmpty(body) || hasAmbiguousPart(body, body);
}

function hasAmbiguousPart(node: RegexNode, body: RegexNode): boolean {
  if (node.kind === 'look') return false;
  // A part of any length that can take all of what a pass needs.
  if (node.kind === 'repeat' && node.min !== node.max && couldMatch(setsIn(node.child), body)) return true;
  if (node.kind === 'choice') {
    const firsts = node.options.map(firstSets);
    for (let i = 0; i < firsts.length; i++) {
      for (let k = 0; k < i; k++)
        if (firsts[i] === null || firsts[k] === null || overlap(firsts[i], firsts[k])) return true;
    }
  }
  return childrenOf(node).some((child) => hasAmbiguousPart(child, body));
}

/** Whether characters of `sets` alone can make up a match. */
function couldMatch(sets: string, node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return overlap(sets, node.source);
    case 'sequence':
      return node.items.every((item) => couldMatch(sets, item));
    case 'choice':
      return node.options.some((option) => couldMatch(sets, option));
    case 'group':
    case 'atomic':
      return couldMatch(sets, node.child);
    case 'repeat':
      return node.min === 0 || couldMatch(sets, node.child);
    default:
      return true;
  }
}

/** All character classes of a part as one class. */
function setsIn(node: RegexNode): string {
  if (node.kind === 'set') return node.source;
  return `[${childrenOf(node).map(setsIn).join('')}]`;
}

/** The characters with which a match may begin; null when it may begin with any. */
function firstSets(node: RegexNode): string | null {
  switch (node.kind) {
    case 'set':
      return node.source;
    case 'sequence': {
      let sets = '';
      for (const item of node.items) {
        if (item.kind === 'assertion' || item.kind === 'look') continue;
        const first = firstSets(item);
        if (first === null) return null;
        sets += first;
        if (!canBeEmpty(item)) return `[${sets}]`;
      }
      return null;
    }
    case 'choice': {
      const firsts = node.options.map(firstSets);
      return firsts.includes(null) ? null : `[${firsts.join('')}]`;
    }
    case 'group':
    case 'atomic':
    case 'repeat':
      return firstSets(node.child);
    default:
      return null;
  }
}

let everyCharacter: string | null = null;

/** Whether two classes have a character of the basic plane in common. */
function overlap(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return true;
  everyCharacter ??= Array.from({ length: 0xfffe }, (_, code) => String.fromCharCode(code))
    .filter((char) => char < '\ud800' || char > '\udfff')
    .join('');
  return new RegExp(`[[${a}]&&[${b}]]`, 'v').test(everyCharacter);
}

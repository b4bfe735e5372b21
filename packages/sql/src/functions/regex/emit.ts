import type { RegexNode } from './syntax.js';

/**
 * The tree as the source of a JavaScript expression in `v` mode. groups[k]: the number there of Java's group k; null when
 * the groups are the same.
 */
export function emitRegex(root: RegexNode): {
  readonly source: string;
  readonly groups: readonly number[] | null;
} {
  const groups = [0];
  let count = 0;

  const write = (node: RegexNode): string => {
    switch (node.kind) {
      case 'set':
      case 'assertion':
        return node.source;
      case 'sequence':
        return node.items
          .map((item) => (item.kind === 'choice' ? `(?:${write(item)})` : write(item)))
          .join('');
      case 'choice':
        return node.options.map(write).join('|');
      case 'group':
        groups[node.index] = ++count;
        return `(${write(node.child)})`;
      case 'atomic':
        return atomic(node.child);
      case 'look':
        return `(?${node.behind ? '<' : ''}${node.negative ? '!' : '='}${write(node.child)})`;
      case 'repeat':
        return node.mode === 'possessive' ? atomic({ ...node, mode: 'greedy' }) : repeat(node);
      case 'reference':
        return `(?:\\${groups[node.group]})`;
      case 'lastEnd':
        throw new Error('\\G cannot be written in JavaScript');
    }
  };

  /** What a look-ahead has matched is not given back: found there, then read as a reference. */
  const atomic = (child: RegexNode): string => {
    const number = ++count;
    return `(?:(?=(${write(child)}))\\${number})`;
  };

  const repeat = ({ child, min, max, mode }: Extract<RegexNode, { kind: 'repeat' }>): string => {
    const inner = write(child);
    const unit = child.kind === 'set' || child.kind === 'group' ? inner : `(?:${inner})`;
    const times = max === min ? `{${min}}` : `{${min},${max === Infinity ? '' : max}}`;
    const short: Readonly<Record<string, string>> = { '{0,1}': '?', '{0,}': '*', '{1,}': '+' };
    return unit + (short[times] ?? times) + (mode === 'lazy' ? '?' : '');
  };

  const source = write(root);
  return { source, groups: count === groups.length - 1 ? null : groups };
}

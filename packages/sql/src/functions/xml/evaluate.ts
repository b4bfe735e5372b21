import { ArgumentError } from '../definition.js';
import { axisNodes, passesTest } from './axes.js';
import { textOf } from './document.js';
import type { XmlNode } from './document.js';
import type { Step, XPath } from './path.js';

export type XPathValue = number | string | boolean | readonly XmlNode[];

/** Where an expression is evaluated: a node, its place among those that stand beside it, and their number. */
interface Context {
  readonly node: XmlNode;
  readonly position: number;
  readonly size: number;
}

/** The value of an expression at the root of a document. Sets of nodes are in the order of the document. */
export function evaluateXPath(path: XPath, root: XmlNode): XPathValue {
  return evaluate(path, { node: root, position: 1, size: 1 });
}

function evaluate(path: XPath, context: Context): XPathValue {
  switch (path.kind) {
    case 'number':
    case 'text':
      return path.value;
    case 'operation':
      return operation(path.operator, path.args, context);
    case 'call':
      return call(path.name, path.args, context);
    case 'filter':
      return filtered(nodesOf(evaluate(path.of, context)), path.predicates);
    case 'path': {
      let nodes: readonly XmlNode[];
      if (path.start === null) nodes = [context.node];
      else if (path.start === 'root') nodes = [rootOf(context.node)];
      else nodes = nodesOf(evaluate(path.start, context));
      for (const step of path.steps) nodes = inOrder(nodes.flatMap((node) => stepFrom(node, step)));
      return nodes;
    }
  }
}

function rootOf(node: XmlNode): XmlNode {
  let root = node;
  while (root.parent !== null) root = root.parent;
  return root;
}

function inOrder(nodes: readonly XmlNode[]): readonly XmlNode[] {
  return [...new Set(nodes)].sort((a, b) => a.order - b.order);
}

function stepFrom(node: XmlNode, { axis, test, predicates }: Step): readonly XmlNode[] {
  const found = axisNodes(axis, node).filter((candidate) => passesTest(candidate, test, axis));
  return filtered(found, predicates);
}

/** A number as predicate asks for a position. */
function filtered(nodes: readonly XmlNode[], predicates: readonly XPath[]): readonly XmlNode[] {
  return predicates.reduce<readonly XmlNode[]>((kept, predicate) => {
    const size = kept.length;
    return kept.filter((node, i) => {
      const value = evaluate(predicate, { node, position: i + 1, size });
      return typeof value === 'number' ? value === i + 1 : asBoolean(value);
    });
  }, nodes);
}

function nodesOf(value: XPathValue): readonly XmlNode[] {
  if (typeof value === 'object') return value;
  throw new ArgumentError('Invalid XPath expression: expected nodes, found a value');
}

export function asText(value: XPathValue): string {
  if (typeof value === 'object') return value.length === 0 ? '' : textOf(value[0]);
  return typeof value === 'number' && Object.is(value, -0) ? '0' : String(value);
}

export function asNumber(value: XPathValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = asText(value).trim();
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : NaN;
}

export function asBoolean(value: XPathValue): boolean {
  if (typeof value === 'object') return value.length > 0;
  return typeof value === 'number' ? value !== 0 && value === value : Boolean(value);
}

function operation(operator: string, args: readonly XPath[], context: Context): XPathValue {
  const value = (k: number): XPathValue => evaluate(args[k], context);
  const number = (k: number): number => asNumber(value(k));
  switch (operator) {
    case 'or':
      return asBoolean(value(0)) || asBoolean(value(1));
    case 'and':
      return asBoolean(value(0)) && asBoolean(value(1));
    case '|':
      return inOrder([...nodesOf(value(0)), ...nodesOf(value(1))]);
    case '+':
      return number(0) + number(1);
    case '-':
      return number(0) - number(1);
    case '*':
      return number(0) * number(1);
    case 'div':
      return number(0) / number(1);
    case 'mod':
      return number(0) % number(1);
    case 'negate':
      return -number(0);
    default:
      return compare(operator, value(0), value(1));
  }
}

/** A set of nodes compares as each of its nodes does, and one that does is enough. */
function compare(operator: string, a: XPathValue, b: XPathValue): boolean {
  if (typeof a === 'object' && typeof b !== 'boolean')
    return a.some((node) => compare(operator, textOf(node), b));
  if (typeof b === 'object' && typeof a !== 'boolean')
    return b.some((node) => compare(operator, a, textOf(node)));
  if (operator === '=' || operator === '!=') {
    let equal: boolean;
    if (typeof a === 'boolean' || typeof b === 'boolean') equal = asBoolean(a) === asBoolean(b);
    else if (typeof a === 'number' || typeof b === 'number') equal = asNumber(a) === asNumber(b);
    else equal = asText(a) === asText(b);
    return equal === (operator === '=');
  }
  const [x, y] = [asNumber(a), asNumber(b)];
  switch (operator) {
    case '<':
      return x < y;
    case '<=':
      return x <= y;
    case '>':
      return x > y;
    default:
      return x >= y;
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

function call(name: string, args: readonly XPath[], context: Context): XPathValue {
  const value = (k: number): XPathValue => evaluate(args[k], context);
  const text = (k: number): string => (k < args.length ? asText(value(k)) : textOf(context.node));
  const number = (k: number): number =>
    k < args.length ? asNumber(value(k)) : asNumber(textOf(context.node));
  const named = (): string => {
    const node = args.length === 0 ? context.node : (nodesOf(value(0))[0] as XmlNode | undefined);
    return node?.name ?? '';
  };
  const definition = FUNCTIONS[name] as readonly [least: number, most: number] | undefined;
  if (definition === undefined || args.length < definition[0] || args.length > definition[1]) {
    throw new ArgumentError(`Invalid XPath expression: ${name}() with ${args.length} arguments is not known`);
  }
  switch (name) {
    case 'last':
      return context.size;
    case 'position':
      return context.position;
    case 'count':
      return nodesOf(value(0)).length;
    case 'name':
      return named();
    case 'local-name':
      return local(named());
    case 'string':
      return text(0);
    case 'concat':
      return args.map((_, k) => text(k)).join('');
    case 'starts-with':
      return text(0).startsWith(text(1));
    case 'contains':
      return text(0).includes(text(1));
    case 'substring-before':
      return text(0).includes(text(1)) ? text(0).slice(0, text(0).indexOf(text(1))) : '';
    case 'substring-after':
      return text(0).includes(text(1)) ? text(0).slice(text(0).indexOf(text(1)) + text(1).length) : '';
    case 'substring':
      return substring(text(0), number(1), args.length > 2 ? number(2) : Infinity);
    case 'string-length':
      return [...text(0)].length;
    case 'normalize-space':
      return text(0).trim().replace(/\s+/g, ' ');
    case 'translate':
      return translate(text(0), [...text(1)], [...text(2)]);
    case 'boolean':
      return asBoolean(value(0));
    case 'not':
      return !asBoolean(value(0));
    case 'true':
      return true;
    case 'false':
      return false;
    case 'number':
      return number(0);
    case 'sum':
      return nodesOf(value(0)).reduce((sum, node) => sum + asNumber(textOf(node)), 0);
    case 'floor':
      return Math.floor(number(0));
    case 'ceiling':
      return Math.ceil(number(0));
    default:
      return Math.floor(number(0) + 0.5);
  }
}

/** Functions with the least and the largest number of arguments. */
const FUNCTIONS: Readonly<Record<string, readonly [number, number]>> = {
  last: [0, 0],
  position: [0, 0],
  count: [1, 1],
  name: [0, 1],
  'local-name': [0, 1],
  string: [0, 1],
  concat: [2, Infinity],
  'starts-with': [2, 2],
  contains: [2, 2],
  'substring-before': [2, 2],
  'substring-after': [2, 2],
  substring: [2, 3],
  'string-length': [0, 1],
  'normalize-space': [0, 1],
  translate: [3, 3],
  boolean: [1, 1],
  not: [1, 1],
  true: [0, 0],
  false: [0, 0],
  number: [0, 1],
  sum: [1, 1],
  floor: [1, 1],
  ceiling: [1, 1],
  round: [1, 1],
};

/** Characters whose rounded positions, from 1, lie in the range. */
function substring(text: string, start: number, length: number): string {
  const first = Math.floor(start + 0.5);
  const end = first + Math.floor(length + 0.5);
  return [...text].filter((_, i) => i + 1 >= first && i + 1 < end).join('');
}

function translate(text: string, from: readonly string[], to: readonly string[]): string {
  return [...text]
    .map((char) => {
      const at = from.indexOf(char);
      return at < 0 ? char : (to[at] ?? '');
    })
    .join('');
}

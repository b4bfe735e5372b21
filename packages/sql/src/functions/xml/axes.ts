import type { XmlNode } from './document.js';

/** The nodes of an axis of XPath from a node, nearest first. */
export function axisNodes(axis: string, node: XmlNode): readonly XmlNode[] {
  switch (axis) {
    case 'child':
      return node.children;
    case 'attribute':
      return node.attributes;
    case 'self':
      return [node];
    case 'parent':
      return node.parent === null ? [] : [node.parent];
    case 'ancestor':
      return ancestors(node);
    case 'ancestor-or-self':
      return [node, ...ancestors(node)];
    case 'descendant':
      return descendants(node);
    case 'descendant-or-self':
      return [node, ...descendants(node)];
    case 'following-sibling':
      return siblings(node).filter(({ order }) => order > node.order);
    case 'preceding-sibling':
      return siblings(node)
        .filter(({ order }) => order < node.order)
        .reverse();
    case 'following':
      return [node, ...ancestors(node)]
        .flatMap((each) => siblings(each).filter(({ order }) => order > each.order))
        .flatMap((each) => [each, ...descendants(each)])
        .sort((a, b) => a.order - b.order);
    default:
      return [node, ...ancestors(node)]
        .flatMap((each) => siblings(each).filter(({ order }) => order < each.order))
        .flatMap((each) => [each, ...descendants(each)])
        .sort((a, b) => b.order - a.order);
  }
}

function ancestors(node: XmlNode): XmlNode[] {
  return node.parent === null ? [] : [node.parent, ...ancestors(node.parent)];
}

function descendants(node: XmlNode): XmlNode[] {
  return node.children.flatMap((child) => [child, ...descendants(child)]);
}

function siblings(node: XmlNode): readonly XmlNode[] {
  return node.kind === 'attribute' || node.parent === null ? [] : node.parent.children;
}

/** Whether a node is what a step asks for: names stand for the axis' own kind of nodes. */
export function passesTest(node: XmlNode, test: string, axis: string): boolean {
  switch (test) {
    case 'node()':
      return true;
    case 'text()':
      return node.kind === 'text';
    case 'comment()':
      return node.kind === 'comment';
    case 'processing-instruction()':
      return node.kind === 'instruction';
  }
  if (node.kind !== (axis === 'attribute' ? 'attribute' : 'element')) return false;
  if (test === '*') return true;
  return test.endsWith(':*') ? node.name.startsWith(test.slice(0, -1)) : node.name === test;
}

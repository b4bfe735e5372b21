import { jsonText } from './text.js';
import type { JsonNode } from './text.js';

/** `$`, `.name`, `['name']`, `[3]`, `[*]`. */
type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'item'; readonly index: number }
  | { readonly kind: 'all' };

export type JsonPath = readonly Step[];

const STEP = /\.([^.[]+)|\[(\d+)\]|\[(\*)\]|\['([^']*)'\]/y;

/** Null when the text is no path. */
export function parsePath(text: string): JsonPath | null {
  if (!text.startsWith('$')) return null;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (match === null) return null;
    const [, name, index, star, quoted] = match as (string | undefined)[];
    if (index !== undefined) steps.push({ kind: 'item', index: Number(index) });
    else if (star !== undefined) steps.push({ kind: 'all' });
    else if (name === '*') return null;
    else steps.push({ kind: 'name', name: name ?? quoted ?? '' });
  }
  return steps;
}

/** raw: text without quotes; quoted: as JSON; flat: as JSON, arrays dissolved. */
type Style = 'raw' | 'quoted' | 'flat';

/** What Spark's get_json_object writes for a path: one match as it is, several as an array; null without a match. */
export function textAtPath(node: JsonNode, path: JsonPath): string | null {
  const out = matches(node, path, 0, 'raw');
  return out.length === 0 ? null : out.join(',');
}

/** Texts of the matches below a node; nested wildcards give one flat array. */
function matches(node: JsonNode, path: JsonPath, at: number, style: Style): string[] {
  if (at === path.length) {
    if (style === 'raw' && node.kind === 'string') return [node.value];
    if (style === 'flat' && node.kind === 'array')
      return node.items.flatMap((item) => matches(item, path, at, style));
    return [jsonText(node)];
  }
  const step = path[at];
  switch (step.kind) {
    case 'name': {
      if (node.kind === 'array' && at > 0 && path[at - 1].kind === 'all') {
        return node.items.flatMap((item) => matches(item, path, at, style));
      }
      const entry = node.kind === 'object' ? node.entries.find(([name]) => name === step.name) : undefined;
      return entry === undefined || entry[1].kind === 'null' ? [] : matches(entry[1], path, at + 1, style);
    }
    case 'item':
      return node.kind === 'array' && step.index < node.items.length
        ? matches(node.items[step.index], path, at + 1, style)
        : [];
    case 'all': {
      if (node.kind !== 'array') return [];
      if (path[at + 1]?.kind === 'all') {
        const flat = node.items.flatMap((item) => matches(item, path, at + 2, 'flat'));
        return [`[${flat.join(',')}]`];
      }
      const inner = style === 'raw' ? 'quoted' : style;
      const found = node.items.flatMap((item) => matches(item, path, at + 1, inner));
      if (style === 'quoted') return [`[${found.join(',')}]`];
      return found.length > 1 ? [`[${found.join(',')}]`] : found;
    }
  }
}

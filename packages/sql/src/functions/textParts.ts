import { randomUUID } from 'node:crypto';
import { mapType } from '@graticule/columnar';
import type { DataType, Value } from '@graticule/columnar';
import { defaultInt, defaultText } from './defaultArguments.js';
import { ArgumentError } from './definition.js';
import type { ScalarFunction } from './definition.js';
import { checkedEntries } from './mapEntries.js';
import type { Entry } from './mapEntries.js';
import { splitText } from './textPatterns.js';
import { always, maybe, valueFunction } from './values.js';

/** Functions that take texts apart or put them together by delimiters, positions and URL parts. */

const STRING = { kind: 'string' } as const;
const BINARY = { kind: 'binary' } as const;
const INT = { kind: 'int' } as const;
const STRINGS: DataType = { kind: 'array', element: STRING, containsNull: true };

/** Position of a text in a list with commas, from 1; 0 when it is not there or has a comma itself. */
function findInSet(text: string, list: string): number {
  return text.includes(',') ? 0 : list.split(',').indexOf(text) + 1;
}

/** Part n between delimiters, counted from 1 or from the end; empty beyond the parts. */
function splitPart(text: string, delimiter: string, position: number): string {
  if (position === 0) throw new ArgumentError('split_part: parts count from 1, or from -1 backwards');
  const parts = delimiter === '' ? [text] : text.split(delimiter);
  return parts[position > 0 ? position - 1 : parts.length + position] ?? '';
}

/** Characters from a position on replaced; as many as the replacement has for a length below 0. */
function overlay(text: string, replacement: string, position: number, count: number): string {
  const all = [...text];
  const length = count >= 0 ? count : [...replacement].length;
  return slice(all, 1, position - 1) + replacement + slice(all, position + length, Infinity);
}

function overlayBytes(
  bytes: Uint8Array,
  replacement: Uint8Array,
  position: number,
  count: number,
): Uint8Array {
  const start = Math.max(position > 0 ? position - 1 : bytes.length + position, 0);
  const end = start + (count >= 0 ? count : replacement.length);
  return Buffer.concat([bytes.subarray(0, start), replacement, bytes.subarray(end)]);
}

/** SQL's substring on characters: positions from 1, negative from the end. */
function slice(all: readonly string[], position: number, count: number): string {
  const start = position > 0 ? position - 1 : position < 0 ? all.length + position : 0;
  const end = count === Infinity ? all.length : start + count;
  return all.slice(Math.max(start, 0), Math.max(end, 0)).join('');
}

const URL_PARTS = /^(?:([A-Za-z][\w+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/** One part of a URL (RFC 3986, appendix B), by Java's names in capitals; null when it is not there. */
function parseUrl(url: string, part: string, key?: string): string | null {
  const match = /[\s<>"{}|\\^`]/.test(url) ? null : URL_PARTS.exec(url);
  if (match === null) return null;
  const [, protocol, authority, path, query, reference] = match as (string | undefined)[];
  if (key !== undefined) {
    if (part !== 'QUERY' || query === undefined) return null;
    const found = query.split('&').find((pair) => pair.startsWith(`${key}=`));
    return found === undefined ? null : found.slice(key.length + 1);
  }
  // Like mailto:a@b.c: what follows the protocol has no parts.
  const opaque = protocol !== undefined && authority === undefined && path?.startsWith('/') !== true;
  const user = authority?.includes('@') === true ? authority.slice(0, authority.lastIndexOf('@')) : undefined;
  switch (part) {
    case 'HOST':
      return authority?.slice(user === undefined ? 0 : user.length + 1).replace(/:\d*$/, '') || null;
    case 'PATH':
      return opaque ? null : (path ?? '');
    case 'QUERY':
      return opaque ? null : (query ?? null);
    case 'REF':
      return reference ?? null;
    case 'PROTOCOL':
      return protocol ?? null;
    case 'FILE':
      return opaque ? null : (path ?? '') + (query === undefined ? '' : `?${query}`);
    case 'AUTHORITY':
      return authority ?? null;
    case 'USERINFO':
      return user ?? null;
    default:
      return null;
  }
}

function pairsOf(text: string, pairs: string, keys: string): readonly Entry[] {
  return splitText(text, pairs).map((part) => {
    const [key, value] = splitText(part, keys, 2) as [string, string | undefined];
    return [key, value ?? null];
  });
}

/** Sentences as arrays of words, by the rules of English. */
function sentences(text: string): string[][] {
  const parts = new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text);
  const words = new Intl.Segmenter('en', { granularity: 'word' });
  return Array.from(parts, ({ segment }) =>
    Array.from(words.segment(segment))
      .filter((word) => word.isWordLike)
      .map((word) => word.segment),
  );
}

export const textPartFunctions: readonly ScalarFunction[] = [
  valueFunction({
    names: ['find_in_set'],
    doc: 'Position of a text in a list with commas, from 1; 0 when it is not there.',
    inputTypes: { rule: 'each', types: [STRING, STRING] },
    resultType: always(INT),
    prepare: () => findInSet,
  }),
  valueFunction({
    names: ['split_part'],
    doc: 'Part of a text between delimiters, counted from 1 or, negative, from the end.',
    raises: true,
    inputTypes: { rule: 'each', types: [STRING, STRING, INT] },
    resultType: maybe(STRING),
    prepare: () => splitPart,
  }),
  valueFunction({
    names: ['overlay'],
    doc: 'The text, or the bytes, with a part from a position on replaced.',
    inputTypes: {
      rule: 'custom',
      min: 3,
      max: 4,
      types: (args) => {
        const binary = args[0].type.kind === 'binary';
        if (binary !== (args[1].type.kind === 'binary')) {
          throw new ArgumentError('overlay expects two texts or two binary values');
        }
        return args.map((_, k) => (k > 1 ? INT : binary ? BINARY : STRING));
      },
    },
    defaults: [defaultInt(-1)],
    resultType: (args) => always(args[0].type)(args),
    prepare:
      () => (text: string | Uint8Array, replacement: string | Uint8Array, position: number, count: number) =>
        typeof text === 'string'
          ? overlay(text, replacement as string, position, count)
          : overlayBytes(text, replacement as Uint8Array, position, count),
  }),
  valueFunction({
    names: ['space'],
    doc: 'A number of blanks.',
    inputTypes: { rule: 'each', types: [INT] },
    resultType: always(STRING),
    prepare: () => (count: number) => ' '.repeat(Math.max(count, 0)),
  }),
  valueFunction({
    names: ['octet_length'],
    doc: 'Number of bytes (of text in UTF-8).',
    inputTypes: { rule: 'each', types: ['stringOrBinary'] },
    resultType: always(INT),
    prepare: () => (value: string | Uint8Array) => Buffer.byteLength(value),
  }),
  valueFunction({
    names: ['bit_length'],
    doc: 'Number of bits (of text in UTF-8).',
    inputTypes: { rule: 'each', types: ['stringOrBinary'] },
    resultType: always(INT),
    prepare: () => (value: string | Uint8Array) => 8 * Buffer.byteLength(value),
  }),
  valueFunction({
    names: ['elt'],
    doc: 'The n-th of the values behind the first argument; null beyond them.',
    inputTypes: {
      rule: 'custom',
      min: 2,
      max: Infinity,
      types: (args) => {
        const binary = args.slice(1).every(({ type }) => type.kind === 'binary');
        return args.map((_, k) => (k === 0 ? INT : binary ? BINARY : STRING));
      },
    },
    resultType: (args) => ({ type: args[1].type, nullable: true }),
    seesNulls: true,
    prepare:
      () =>
      (position: number | null, ...values: Value[]) =>
        position === null ? null : (values[position - 1] ?? null),
  }),
  valueFunction({
    names: ['parse_url'],
    doc: 'A part of a URL (HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY, USERINFO), or the value of a key of its query.',
    inputTypes: { rule: 'each', types: [STRING, STRING, STRING], optional: 1 },
    resultType: maybe(STRING),
    prepare: () => parseUrl,
  }),
  valueFunction({
    names: ['str_to_map'],
    doc: 'A map from text: pairs between matches of one pattern (default a comma), key and value around another (a colon).',
    raises: true,
    inputTypes: { rule: 'each', types: [STRING, STRING, STRING], optional: 2 },
    defaults: [defaultText(','), defaultText(':')],
    resultType: always(mapType(STRING, STRING)),
    prepare: (_, context) => (text: string, pairs: string, keys: string) =>
      checkedEntries(pairsOf(text, pairs, keys), context),
  }),
  valueFunction({
    names: ['sentences'],
    doc: 'Sentences as arrays of words; language and country are not used.',
    inputTypes: { rule: 'each', types: [STRING, STRING, STRING], optional: 2 },
    defaults: [defaultText(''), defaultText('')],
    resultType: maybe({ kind: 'array', element: { ...STRINGS, containsNull: false }, containsNull: false }),
    prepare: () => (text: string) => sentences(text),
  }),
  valueFunction({
    names: ['uuid'],
    doc: 'A random UUID (version 4).',
    inputTypes: { rule: 'each', types: [] },
    deterministic: false,
    resultType: () => ({ type: STRING, nullable: false }),
    prepare: () => () => randomUUID(),
  }),
];

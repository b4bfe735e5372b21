import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { shortenChains } from './longChains.js';

const column = (name: string): JsonObject => ({ unresolvedAttribute: { unparsedIdentifier: name } });
const call = (functionName: string, ...args: JsonValue[]): JsonObject => ({
  unresolvedFunction: { functionName, arguments: args },
});
const chain = (name: string, terms: number): JsonObject =>
  Array.from({ length: terms - 1 }).reduce<JsonObject>(
    (left, _, i) => call(name, left, column(`c${i + 1}`)),
    column('c0'),
  );
const terms = (count: number): JsonObject[] => Array.from({ length: count }, (_, i) => column(`c${i}`));

test('a long chain of one operator becomes one call with all its terms', () => {
  const message = { plan: { condition: chain('or', 20_000) } };
  shortenChains(message);
  expect(message).toEqual({ plan: { condition: call('or', ...terms(20_000)) } });
});

test('short chains and other functions stay as they are', () => {
  const message = { list: [chain('and', 10), chain('power', 100)] };
  const before = structuredClone(message);
  shortenChains(message);
  expect(message).toEqual(before);
});

test('chains inside chains are found, and another operator ends one', () => {
  const message = { value: call('+', call('*', chain('+', 50), chain('-', 40)), column('x')) };
  shortenChains(message);
  const inner = call('*', call('+', ...terms(50)), call('-', ...terms(40)));
  expect(message).toEqual({ value: call('+', inner, column('x')) });
});

test('plus and minus make one sum, in which terms to be subtracted are marked', () => {
  const [first, ...rest] = terms(101);
  const mixed = rest.reduce((left, term, i) => call(i % 2 === 0 ? '-' : '+', left, term), first);
  const message = { value: mixed };
  shortenChains(message);
  const marked = rest.map((term, i) => (i % 2 === 0 ? call('-', term) : term));
  expect(message).toEqual({ value: call('+', first, ...marked) });
});

test('concat of two, again and again, becomes the operator of texts, which is named like that', () => {
  const message = { value: chain('concat', 50) };
  shortenChains(message);
  expect(message).toEqual({ value: call('||', ...terms(50)) });
});

import { typeText } from '../types/text.js';
import type { FunctionDefinition, InputType, InputTypes } from './definition.js';
import { introducedIn } from './since.js';
import { specialForms } from './specialForms.js';

/** What the registry says of functions, for people: DESCRIBE FUNCTION and the page of all functions. */

const PLACES: Readonly<Partial<Record<string, string>>> = {
  numeric: 'number',
  additive: 'number or interval',
  integral: 'whole number',
  fraction: 'float or double',
  stringOrBinary: 'string or binary',
  dateOrTimestamp: 'date or timestamp',
  ordered: 'any that has an order',
};

function placeOf(type: InputType): string {
  if (typeof type === 'string') return PLACES[type] ?? type;
  if (!('exactly' in type)) return typeText(type);
  return placeOf(type.exactly);
}

function argumentsText(inputs: InputTypes): string {
  switch (inputs.rule) {
    case 'each': {
      const required = inputs.types.length - (inputs.optional ?? 0);
      const places = inputs.types.map((type, k) => (k < required ? placeOf(type) : `[${placeOf(type)}]`));
      return [...places, ...(inputs.repeated === true ? ['...'] : [])].join(', ');
    }
    case 'widest':
    case 'custom':
      return counted(inputs.min, inputs.max ?? Infinity);
    case 'comparison':
      return 'any, any';
    case 'arithmetic':
      return 'number, number';
  }
}

function counted(min: number, max: number): string {
  const places = Array.from({ length: max === Infinity ? min : max }, (_, k) => (k < min ? 'any' : '[any]'));
  return [...places, ...(max === Infinity ? ['...'] : [])].join(', ');
}

/** Operators whose usage does not follow from their name and arguments. */
const OPERATORS: Readonly<Partial<Record<string, string>>> = {
  and: 'boolean AND boolean',
  or: 'boolean OR boolean',
  not: 'NOT boolean',
  in: 'any IN (any, ...)',
  '~': '~ whole number',
  getitem: 'any[any]',
  likeall: 'string LIKE ALL (string, ...)',
  likeany: 'string LIKE ANY (string, ...)',
  notlikeall: 'string NOT LIKE ALL (string, ...)',
  notlikeany: 'string NOT LIKE ANY (string, ...)',
};

const isOperator = (name: string): boolean => !/^\w+$/.test(name);

/** The name with the kinds of its arguments; those in brackets may be left out. */
export function usageOf({ inputTypes }: FunctionDefinition, name: string): string {
  return OPERATORS[name] ?? (isOperator(name) ? `any ${name} any` : `${name}(${argumentsText(inputTypes)})`);
}

const GROUPS: readonly (readonly [FunctionDefinition['kind'], string])[] = [
  ['scalar', 'Functions of one row'],
  ['aggregate', 'Aggregate functions'],
  ['window', 'Window functions'],
  ['generator', 'Functions that make rows'],
];

/** examples: for names of functions an expression and its result. */
export type Examples = ReadonlyMap<string, { readonly sql: string; readonly result: string }>;

/** As code in a table: control characters are written as in literals, since many tools show nothing for them. */
const code = (text: string): string =>
  '`` ' + Array.from(text, escaped).join('').replaceAll('|', '\\|') + ' ``';

const escaped = (character: string): string =>
  /\p{C}/u.test(character) ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character;

/** The page of all functions, in Markdown. */
export function referencePage(definitions: readonly FunctionDefinition[], examples: Examples): string {
  const lines = [
    '# Functions',
    '',
    'Written by `npm run functions -w @graticule/sql` from the function registry; the examples are expressions with the ' +
      'result that Spark 3.3 gave for them. Arguments in brackets may be left out. *Since* is the Spark that brought the ' +
      'function after 2.2: SQL texts of sessions that follow an earlier Spark cannot name it.',
    '',
  ];
  for (const [kind, title] of GROUPS) {
    lines.push(
      `## ${title}`,
      '',
      '| function | description | since | example |',
      '| --- | --- | --- | --- |',
    );
    const own = definitions.filter((definition) => definition.kind === kind);
    const sorted = [...own].sort((a, b) => (a.names[0] < b.names[0] ? -1 : 1));
    for (const definition of sorted) lines.push(row(definition, examples));
    lines.push('');
  }
  lines.push('## Forms of the language', '', '| form | description |', '| --- | --- |');
  for (const { usage, doc } of specialForms) lines.push(`| ${code(usage)} | ${doc} |`);
  return `${lines.join('\n')}\n`;
}

function row(definition: FunctionDefinition, examples: Examples): string {
  const [name, ...others] = definition.names;
  const also = others.length === 0 ? '' : ` Also: ${others.map(code).join(', ')}.`;
  const example = definition.names.map((one) => examples.get(one)).find((found) => found !== undefined);
  const shown = example === undefined ? '' : `${code(example.sql)} → ${code(example.result)}`;
  const doc = definition.doc.replaceAll('|', '\\|');
  return `| ${code(usageOf(definition, name))} | ${doc}${also} | ${introducedIn(name) ?? ''} | ${shown} |`;
}

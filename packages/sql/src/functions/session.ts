import type { Value } from '@graticule/columnar';
import { typeText } from '../types/text.js';
import { ArgumentError } from './definition.js';
import type { ScalarFunction } from './definition.js';
import { maybe, valueFunction } from './values.js';

/** Functions about the session and about expressions, and those that stop a query. */

const STRING = { kind: 'string' } as const;
const NULL = { kind: 'null' } as const;

export const sessionFunctions: readonly ScalarFunction[] = [
  valueFunction({
    names: ['current_timezone'],
    doc: 'The session’s time zone.',
    inputTypes: { rule: 'each', types: [] },
    deterministic: false,
    resultType: () => ({ type: STRING, nullable: false }),
    prepare: (_, context) => () => context.timeZone,
  }),
  valueFunction({
    names: ['typeof'],
    doc: 'The type of the argument, as DDL.',
    inputTypes: { rule: 'each', types: ['any'] },
    resultType: () => ({ type: STRING, nullable: false }),
    seesNulls: true,
    prepare: (_, __, [type]) => {
      const text = type.kind === 'null' ? 'void' : typeText(type);
      return () => text;
    },
  }),
  valueFunction({
    names: ['assert_true'],
    doc: 'Null when the condition is true; else the query fails with the message.',
    inputTypes: { rule: 'each', types: [{ kind: 'boolean' }, STRING], optional: 1 },
    deterministic: false,
    resultType: maybe(NULL),
    seesNulls: true,
    prepare: () => (condition: boolean | null, message?: Value) => {
      if (condition !== true)
        throw new ArgumentError(String(message ?? 'the condition of assert_true is not true!'));
      return null;
    },
  }),
  valueFunction({
    names: ['raise_error'],
    doc: 'The query fails with the message.',
    inputTypes: { rule: 'each', types: [STRING] },
    deterministic: false,
    resultType: maybe(NULL),
    seesNulls: true,
    prepare:
      () =>
      (message: Value): Value => {
        throw new ArgumentError(String(message));
      },
  }),
];

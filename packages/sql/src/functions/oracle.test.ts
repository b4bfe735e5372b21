import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DataType, Value } from '@graticule/columnar';
import { toValues } from '@graticule/columnar';
import { AnalysisError, ParseError, RefusedConstant } from '../errors.js';
import { DEFAULT_CONTEXT } from '../evaluation/compile.js';
import { runSql } from '../operators/testing.js';
import { typeText } from '../types/text.js';

/**
 * Every expression in fixtures/*.json gives the column names, types and values that Spark 3.3 gave for it
 * (bench/oracles/functions/functions.py), or refuses it as Spark did. differences.json names those that are known to
 * differ, and why; `name`: the default column names only.
 */

interface Case {
  readonly sql: string;
  readonly conf?: Readonly<Record<string, string>>;
  /** Python class of the error. */
  readonly error?: string;
  readonly columns?: readonly (readonly [string, string])[];
  readonly rows?: readonly (readonly unknown[])[];
}

const folder = new URL('fixtures/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const differences = read('differences.json') as Readonly<Record<string, string>>;

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** A value in the form in which the fixtures hold it. */
function plain(value: Value, type: DataType): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
      return { whole: String(value) };
    case 'float':
    case 'double':
      return { double: Number.isFinite(value) ? (Object.is(value, -0) ? '-0.0' : value) : String(value) };
    case 'decimal': {
      const unscaled = value as bigint;
      const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(type.scale + 1, '0');
      const point = digits.length - type.scale;
      const fraction = type.scale === 0 ? '' : `.${digits.slice(point)}`;
      return { decimal: `${unscaled < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}` };
    }
    case 'date':
      return { date: new Date((value as number) * 86_400_000).toISOString().slice(0, 10) };
    case 'timestamp': {
      const micros = (((value as bigint) % 1_000_000n) + 1_000_000n) % 1_000_000n;
      const date = new Date(Number((value as bigint) - micros) / 1000);
      return {
        timestamp: `${date.toISOString().slice(0, 19).replace('T', ' ')}.${pad(Number(micros), 6)}`,
      };
    }
    case 'binary':
      return { binary: Buffer.from(value as Uint8Array).toString('hex') };
    case 'array':
      return (value as readonly Value[]).map((item) => plain(item, type.element));
    case 'struct':
      return (value as readonly Value[]).map((item, i) => plain(item, type.fields[i].type));
    case 'map':
      return {
        map: (value as readonly [Value, Value][]).map(([k, v]) => [plain(k, type.key), plain(v, type.value)]),
      };
    default:
      return value;
  }
}

/**
 * Doubles may differ in the last digits: Java's and JavaScript's elementary functions do. The entries of a map are
 * sorted: Python's form of them has lost the order.
 */
function comparable(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => {
      if (key === 'double' && typeof inner === 'number') return inner.toPrecision(14);
      if (key !== 'map') return inner;
      return (inner as unknown[]).map((entry) => JSON.stringify(entry)).sort();
    }),
  );
}

interface Answer {
  readonly columns: readonly (readonly [string, string])[];
  readonly rows: unknown;
}

/** About when the answers were recorded: two digits of a year are read around it. */
const RECORDED = BigInt(Date.UTC(2026, 0, 1)) * 1000n;

async function answer({ sql, conf = {} }: Case): Promise<Answer> {
  const isQuery = /^(SELECT|WITH) /i.test(sql);
  const policy = conf['spark.sql.legacy.timeParserPolicy'] as 'LEGACY' | 'CORRECTED' | undefined;
  const timeZone = conf['spark.sql.session.timeZone'] ?? 'UTC';
  const timeParserPolicy = policy ?? DEFAULT_CONTEXT.timeParserPolicy;
  const { schema, columns, length } = await runSql(isQuery ? sql : `SELECT ${sql}`, {
    partitions: 2,
    settings: conf,
    timeZone,
    timeParserPolicy,
    optimise: { context: { ...DEFAULT_CONTEXT, queryMicros: RECORDED, timeZone, timeParserPolicy } },
  });
  const values = columns.map((column, k) =>
    toValues(column).map((value) => plain(value, schema.fields[k].type)),
  );
  return {
    // The type of NULL is called void from 3.1 on.
    columns: schema.fields.map((field) => [field.name, typeText(field.type).replaceAll('null', 'void')]),
    rows: comparable(Array.from({ length }, (_, i) => values.map((column) => column[i]))),
  };
}

/** Whether the text, the plan or the run of a query was refused. */
type Refusal = 'parse' | 'analysis' | 'run';

async function refusal(one: Case): Promise<Refusal | 'none'> {
  try {
    await answer(one);
    return 'none';
  } catch (error) {
    if (error instanceof ParseError) return 'parse';
    if (error instanceof RefusedConstant && error.raisedClass === 'AnalysisException') return 'analysis';
    return error instanceof AnalysisError ? 'analysis' : 'run';
  }
}

function refusalOf(error: string): Refusal {
  return error === 'ParseException' ? 'parse' : error === 'AnalysisException' ? 'analysis' : 'run';
}

/** The reason of cases in which all but default column names agrees. */
const ONLY_NAMES = 'name';

async function check(one: Case, named = true): Promise<void> {
  const { error, columns = [], rows } = one;
  if (error !== undefined) return expect(await refusal(one)).toBe(refusalOf(error));
  const found = await answer(one);
  expect(found.rows).toEqual(comparable(rows));
  if (named) expect(found.columns).toEqual(columns);
  else expect(found.columns.map(([, type]) => type)).toEqual(columns.map(([, type]) => type));
}

const titleOf = ({ sql, conf }: Case): string => (conf === undefined ? sql : `${sql} with ${settings(conf)}`);
const settings = (conf: Readonly<Record<string, string>>): string =>
  Object.entries(conf)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');

for (const file of readdirSync(folder).filter((name) => name !== 'differences.json')) {
  describe(`Spark 3.3 agrees on ${file.replace('.json', '')}`, () => {
    for (const one of read(file) as Case[]) {
      const title = titleOf(one);
      const difference = differences[title] as string | undefined;
      if (difference === undefined) test(title, () => check(one));
      else if (difference === ONLY_NAMES) test(`${title}, but for names`, () => check(one, false));
      else test.skip(`${title}: ${difference}`, () => check(one));
    }
  });
}

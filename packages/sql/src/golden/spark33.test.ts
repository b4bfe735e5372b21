import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AnalysisError, ParseError } from '../errors.js';
import { formatValue } from '../evaluation/format.js';
import { outputOf } from '../plan/walk.js';
import { typeText } from '../types/text.js';
import { orderOf, rowDifference } from './compare.js';
import { GoldenSession } from './session.js';

/**
 * Every statement of spark33/*.json gives the schema and rows that Spark 3.3 gave for it, or the same kind of error, a
 * syntax error at the same place (bench/oracles/statements/statements.py). differences.json names those that are known to
 * differ, and why.
 */
interface Recorded {
  readonly sql: string;
  readonly schema?: string;
  readonly rows?: readonly string[];
  readonly error?: 'parse' | 'analysis' | 'runtime';
  /** Line from 1, position from 0. */
  readonly place?: readonly [number, number];
}

const folder = new URL('spark33/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const differences = read('differences.json') as Readonly<Record<string, string>>;

/** null: as recorded; else what differs. */
async function difference(session: GoldenSession, recorded: Recorded): Promise<string | null> {
  try {
    const { plan, rows } = await session.run(recorded.sql);
    if (recorded.error !== undefined) return `no error, expected one of kind ${recorded.error}`;
    const columns = outputOf(plan).map(({ name, type }) => `${name}:${typeText(type)}`);
    const schema = `struct<${columns.join(',')}>`;
    if (schema !== recorded.schema) return `schema ${schema}, expected ${recorded.schema}`;
    const cells = Array.from({ length: rows?.length ?? 0 }, (_, row) =>
      (rows?.columns ?? []).map((column) => {
        const text = formatValue(column, row, { compat: '3.3', timeZone: 'UTC', style: 'cast' });
        return text === 'null' ? 'NULL' : text;
      }),
    );
    const ordered = orderOf(plan);
    return rowDifference(cells, (recorded.rows ?? []).join('\n'), ordered);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const text = `${error.name}: ${error.message.trim().split('\n')[0]}`;
    const kind =
      error instanceof ParseError ? 'parse' : error instanceof AnalysisError ? 'analysis' : 'runtime';
    if (kind !== recorded.error) return `${text}, expected ${recorded.error ?? 'rows'}`;
    const at = error instanceof ParseError ? [error.line, error.position] : [];
    const moved = recorded.place !== undefined && String(at) !== String(recorded.place);
    return moved ? `${text}, expected at ${recorded.place.join(':')}` : null;
  }
}

const files = readdirSync(folder).filter((name) => name !== 'differences.json');

describe.each(files)('statements of %s', (file) => {
  test('answer as Spark 3.3 does, except those listed', { timeout: 120_000 }, async () => {
    const session = new GoldenSession('3.3', 'UTC');
    const different: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const recorded of read(file) as readonly Recorded[]) {
      const found = await difference(session, recorded);
      if (recorded.sql in differences) expected[recorded.sql] = '';
      if (found !== null) different[recorded.sql] = found;
    }
    const unexpected = Object.entries(different).filter(([sql]) => !(sql in expected));
    expect(unexpected).toEqual([]);
    expect(Object.keys(different).sort()).toEqual(Object.keys(expected).sort());
  });
});

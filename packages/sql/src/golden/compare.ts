import { fromValues, valueAt } from '@graticule/columnar';
import type { Batch, DataType, Value } from '@graticule/columnar';
import { AnalysisError, ParseError } from '../errors.js';
import { formatValue } from '../evaluation/format.js';
import { ArgumentError } from '../functions/registry.js';
import { outputOf } from '../plan/walk.js';
import { typeText } from '../types/text.js';
import { TIME_ZONE } from './session.js';
import type { GoldenSession } from './session.js';
import type { GoldenStatement } from './statements.js';

/** Runs one statement; null when schema and rows, or the kind of error, are those recorded, else what differs. */
export async function difference(session: GoldenSession, statement: GoldenStatement): Promise<string | null> {
  const wantsError = /^(org\.apache|java\.)[\w.]*Exception/.exec(statement.output)?.[0];
  try {
    const { plan, rows } = await session.run(statement.sql);
    if (wantsError !== undefined) return `no error, expected ${wantsError}`;
    const schema =
      rows === null
        ? 'struct<>'
        : `struct<${outputOf(plan)
            .map(({ name, type }) => `${name}:${typeText(type)}`)
            .join(',')}>`;
    const isCommand = /^\s*(set|create|drop|cache|use)\b/i.test(statement.sql);
    if (schema !== statement.schema && !isCommand) return `schema ${schema}, expected ${statement.schema}`;
    if (rows === null || isCommand) return null;
    return rowDifference(linesOf(rows), statement);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (wantsError === undefined) return `${error.name}: ${error.message.trim().split('\n')[0]}`;
    const known = error instanceof AnalysisError || error instanceof ArgumentError;
    if (!known || (error instanceof AnalysisError && error.code === 'UNSUPPORTED')) {
      return `${error.name}: ${error.message.trim().split('\n')[0]}, expected ${wantsError}`;
    }
    const isParse = error instanceof ParseError;
    return isParse === wantsError.endsWith('ParseException') ? null : `${error.name}, expected ${wantsError}`;
  }
}

function rowDifference(found: string[], { sql, output }: GoldenStatement): string | null {
  const ordered = /order\s+by/i.test(sql);
  const text = (lines: string[]): string => (ordered ? lines : [...lines].sort()).join('\n').trimEnd();
  const actual = text(found.join('\n').split('\n'));
  const expected = text(output.split('\n'));
  if (actual.trim() === expected.trim()) return null;
  return `rows ${JSON.stringify(actual).slice(0, 300)}, expected ${JSON.stringify(expected).slice(0, 300)}`;
}

function linesOf({ columns, length }: Batch): string[] {
  return Array.from({ length }, (_, row) =>
    columns.map((column) => cell(valueAt(column, row), column.type, true)).join('\t'),
  );
}

/** A value as Spark's command line shows it: text inside nested values in quotes. */
function cell(value: Value, type: DataType, top: boolean): string {
  if (value === null) return top ? 'NULL' : 'null';
  switch (type.kind) {
    case 'array':
      return `[${(value as Value[]).map((item) => cell(item, type.element, false)).join(',')}]`;
    case 'map': {
      const entries = (value as Value[][]).map(
        ([key, item]) => `${cell(key, type.key, false)}:${cell(item, type.value, false)}`,
      );
      return `{${entries.sort().join(',')}}`;
    }
    case 'struct': {
      const values = value as Value[];
      return `{${type.fields.map((field, i) => `"${field.name}":${cell(values[i], field.type, false)}`).join(',')}}`;
    }
    case 'string':
      return top ? (value as string) : `"${value as string}"`;
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('utf8');
    default: {
      const text = formatValue(fromValues(type, [value]), 0, { compat: '2.2', timeZone: TIME_ZONE });
      // Timestamps inside nested values are shown by Java, with a fraction always.
      if (type.kind === 'timestamp' && !top && !text.includes('.')) return `${text}.0`;
      const trimmed = type.kind === 'decimal' && top && text.includes('.');
      return trimmed ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
    }
  }
}

import {
  LONG,
  STRING,
  field,
  fromValues,
  isValid,
  listEnd,
  listStart,
  structType,
  valueAt,
  type Batch,
  type Column,
  type StructType,
} from '@graticule/columnar';
import { formatValue, typeText, type Kernel } from '@graticule/sql';
import type { Client } from 'pg';
import { arrayText } from '../../sources/jdbc/arrayText.js';
import { columnDefinition } from '../../sources/jdbc/columnTypes.js';
import { quotedName, withDatabase } from '../../sources/jdbc/connection.js';
import {
  batchSize,
  illegalOption,
  isTrue,
  isolationLevel,
  tableName,
} from '../../sources/jdbc/jdbcOptions.js';
import { SourceError } from '../../sources/sourceError.js';

/** Parameters of the kernel, as the coordinator sends them. */
export interface TableSink {
  readonly url: string;
  /** Keys in lower case: dbtable, user, password, truncate, createTableOptions ... */
  readonly options: Readonly<Record<string, string>>;
  readonly mode: 'append' | 'overwrite' | 'errorIfExists' | 'ignore';
  readonly schema: StructType;
  readonly session: { readonly timeZone: string; readonly compat: '2.2' | '3.3' };
}

/** state: written, or exists (nothing was done). */
export const TABLE_SCHEMA = structType([field('state', STRING, false), field('rows', LONG, false)]);

/** The protocol numbers parameters with 16 bits. */
const PARAMETERS_MAX = 60_000;
const BATCH_ROWS = 1000;

/**
 * Writes all rows into a table of PostgreSQL in one transaction, so that the table holds all of them or is as it was. One
 * task does it, because a transaction belongs to one connection.
 */
export const writeTable: Kernel = {
  name: 'writeTable',
  async *run([input], parameters) {
    const sink = parameters as unknown as TableSink;
    const { options } = sink;
    const table = tableName(options);
    const begin = `BEGIN ${isolationLevel(options)}`;
    const rowsMax = batchSize(options, BATCH_ROWS);
    let rows = 0;
    let state = 'written';
    await withDatabase(sink, async (client) => {
      await client.query(begin);
      const found = await client.query({
        text: 'SELECT to_regclass($1) IS NOT NULL',
        values: [table],
        rowMode: 'array',
      });
      const exists = (found.rows as string[][])[0][0] === 't';
      if (exists && (sink.mode === 'errorIfExists' || sink.mode === 'ignore')) {
        state = 'exists';
        return;
      }
      const truncates = isTrue(options.truncate, false);
      const replaces = exists && sink.mode === 'overwrite';
      const cascade = isTrue(options.cascadetruncate, false) ? ' CASCADE' : '';
      if (replaces) {
        await client.query(truncates ? `TRUNCATE TABLE ONLY ${table}${cascade}` : `DROP TABLE ${table}`);
      }
      const creates = !exists || (replaces && !truncates);
      if (creates) await client.query(createStatement(table, sink));
      const names = await columnNames(client, table, sink.schema);
      for await (const batch of input) {
        const size = Math.max(1, Math.min(rowsMax, Math.floor(PARAMETERS_MAX / batch.columns.length)));
        for (let start = 0; start < batch.length; start += size) {
          const end = Math.min(start + size, batch.length);
          await client.query(insertOf(table, names, batch, start, end, sink));
        }
        rows += batch.length;
      }
      await client.query('COMMIT');
    });
    const columns = [fromValues(STRING, [state]), fromValues(LONG, [BigInt(rows)])];
    yield { schema: TABLE_SCHEMA, length: 1, columns };
  },
};

function createStatement(table: string, { schema, options }: TableSink): string {
  const stated = statedTypes(options.createtablecolumntypes, schema);
  const columns = schema.fields.map(({ name, type }) => {
    const definition = stated.get(name.toLowerCase()) ?? columnDefinition(type);
    if (definition !== null) return `${quotedName(name)} ${definition}`;
    throw new SourceError('SINK_UNSUPPORTED', `Can't get JDBC type for ${typeText(type)} (column ${name})`);
  });
  return `CREATE TABLE ${table} (${columns.join(', ')}) ${options.createtableoptions ?? ''}`;
}

/** The option createTableColumnTypes, `name CHAR(64), comments VARCHAR(1024)`: the database's types by name in lower case. */
function statedTypes(text: string | undefined, { fields }: StructType): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const part of text?.split(/,(?![^(]*\))/) ?? []) {
    const match = /^\s*(?:`([^`]+)`|(\w+))\s*:?\s+?(\S.*?)\s*$/.exec(part);
    const name = match?.[1] ?? match?.[2];
    if (match === null || name === undefined) {
      throw illegalOption(`Option createTableColumnTypes: expected names and types, found ${part}`);
    }
    if (!fields.some((field) => field.name.toLowerCase() === name.toLowerCase())) {
      throw new SourceError(
        'SINK_UNSUPPORTED',
        `createTableColumnTypes option column ${name} not found in schema ${typeText({ kind: 'struct', fields })}`,
      );
    }
    types.set(name.toLowerCase(), match[3]);
  }
  return types;
}

/** The table's names of the columns, which may be in another case. */
async function columnNames(client: Client, table: string, { fields }: StructType): Promise<string[]> {
  const { fields: stored } = await client.query(`SELECT * FROM ${table} LIMIT 0`);
  return fields.map(({ name }) => {
    const found =
      stored.find((own) => own.name === name) ??
      stored.find((own) => own.name.toLowerCase() === name.toLowerCase());
    if (found) return found.name;
    const names = stored.map((own) => own.name).join(', ');
    throw new SourceError('SINK_UNSUPPORTED', `Column "${name}" not found in the table ${table} (${names})`);
  });
}

function insertOf(
  table: string,
  names: readonly string[],
  { columns }: Batch,
  start: number,
  end: number,
  sink: TableSink,
) {
  const values: (string | Buffer | null)[] = [];
  const tuples: string[] = [];
  for (let row = start; row < end; row++) {
    const places = columns.map((column) => `$${values.push(parameterOf(column, row, sink))}`);
    tuples.push(`(${places.join(',')})`);
  }
  return {
    text: `INSERT INTO ${table} (${names.map(quotedName).join(', ')}) VALUES ${tuples.join(',')}`,
    values,
  };
}

function parameterOf(column: Column, row: number, { session }: TableSink): string | Buffer | null {
  if (!isValid(column, row)) return null;
  if (column.type.kind === 'binary') return Buffer.from(valueAt(column, row) as Uint8Array);
  if (column.layout === 'list') {
    const elements: (string | null)[] = [];
    for (let i = listStart(column, row); i < listEnd(column, row); i++) {
      elements.push(isValid(column.child, i) ? formatValue(column.child, i, session) : null);
    }
    return arrayText(elements);
  }
  return formatValue(column, row, session);
}

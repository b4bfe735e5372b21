import {
  LONG,
  STRING,
  field,
  fromValues,
  isValid,
  structType,
  valueAt,
  type Batch,
  type Column,
  type StructType,
} from '@graticule/columnar';
import { formatValue, typeText, type Kernel } from '@graticule/sql';
import { columnDefinition } from '../../sources/jdbc/columnTypes.js';
import { quotedName, withDatabase } from '../../sources/jdbc/connection.js';
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
    const table = sink.options.dbtable;
    if (table === undefined) throw new SourceError('SOURCE_UNSUPPORTED', "Option 'dbtable' is required.");
    let rows = 0;
    let state = 'written';
    await withDatabase(sink, async (client) => {
      await client.query('BEGIN');
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
      const truncates = sink.options.truncate?.toLowerCase() === 'true';
      if (exists && sink.mode === 'overwrite')
        await client.query(truncates ? `TRUNCATE TABLE ${table}` : `DROP TABLE ${table}`);
      if (!exists || (sink.mode === 'overwrite' && !truncates))
        await client.query(createStatement(table, sink));
      for await (const batch of input) {
        const size = Math.max(
          1,
          Math.min(
            Number(sink.options.batchsize) || BATCH_ROWS,
            Math.floor(PARAMETERS_MAX / batch.columns.length),
          ),
        );
        for (let start = 0; start < batch.length; start += size) {
          await client.query(insertOf(table, batch, start, Math.min(start + size, batch.length), sink));
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
  const columns = schema.fields.map(({ name, type }) => {
    const definition = columnDefinition(type);
    if (definition !== null) return `${quotedName(name)} ${definition}`;
    throw new SourceError('SINK_UNSUPPORTED', `Can't get JDBC type for ${typeText(type)} (column ${name})`);
  });
  return `CREATE TABLE ${table} (${columns.join(', ')}) ${options.createtableoptions ?? ''}`;
}

function insertOf(table: string, { schema, columns }: Batch, start: number, end: number, sink: TableSink) {
  const names = schema.fields.map(({ name }) => quotedName(name)).join(', ');
  const values: (string | Buffer | null)[] = [];
  const tuples: string[] = [];
  for (let row = start; row < end; row++) {
    const places = columns.map((column) => `$${values.push(parameterOf(column, row, sink))}`);
    tuples.push(`(${places.join(',')})`);
  }
  return { text: `INSERT INTO ${table} (${names}) VALUES ${tuples.join(',')}`, values };
}

function parameterOf(column: Column, row: number, { session }: TableSink): string | Buffer | null {
  if (!isValid(column, row)) return null;
  if (column.type.kind === 'binary') return Buffer.from(valueAt(column, row) as Uint8Array);
  return formatValue(column, row, session);
}

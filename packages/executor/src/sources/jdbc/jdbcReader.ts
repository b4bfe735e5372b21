import { STRING, createBuilder, field, structType, type Field } from '@graticule/columnar';
import { parseSchema, type JdbcSource, type Split } from '@graticule/sql';
import type { Client } from 'pg';
import { requestedFields } from '../extentFilter.js';
import type { SourceReader } from '../source.js';
import { SourceError } from '../sourceError.js';
import { columnParser, typeOfColumn } from './columnTypes.js';
import { quotedName, withDatabase } from './connection.js';
import { jdbcCondition } from './jdbcCondition.js';
import { fetchSize, fromClause, isTrue, type JdbcOptions } from './jdbcOptions.js';
import { partitionConditions } from './partitions.js';

const FETCH_ROWS = 10_000;
const BATCH_ROWS_MAX = 65_536;
/** Nothing is known of a table's size before it is read. */
const SPLIT_BYTES = 64 << 20;

/** Tables and queries of PostgreSQL. Each split is one connection and one condition. */
export const jdbcReader: SourceReader<JdbcSource> = {
  async describe(source) {
    const fields = await tableFields(source);
    // What is wrong with the options shows when a frame is made.
    conditionsOf(source, fields);
    fetchSize(source.options, FETCH_ROWS);
    return structType(customFields(fields, source.options));
  },

  async plan(source) {
    const conditions =
      source.predicates.length > 0 ? source.predicates : conditionsOf(source, await tableFields(source));
    return conditions.map((where): Split => ({ bytes: SPLIT_BYTES, detail: { where } }));
  },

  async *read(source, split, request, context) {
    const { options } = source;
    const described = structType(customFields(await tableFields(source), options));
    const wanted = requestedFields(described, request.columns, 'the table');
    const { where } = split.detail as { where: string };
    const list = wanted.fields.map(({ name }) => quotedName(name)).join(', ');
    const pushed = isTrue(options.pushdownpredicate, true)
      ? jdbcCondition(request.filters, request.columns)
      : '';
    const conditions = [where, pushed].filter((one) => one !== '');
    const restricted = conditions.map((one) => `(${one})`).join(' AND ');
    const query = `SELECT ${list} FROM ${fromClause(options)}${restricted === '' ? '' : ` WHERE ${restricted}`}`;
    const fetch = Math.min(BATCH_ROWS_MAX, fetchSize(options, FETCH_ROWS));
    const parsers = wanted.fields.map(({ name, type }) => columnParser(name, type, source.timeZone));
    // Rows come through a cursor, a batch each time: the query method itself would hold all of them.
    const batches: AsyncGenerator<(string | null)[][]> = cursorRows(source, query, fetch);
    for await (const rows of batches) {
      context.signal.throwIfAborted();
      const columns = wanted.fields.map(({ type }, k) => {
        const builder = createBuilder(type);
        const parse = parsers[k];
        for (const row of rows) {
          const text = row[k];
          builder.append(text === null ? null : parse(text));
        }
        return builder.finish();
      });
      yield { schema: wanted, length: rows.length, columns };
    }
  },
};

/** The table's own fields. */
function tableFields(source: JdbcSource): Promise<Field[]> {
  return withDatabase(source, async (client) => {
    const { fields } = await client.query(`SELECT * FROM ${fromClause(source.options)} LIMIT 0`);
    const enums = await enumTypes(
      client,
      fields.map(({ dataTypeID }) => dataTypeID),
    );
    return fields.map(({ name, dataTypeID, dataTypeModifier }): Field => {
      const type = enums.has(dataTypeID) ? STRING : typeOfColumn(dataTypeID, dataTypeModifier);
      if (type) return field(name, type);
      throw new SourceError(
        'SOURCE_UNSUPPORTED',
        `Column ${name} has a type that is not supported (number ${dataTypeID} in pg_type); cast it in a query`,
      );
    });
  });
}

/** Types that are lists of words, which have numbers of their own in each database. */
async function enumTypes(client: Client, ids: readonly number[]): Promise<ReadonlySet<number>> {
  const { rows } = await client.query({
    text: "SELECT oid FROM pg_type WHERE typtype = 'e' AND oid = ANY($1::oid[])",
    values: [`{${ids.join(',')}}`],
    rowMode: 'array',
  });
  return new Set((rows as string[][]).map(([id]) => Number(id)));
}

function conditionsOf({ options, timeZone }: JdbcSource, fields: readonly Field[]): string[] {
  return partitionConditions(options, fields, timeZone);
}

/** The fields with the types that the option customSchema gives some of them. */
function customFields(fields: readonly Field[], { customschema }: JdbcOptions): readonly Field[] {
  if (customschema === undefined || customschema.trim() === '') return fields;
  const custom = new Map(parseSchema(customschema).fields.map((own) => [own.name.toLowerCase(), own]));
  return fields.map((own) => ({ ...own, type: custom.get(own.name.toLowerCase())?.type ?? own.type }));
}

async function* cursorRows(
  source: JdbcSource,
  query: string,
  fetch: number,
): AsyncGenerator<(string | null)[][]> {
  const queue: (string | null)[][][] = [];
  let wake: () => void = () => undefined;
  let taken: () => void = () => undefined;
  let ended = false;
  let stopped = false;
  const reading = withDatabase(source, async (client) => {
    await client.query('BEGIN READ ONLY');
    await client.query(`DECLARE graticule_rows NO SCROLL CURSOR FOR ${query}`);
    for (;;) {
      const { rows } = await client.query({ text: `FETCH ${fetch} FROM graticule_rows`, rowMode: 'array' });
      if (rows.length === 0 || stopped) return;
      queue.push(rows as (string | null)[][]);
      wake();
      if (queue.length > 1) await new Promise<void>((resolve) => (taken = resolve));
    }
  }).finally(() => {
    ended = true;
    wake();
  });
  reading.catch(() => undefined);
  try {
    for (;;) {
      const rows = queue.shift();
      taken();
      if (rows) yield rows;
      else if (ended) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    await reading;
  } finally {
    stopped = true;
    taken();
  }
}

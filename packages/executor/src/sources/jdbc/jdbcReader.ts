import { createBuilder, field, structType, type Field } from '@graticule/columnar';
import type { JdbcSource, Split } from '@graticule/sql';
import { requestedFields } from '../extentFilter.js';
import type { SourceReader } from '../source.js';
import { SourceError } from '../sourceError.js';
import { columnParser, typeOfColumn } from './columnTypes.js';
import { quotedName, withDatabase } from './connection.js';
import { jdbcCondition } from './jdbcCondition.js';

const FETCH_ROWS = 10_000;
/** Nothing is known of a table's size before it is read. */
const SPLIT_BYTES = 64 << 20;

/** Tables and queries of PostgreSQL. Each split is one connection and one condition. */
export const jdbcReader: SourceReader<JdbcSource> = {
  describe(source) {
    return withDatabase(source, async (client) => {
      const { fields } = await client.query(`SELECT * FROM ${fromClause(source)} LIMIT 0`);
      const columns = fields.map(({ name, dataTypeID, dataTypeModifier }): Field => {
        const type = typeOfColumn(dataTypeID, dataTypeModifier);
        if (type) return field(name, type);
        throw new SourceError(
          'SOURCE_UNSUPPORTED',
          `Column ${name} has a type that is not supported (number ${dataTypeID} in pg_type); cast it in a query`,
        );
      });
      return structType(columns);
    });
  },

  plan(source) {
    const conditions = source.predicates.length > 0 ? source.predicates : strides(source);
    return Promise.resolve(conditions.map((where): Split => ({ bytes: SPLIT_BYTES, detail: { where } })));
  },

  async *read(source, split, request, context) {
    const described = await this.describe(source);
    const wanted = requestedFields(described, request.columns, 'the table');
    const { where } = split.detail as { where: string };
    const list = wanted.fields.map(({ name }) => quotedName(name)).join(', ');
    const conditions = [where, jdbcCondition(request.filters, request.columns)].filter((one) => one !== '');
    const restricted = conditions.map((one) => `(${one})`).join(' AND ');
    const query = `SELECT ${list} FROM ${fromClause(source)}${restricted === '' ? '' : ` WHERE ${restricted}`}`;
    const fetch = Math.max(1, Math.min(65_536, Number(source.options.fetchsize) || FETCH_ROWS));
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

/** The table, or the query in parentheses. */
function fromClause({ options }: JdbcSource): string {
  const { dbtable, query } = options;
  if ((dbtable === undefined) === (query === undefined)) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      "Option 'dbtable' or 'query' is required, and only one of them can be specified at a time.",
    );
  }
  if (query !== undefined) return `(${query.replace(/;\s*$/, '')}) AS graticule_query`;
  return dbtable;
}

/** Conditions that cut the rows at numPartitions - 1 values between the bounds; rows outside the bounds are read too. */
function strides({ options }: JdbcSource): string[] {
  const { partitioncolumn: column, lowerbound, upperbound, numpartitions } = options;
  if (column === undefined) return [''];
  if (lowerbound === undefined || upperbound === undefined || numpartitions === undefined) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      "When reading JDBC data sources, users need to specify all or none for the following options: 'partitionColumn', 'lowerBound', 'upperBound', and 'numPartitions'",
    );
  }
  const [lower, upper] = [whole('lowerBound', lowerbound), whole('upperBound', upperbound)];
  if (lower >= upper) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `Operation not allowed: the lower bound of partitioning column is larger than the upper bound (${lower}, ${upper})`,
    );
  }
  const range = upper - lower;
  const wanted = whole('numPartitions', numpartitions);
  const count = wanted < range ? wanted : range;
  if (count <= 1n) return [''];
  const name = /^[a-z_][a-z0-9_]*$|^"/.test(column) ? column : quotedName(column);
  const cuts = Array.from({ length: Number(count) - 1 }, (_, i) => lower + (range * BigInt(i + 1)) / count);
  return [...cuts, null].map((cut, i) => {
    if (i === 0) return `${name} < ${cut} OR ${name} IS NULL`;
    return cut === null ? `${name} >= ${cuts[i - 1]}` : `${name} >= ${cuts[i - 1]} AND ${name} < ${cut}`;
  });
}

function whole(option: string, text: string): bigint {
  if (/^-?\d{1,18}$/.test(text.trim())) return BigInt(text.trim());
  throw new SourceError('SOURCE_UNSUPPORTED', `Option ${option}: expected a whole number, found ${text}`);
}

import { SourceError } from '../sourceError.js';

export type JdbcOptions = Readonly<Record<string, string>>;

/** What Spark calls an illegal argument. */
export function illegalOption(message: string): SourceError {
  return new SourceError('OPTION_INVALID', message);
}

/** The table, or the query in parentheses. */
export function fromClause({ dbtable, query }: JdbcOptions): string {
  if (dbtable !== undefined && query !== undefined) {
    throw illegalOption("Both 'dbtable' and 'query' can not be specified at the same time.");
  }
  if (query !== undefined) {
    if (query.trim() === '') throw illegalOption("Option 'query' can not be empty.");
    return `(${query.trim().replace(/;$/, '')}) AS graticule_query`;
  }
  return tableName({ dbtable });
}

/** The option dbtable. */
export function tableName({ dbtable }: JdbcOptions): string {
  if (dbtable === undefined) throw illegalOption("Option 'dbtable' or 'query' is required.");
  if (dbtable.trim() === '') throw illegalOption("Option 'dbtable' can not be empty.");
  return dbtable.trim();
}

/** Rows that are fetched at a time; 0 leaves it to us. */
export function fetchSize({ fetchsize }: JdbcOptions, fallback: number): number {
  const rows = wholeNumber('fetchsize', fetchsize ?? '0');
  if (rows < 0) {
    throw illegalOption(
      `requirement failed: Invalid value \`${fetchsize}\` for parameter \`fetchsize\`. The minimum value is 0. ` +
        'When the value is 0, the JDBC driver ignores the value and does the estimates.',
    );
  }
  return rows === 0 ? fallback : rows;
}

/** Rows of one INSERT. */
export function batchSize({ batchsize }: JdbcOptions, fallback: number): number {
  const rows = wholeNumber('batchsize', batchsize ?? String(fallback));
  if (rows < 1) {
    throw illegalOption(
      `requirement failed: Invalid value \`${batchsize}\` for parameter \`batchsize\`. The minimum value is 1.`,
    );
  }
  return rows;
}

function wholeNumber(name: string, text: string): number {
  if (/^-?\d{1,9}$/.test(text.trim())) return Number(text);
  throw illegalOption(`Option ${name}: expected a whole number, found ${text}`);
}

const ISOLATION_LEVELS: Readonly<Record<string, string>> = {
  // Spark takes it to do without a transaction; a table is written whole here in any case.
  NONE: '',
  READ_UNCOMMITTED: 'ISOLATION LEVEL READ UNCOMMITTED',
  READ_COMMITTED: 'ISOLATION LEVEL READ COMMITTED',
  REPEATABLE_READ: 'ISOLATION LEVEL REPEATABLE READ',
  SERIALIZABLE: 'ISOLATION LEVEL SERIALIZABLE',
};

/** The option isolationLevel as BEGIN wants it. */
export function isolationLevel({ isolationlevel }: JdbcOptions): string {
  const level = ISOLATION_LEVELS[isolationlevel ?? 'READ_UNCOMMITTED'];
  if (level !== undefined) return level;
  throw illegalOption(
    `Invalid value \`${isolationlevel}\` for parameter \`isolationLevel\`. This can be \`NONE\`, \`READ_UNCOMMITTED\`, ` +
      '`READ_COMMITTED`, `REPEATABLE_READ` or `SERIALIZABLE`.',
  );
}

export function isTrue(text: string | undefined, fallback: boolean): boolean {
  return text === undefined ? fallback : text.toLowerCase() === 'true';
}

import type { Client } from 'pg';
import { SourceError } from '../sourceError.js';

/** `jdbc:postgresql://host[:port]/database[?user=..&password=..]`, options completing the address. */
export interface JdbcTarget {
  readonly url: string;
  readonly options: Readonly<Record<string, string>>;
}

const DRIVER = /^org\.postgresql\.Driver$/;
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * Runs `use` with a connection to the database; all values come as PostgreSQL's own text, times in UTC. What the database
 * says is wrong is thrown as SourceError in its words.
 */
export async function withDatabase<T>(target: JdbcTarget, use: (client: Client) => Promise<T>): Promise<T> {
  // Most tasks have nothing to do with a database and need not carry its driver.
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    ...address(target),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: { getTypeParser: () => (text: string | Buffer) => text },
  });
  // A connection that breaks while nothing is asked of it shows in the next question.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(
      "SET TIME ZONE 'UTC'; SET datestyle = 'ISO'; SET extra_float_digits = 3; SET bytea_output = 'hex'",
    );
    if (target.options.sessioninitstatement) await client.query(target.options.sessioninitstatement);
    return await use(client);
  } catch (error) {
    // The database's own errors and those of the connection carry a code; all else is not about the database.
    if (error instanceof SourceError || !(error instanceof Error) || !('code' in error)) throw error;
    const message = `The database ${withoutSecrets(target.url)}: ${error.message}`;
    throw new SourceError('SOURCE_DATABASE_FAILED', message, { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

function address({ url, options }: JdbcTarget) {
  const driver = options.driver;
  if (driver !== undefined && !DRIVER.test(driver)) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `The driver ${driver} is not supported; supported is org.postgresql.Driver`,
    );
  }
  const plain = /^jdbc:postgresql:(\/\/.*)$/i.exec(url)?.[1];
  if (plain === undefined) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `The database ${withoutSecrets(url)} is not supported; expected jdbc:postgresql://host[:port]/database`,
    );
  }
  const { hostname, port, pathname, searchParams } = new URL(`postgresql:${plain}`);
  const given = (name: string) => options[name] ?? searchParams.get(name) ?? undefined;
  const ssl = given('sslmode') ?? (given('ssl') === 'true' ? 'require' : 'disable');
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 5432 : Number(port),
    database: decodeURIComponent(pathname.slice(1)),
    user: given('user'),
    password: given('password'),
    ssl: ssl === 'disable' ? false : { rejectUnauthorized: ssl.startsWith('verify') },
  };
}

/** An address as it may stand in messages. */
function withoutSecrets(url: string): string {
  return url.replace(/\?.*$/, '');
}

export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

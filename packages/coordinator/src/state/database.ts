import Database from 'libsql';
import { MIGRATIONS } from './migrations.js';

export type SqlValue = string | number | null;

/** How long a statement waits for another process (a backup, a second coordinator by mistake) before it fails. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * The coordinator's one SQLite file: users, settings, jobs, messages, layers, shares, rejected rows. All calls are
 * synchronous. What a call has written survives a power cut when the call returns (WAL, synchronous=FULL).
 */
export class StateDatabase {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement<SqlValue[]>>();

  /** Opens or creates the file and brings its tables up to date. Throws when a newer release has written it. */
  constructor(file: string) {
    this.#database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = FULL');
    this.#database.pragma('foreign_keys = ON');
    this.#migrate(file);
  }

  run(sql: string, ...values: SqlValue[]): { readonly changes: number } {
    return { changes: this.#statement(sql).run(...values).changes };
  }

  /** The first row, in the shape the caller's SELECT gives it. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** Runs `work` in one transaction; when it throws, nothing of it remains. Inside another it is part of that one. */
  transaction<Result>(work: () => Result): Result {
    if (this.#database.inTransaction) return work();
    return this.#database.transaction(work).immediate();
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #statement(sql: string): Database.Statement<SqlValue[]> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare<SqlValue[]>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #migrate(file: string): void {
    const [{ user_version: version }] = this.#database.pragma('user_version') as [{ user_version: number }];
    if (version > MIGRATIONS.length) {
      throw new Error(
        `${file} was written by a newer release: its version is ${version}, this release knows ${MIGRATIONS.length}.`,
      );
    }
    for (let step = version; step < MIGRATIONS.length; step++) {
      this.transaction(() => {
        this.#database.exec(MIGRATIONS[step]);
        this.#database.exec(`PRAGMA user_version = ${step + 1}`);
      });
    }
  }
}

/**
 * Text of unknown origin (console output, broken input rows) in the form it is stored: JSON. The driver would cut a
 * text at its first NUL character and could not keep half of a surrogate pair; JSON escapes both.
 */
export function storedText(text: string): string {
  return JSON.stringify(text);
}

export function readText(stored: string): string {
  return JSON.parse(stored) as string;
}

/** True when a write was refused because a unique value exists already. */
export function isUniqueViolation(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'SQLITE_CONSTRAINT_UNIQUE' || error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY')
  );
}

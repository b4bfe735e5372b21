import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Reading of Spark's query test files: a statement, the schema of its result, and its rows or error as text. */
export interface GoldenStatement {
  /** `subquery/in-subquery/simple-in 7`. */
  readonly name: string;
  readonly sql: string;
  readonly schema: string;
  readonly output: string;
}

/** All statements below a folder of `.sql.out` files, by file in their order. */
export function goldenFiles(folder: string): Map<string, GoldenStatement[]> {
  const files = new Map<string, GoldenStatement[]>();
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sql.out'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of paths) {
    const file = relative(folder, path).replaceAll('\\', '/').replace('.sql.out', '');
    files.set(file, statementsOf(file, readFileSync(path, 'utf8')));
  }
  return files;
}

/** Up to 2.4 the files number their queries. */
function statementsOf(file: string, text: string): GoldenStatement[] {
  const pattern =
    /-- !query(?: \d+)?\n([^]*?)\n-- !query(?: \d+)? schema\n([^]*?)\n-- !query(?: \d+)? output\n([^]*?)(?=\n\n\n-- !query|\n*$(?![^]))/g;
  return [...text.matchAll(pattern)].map(([, sql, schema, output], number) => ({
    name: `${file} ${number}`,
    sql,
    schema,
    output,
  }));
}

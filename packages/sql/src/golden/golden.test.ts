import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { difference } from './compare.js';
import { GoldenSession } from './session.js';
import { goldenFiles } from './statements.js';

/** Spark's own query test files, which are not part of this repository. */
const FOLDER = fileURLToPath(new URL('../../../../../shared/spark-golden/results', import.meta.url));
/** These depend on Spark's catalog of tables or on the random generator of Java. */
const LEFT_OUT = /^(describe|show|change-column|random)/;

interface Ratchet {
  /** Statements that give the recorded schema and rows, or the recorded kind of error. May only grow. */
  readonly equal: number;
  /** Statements that do not, by name, with the reason. May only shrink. */
  readonly different: Readonly<Record<string, string>>;
}

const ratchet = JSON.parse(readFileSync(new URL('./ratchet.json', import.meta.url), 'utf8')) as Ratchet;

test.skipIf(!existsSync(FOLDER))(
  'statements of the golden files give the recorded results, except those listed (skipped without ../shared/spark-golden)',
  { timeout: 120_000 },
  async () => {
    let equal = 0;
    const different: Record<string, string> = {};
    for (const [file, statements] of goldenFiles(FOLDER)) {
      if (LEFT_OUT.test(file)) continue;
      const session = new GoldenSession();
      await session.prepare();
      for (const statement of statements) {
        if (await session.prepareTables(statement.sql)) continue;
        const found = await difference(session, statement);
        if (found === null) equal += 1;
        else different[statement.name] = found;
      }
    }
    const unexpected = Object.entries(different).filter(([name]) => !(name in ratchet.different));
    expect(unexpected).toEqual([]);
    expect(equal).toBeGreaterThanOrEqual(ratchet.equal);
  },
);

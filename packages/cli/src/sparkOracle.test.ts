import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  differenceFrom,
  oracleAnswers,
  oracleAreas,
  oracleScript,
  readOpenPrograms,
  writeOpenPrograms,
  type Recorded,
} from './testing/sparkOracle.js';
import { TestServer } from './testing/testServer.js';

/** Writes what is found to open.json instead of comparing with it. */
const REWRITE = process.env.GRATICULE_ORACLE === 'rewrite';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start(1);
}, 60_000);

afterAll(() => server.stopAndRemove());

async function answersOf(area: string): Promise<Map<string, Recorded>> {
  const job = await server.run(oracleScript(area));
  expect(job.errors).toEqual([]);
  // Warnings of Python are printed too; the fixtures do not have them.
  const answers = job.printed.filter((line) => line.startsWith('["'));
  return new Map(answers.map((line) => JSON.parse(line) as [string, Recorded]));
}

describe('programs that real PySpark 3.3 ran', () => {
  it.each(oracleAreas())(
    'about %s answer the same here',
    async (area) => {
      const found = await answersOf(area);
      const open = readOpenPrograms();
      const listed = open[area] ?? {};
      const differing: Record<string, string> = {};
      for (const [program, expected] of Object.entries(oracleAnswers(area))) {
        const difference = differenceFrom(expected, found.get(program));
        if (difference !== null) differing[program] = difference;
      }
      if (REWRITE) {
        writeOpenPrograms({ ...open, [area]: differing });
        return;
      }
      const news = Object.entries(differing).filter(([program]) => !(program in listed));
      expect(Object.fromEntries(news)).toEqual({});
      const closed = Object.keys(listed).filter((program) => !(program in differing));
      if (closed.length > 0) console.info(`open.json, ${area}: can go: ${closed.join(', ')}`);
    },
    120_000,
  );
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  differencesFrom,
  oracleAnswers,
  oracleAreas,
  oracleScript,
  readOpenPrograms,
  writeOpenPrograms,
  type OracleVersion,
  type Recorded,
} from './testing/sparkOracle.js';
import { TestServer } from './testing/testServer.js';

/** Writes what is found to the list of open programs instead of comparing with it. */
const REWRITE = process.env.GRATICULE_ORACLE === 'rewrite';

describe.each<OracleVersion>(['3.3', '2.2'])('programs that real PySpark %s ran', (version) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start(1);
    const properties = JSON.stringify({ sparkCompatibility: version });
    await server.post('/admin/system/properties/update', { properties });
  }, 60_000);

  afterAll(() => server.stopAndRemove());

  async function answersOf(area: string): Promise<Map<string, Recorded>> {
    const job = await server.run(oracleScript(area));
    expect(job.errors).toEqual([]);
    // Warnings of Python are printed too; the fixtures do not have them.
    const answers = job.printed.filter((line) => line.startsWith('["'));
    return new Map(answers.map((line) => JSON.parse(line) as [string, Recorded]));
  }

  it.each(oracleAreas(version))(
    'about %s answer the same here',
    async (area) => {
      const found = await answersOf(area);
      const open = readOpenPrograms(version);
      const listed = open[area] ?? {};
      const differing: Record<string, string> = {};
      for (const [program, expected] of Object.entries(oracleAnswers(area, version))) {
        Object.assign(differing, differencesFrom(program, expected, found.get(program)));
      }
      if (REWRITE) {
        writeOpenPrograms(version, { ...open, [area]: differing });
        return;
      }
      const news = Object.entries(differing).filter(([program]) => !(program in listed));
      expect(Object.fromEntries(news)).toEqual({});
      const closed = Object.keys(listed).filter((program) => !(program in differing));
      if (closed.length > 0) console.info(`open programs, ${version}, ${area}: can go: ${closed.join(', ')}`);
    },
    120_000,
  );
});

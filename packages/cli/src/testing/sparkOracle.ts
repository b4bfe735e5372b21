import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../bench/oracles/pyspark/', import.meta.url));
const openPath = `${folder}open.json`;

/** What one program answered: see bench/oracles/pyspark/recorder.py. */
export interface Recorded {
  readonly columns?: readonly string[];
  readonly schema?: unknown;
  readonly rows?: readonly unknown[];
  readonly show?: string;
  readonly value?: unknown;
  readonly printed?: string;
  readonly error?: string;
  /** First line of the error; for people, not compared. */
  readonly message?: string;
}

type Answers = Readonly<Record<string, Recorded>>;

/** Programs that do not give Spark's answer yet, by area and name, each with the reason. */
export type OpenPrograms = Record<string, Record<string, string>>;

export function oracleAreas(): string[] {
  return readdirSync(`${folder}fixtures`)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/** What real PySpark answered to every program of an area. */
export function oracleAnswers(area: string): Answers {
  return JSON.parse(readFileSync(`${folder}fixtures/${area}.json`, 'utf8')) as Answers;
}

/** A script that runs the programs of an area, the same text that PySpark ran, and prints a line of JSON for each. */
export function oracleScript(area: string): string {
  return `${readFileSync(`${folder}recorder.py`, 'utf8')}
${readFileSync(`${folder}programs/${area}.py`, 'utf8')}
import os as _os
import time as _time

_os.environ['TZ'] = 'UTC'
_time.tzset()
spark.conf.set('spark.sql.session.timeZone', 'UTC')
for _name, _program in programs(dict(globals())):
    if _name not in ('typed', 'record'):
        print(json.dumps([_name, record(_program, spark)]))
`;
}

export function readOpenPrograms(): OpenPrograms {
  return existsSync(openPath) ? (JSON.parse(readFileSync(openPath, 'utf8')) as OpenPrograms) : {};
}

export function writeOpenPrograms(open: OpenPrograms): void {
  writeFileSync(openPath, `${JSON.stringify(open, null, 2)}\n`);
}

/** Why an answer is not Spark's; null when it is. Of errors the class counts. */
export function differenceFrom(expected: Recorded, found: Recorded | undefined): string | null {
  if (found === undefined) return 'difference: the script ended before this program';
  if (expected.error !== undefined || found.error !== undefined) {
    if (expected.error === found.error) return null;
    if (found.error === 'NotImplementedError') return `unsupported: ${found.message ?? ''}`;
    const told = found.error === undefined ? 'no error' : `${found.error}: ${found.message ?? ''}`;
    return `difference: expected ${expected.error ?? 'no error'}, found ${told}`;
  }
  for (const part of ['printed', 'value', 'columns', 'schema', 'rows', 'show'] as const) {
    const [wanted, got] = [JSON.stringify(expected[part]), JSON.stringify(found[part])];
    if (wanted !== got) return `difference: ${part}: ${firstDifference(wanted ?? '', got ?? '')}`;
  }
  return null;
}

/** The surroundings of the first character that differs. */
function firstDifference(expected: string, found: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === found[at]) at++;
  const start = Math.max(0, at - 30);
  return `expected …${expected.slice(start, at + 50)}… found …${found.slice(start, at + 50)}…`;
}

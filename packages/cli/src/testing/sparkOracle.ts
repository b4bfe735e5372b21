import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../bench/oracles/pyspark/', import.meta.url));

/** Of which PySpark the answers are. */
export type OracleVersion = '2.2' | '3.3';

const FIXTURES: Readonly<Record<OracleVersion, string>> = { '2.2': 'fixtures22', '3.3': 'fixtures' };
const OPEN: Readonly<Record<OracleVersion, string>> = { '2.2': 'open22.json', '3.3': 'open.json' };

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

export function oracleAreas(version: OracleVersion): string[] {
  return readdirSync(`${folder}${FIXTURES[version]}`)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/** What real PySpark answered to the programs of an area; programs that need a later one are left out. */
export function oracleAnswers(area: string, version: OracleVersion): Answers {
  const latest = readAnswers<Recorded>(area, '3.3');
  if (version === '3.3') return latest;
  const answers: Record<string, Recorded> = {};
  for (const [program, answer] of Object.entries(readAnswers<Recorded | string>(area, version))) {
    if (answer === 'same') answers[program] = latest[program] as Recorded;
    else if (typeof answer !== 'string') answers[program] = answer;
  }
  return answers;
}

function readAnswers<Answer>(area: string, version: OracleVersion): Readonly<Record<string, Answer>> {
  const text = readFileSync(`${folder}${FIXTURES[version]}/${area}.json`, 'utf8');
  return JSON.parse(text) as Readonly<Record<string, Answer>>;
}

/** A script that runs the programs of an area, the same text that PySpark ran, and prints a line of JSON for each. */
export function oracleScript(area: string): string {
  const calls = JSON.stringify(readFileSync(`${folder}calls.py`, 'utf8'));
  return `${readFileSync(`${folder}recorder.py`, 'utf8')}
import sys as _sys
import types as _types

_sys.modules['calls'] = _types.ModuleType('calls')
exec(${calls}, vars(_sys.modules['calls']))
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

export function readOpenPrograms(version: OracleVersion): OpenPrograms {
  const path = `${folder}${OPEN[version]}`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as OpenPrograms) : {};
}

export function writeOpenPrograms(version: OracleVersion, open: OpenPrograms): void {
  writeFileSync(`${folder}${OPEN[version]}`, `${JSON.stringify(open, null, 2)}\n`);
}

/**
 * Where the answers to a program are not Spark's, each with the reason, by the program's name; of a program that answers
 * with a list of calls by its name and the call. Calls that Spark's answer leaves out are not compared.
 */
export function differencesFrom(
  program: string,
  expected: Recorded,
  found: Recorded | undefined,
): Record<string, string> {
  const calls = callsOf(expected);
  const foundCalls = calls && found && callsOf(found);
  if (!calls || !foundCalls) {
    const difference = differenceFrom(expected, found);
    return difference === null ? {} : { [program]: difference };
  }
  const differing: Record<string, string> = {};
  for (const [call, answer] of calls) {
    const difference = differenceFrom({ value: answer }, { value: foundCalls.get(call) });
    if (difference !== null) differing[`${program}: ${call}`] = difference;
  }
  return differing;
}

/** What came of each call of a program that answers with [call, what came of it, ...] for each; undefined for others. */
function callsOf({ value }: Recorded): ReadonlyMap<string, unknown> | undefined {
  if (!Array.isArray(value)) return undefined;
  const calls = new Map<string, unknown>();
  for (const call of value as unknown[]) {
    if (!Array.isArray(call) || call.length < 2 || typeof call[0] !== 'string') return undefined;
    let name = call[0];
    // A call that is made again, when something has changed.
    while (calls.has(name)) name += ' again';
    calls.set(name, call.slice(1));
  }
  return calls;
}

/** Why an answer is not Spark's; null when it is. Of errors the class counts. */
function differenceFrom(expected: Recorded, found: Recorded | undefined): string | null {
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

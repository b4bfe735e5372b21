import type { Examples } from './reference.js';

/** An expression with Spark's answer, as fixtures/*.json hold it. */
export interface RecordedCase {
  readonly sql: string;
  readonly conf?: unknown;
  readonly error?: string;
  readonly rows?: readonly (readonly unknown[])[];
}

const LENGTH_MAX = 110;
const RESULT_MAX = 60;
const DIFFERENCES = 'differences.json';
const CHOSEN = 'examples.json';
/** Calls made by a program, which show little. */
const GENERATED = 'generated.json';

/**
 * The examples among recorded files: those of examples.json, for other functions the shortest call. read: the content
 * of a file by its name. Cases that differ here are left out.
 */
export function examplesOfFiles(names: readonly string[], read: (name: string) => unknown): Examples {
  const leftOut = new Set(Object.keys(read(DIFFERENCES) as object));
  const cases = (files: readonly string[]): readonly RecordedCase[] =>
    files.flatMap((name) => read(name) as readonly RecordedCase[]);
  const others = names.filter((name) => ![DIFFERENCES, CHOSEN, GENERATED].includes(name)).sort();
  return new Map([...examplesOf(cases(others), leftOut), ...examplesOf(cases([CHOSEN]), leftOut)]);
}

/** For every function the shortest recorded call that gives a value. left out: texts of cases that differ here. */
export function examplesOf(cases: readonly RecordedCase[], leftOut: ReadonlySet<string>): Examples {
  const found = new Map<string, { readonly sql: string; readonly result: string }>();
  for (const { sql, conf, error, rows } of cases) {
    const name = calledFirst(sql);
    if (name === undefined || conf !== undefined || error !== undefined || leftOut.has(sql)) continue;
    if (rows === undefined || rows.length === 0 || sql.length > LENGTH_MAX) continue;
    const result = rows.map((row) => row.map(valueText).join(', ')).join('; ');
    const known = found.get(name);
    const better =
      known === undefined || (known.result === 'NULL' && result !== 'NULL') || sql.length < known.sql.length;
    const worse = known !== undefined && known.result !== 'NULL' && result === 'NULL';
    if (better && !worse && result !== '' && result.length <= RESULT_MAX) found.set(name, { sql, result });
  }
  return found;
}

const OPERATOR = /^(?:\S+ )?(\W{1,3}|(?:NOT )?LIKE (?:ALL|ANY)|AND|OR|NOT|IN) ?[\w(]/;

/** The function that an expression, or the only column of a query, is an example of; undefined when it is none. */
function calledFirst(sql: string): string | undefined {
  if (/^array\([^()]*\)\[/.test(sql)) return 'getitem';
  const query = /^SELECT (\w+)\([^()]*\)(?: OVER \([^()]*\))? FROM/.exec(sql);
  if (query !== null || sql.startsWith('SELECT ')) return query?.[1].toLowerCase();
  const calls = [...sql.matchAll(/\b(\w+)\(/g)].map((match) => match[1].toLowerCase());
  if (calls.length === 0) return OPERATOR.exec(sql)?.[1].toLowerCase().replaceAll(' ', '');
  if (!sql.toLowerCase().startsWith(calls[0])) return calls.length === 1 ? calls[0] : undefined;
  // Bytes and intervals are shown as text.
  return calls[0] === 'hex' || calls[0] === 'string' ? (calls[1] ?? calls[0]) : calls[0];
}

/** A recorded value as people write it. */
function valueText(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  const [[kind, inner]] = Object.entries(value as Record<string, unknown>);
  if (kind === 'timestamp') return String(inner).replace(/\.?0+$/, '');
  if (kind === 'binary') return `X'${String(inner)}'`;
  if (kind !== 'map') return String(inner);
  return `{${(inner as [unknown, unknown][]).map(([key, item]) => `${valueText(key)}: ${valueText(item)}`).join(', ')}}`;
}

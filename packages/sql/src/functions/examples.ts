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

/** For every function the shortest recorded call that gives a value. left out: texts of cases that differ here. */
export function examplesOf(cases: readonly RecordedCase[], leftOut: ReadonlySet<string>): Examples {
  const found = new Map<string, { readonly sql: string; readonly result: string }>();
  for (const { sql, conf, error, rows } of cases) {
    const name = /^(?:SELECT )?(\w+)\(/i.exec(sql)?.[1].toLowerCase();
    if (name === undefined || conf !== undefined || error !== undefined || leftOut.has(sql)) continue;
    if (rows === undefined || rows.length === 0 || rows[0].length !== 1 || sql.length > LENGTH_MAX) continue;
    const values = rows.map(([value]) => valueText(value));
    const result = values.join('; ');
    const known = found.get(name);
    const better =
      known === undefined || (known.result === 'NULL' && result !== 'NULL') || sql.length < known.sql.length;
    const worse = known !== undefined && known.result !== 'NULL' && result === 'NULL';
    if (better && !worse && result !== '' && result.length <= RESULT_MAX) found.set(name, { sql, result });
  }
  return found;
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

import type { EvaluationContext, SparkVersion } from '../functions/definition.js';

/** Settings by which a session changes results, as they travel with every task. */
export const SESSION_SETTINGS = {
  compat: 'graticule.compat.version',
  timeZone: 'spark.sql.session.timeZone',
  timeParserPolicy: 'spark.sql.legacy.timeParserPolicy',
  mapKeyDedupPolicy: 'spark.sql.mapKeyDedupPolicy',
  /** Microseconds since 1970-01-01 UTC at which the operation began: one `current_timestamp` for all its tasks. */
  queryMicros: 'graticule.query.micros',
} as const;

/** The settings as expressions see them, in partition `task`. Throws when one is missing: the sender forgot it. */
export function evaluationContext(
  settings: Readonly<Record<string, string>>,
  task: number,
): EvaluationContext {
  const required = (key: string): string => {
    const value = settings[key];
    if (value === undefined) throw new Error(`a task was sent without the setting ${key}`);
    return value;
  };
  return {
    compat: required(SESSION_SETTINGS.compat) as SparkVersion,
    timeZone: required(SESSION_SETTINGS.timeZone),
    timeParserPolicy: required(
      SESSION_SETTINGS.timeParserPolicy,
    ).toUpperCase() as EvaluationContext['timeParserPolicy'],
    mapKeyDedupPolicy: required(
      SESSION_SETTINGS.mapKeyDedupPolicy,
    ).toUpperCase() as EvaluationContext['mapKeyDedupPolicy'],
    queryMicros: BigInt(required(SESSION_SETTINGS.queryMicros)),
    task,
    rowOffset: 0,
    inputFile: null,
  };
}

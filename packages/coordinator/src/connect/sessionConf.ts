import { zoneById, type SparkVersion } from '@graticule/sql';
import { CORE_KEYS, STATIC_SQL_KEYS } from './applicationKeys.js';
import { byteSize } from './byteSize.js';
import { SparkError } from './errors.js';

/** Which Spark's behaviour a session follows: `2.2` or `3.3`. */
export const COMPAT_VERSION_KEY = 'graticule.compat.version';

/** Settings with the values that hold until someone sets them: Spark's own defaults for what clients ask. */
const DEFAULTS: Readonly<Record<string, string>> = {
  [COMPAT_VERSION_KEY]: '3.3',
  'spark.app.name': 'Graticule',
  'spark.master': 'graticule',
  'spark.sql.ansi.enabled': 'false',
  'spark.sql.autoBroadcastJoinThreshold': '10485760',
  'spark.sql.caseSensitive': 'false',
  'spark.sql.connect.serverStacktrace.enabled': 'false',
  'spark.sql.execution.arrow.enabled': 'false',
  'spark.sql.execution.arrow.maxRecordsPerBatch': '10000',
  'spark.sql.execution.arrow.pyspark.enabled': 'false',
  'spark.sql.execution.arrow.pyspark.fallback.enabled': 'true',
  'spark.sql.execution.arrow.pyspark.selfDestruct.enabled': 'false',
  'spark.sql.execution.arrow.useLargeVarTypes': 'false',
  'spark.sql.execution.pandas.convertToArrowArraySafely': 'false',
  'spark.sql.execution.pandas.inferPandasDictAsMap': 'false',
  'spark.sql.execution.pandas.structHandlingMode': 'legacy',
  'spark.sql.execution.pyspark.binaryAsBytes': 'false',
  'spark.sql.execution.pythonUDF.arrow.enabled': 'false',
  'spark.sql.execution.pythonUDTF.arrow.enabled': 'false',
  'spark.sql.files.maxPartitionBytes': '134217728',
  'spark.sql.legacy.timeParserPolicy': 'EXCEPTION',
  'spark.sql.mapKeyDedupPolicy': 'EXCEPTION',
  'spark.sql.pivotMaxValues': '10000',
  'spark.sql.pyspark.inferNestedDictAsStruct.enabled': 'false',
  'spark.sql.pyspark.jvmStacktrace.enabled': 'false',
  'spark.sql.pyspark.legacy.inferArrayTypeFromFirstElement.enabled': 'false',
  'spark.sql.pyspark.legacy.inferMapTypeFromFirstPair.enabled': 'false',
  'spark.sql.repl.eagerEval.enabled': 'false',
  'spark.sql.repl.eagerEval.maxNumRows': '20',
  'spark.sql.repl.eagerEval.truncate': '20',
  'spark.sql.session.localRelationBatchOfChunksSizeBytes': '1073741824',
  'spark.sql.session.localRelationCacheThreshold': '1048576',
  'spark.sql.session.localRelationChunkSizeBytes': '16777216',
  'spark.sql.session.localRelationChunkSizeRows': '10000',
  'spark.sql.session.localRelationSizeLimit': '3221225472',
  'spark.sql.session.timeZone': 'UTC',
  'spark.sql.shuffle.partitions': '200',
  'spark.sql.sources.default': 'parquet',
  'spark.sql.sources.partitionOverwriteMode': 'STATIC',
  'spark.sql.timestampType': 'TIMESTAMP_LTZ',
  // Negative: clients never compress their plans.
  'spark.connect.session.planCompression.threshold': '-1',
  'spark.connect.session.planCompression.defaultAlgorithm': 'NONE',
};

/** Settings that have a value before anybody sets them, so that a caller's default does not hold. */
const DEPLOYED_KEYS = new Set(['spark.app.name', 'spark.master']);

const INTEGER_KEYS = new Set([
  'spark.sql.execution.arrow.maxRecordsPerBatch',
  'spark.sql.pivotMaxValues',
  'spark.sql.repl.eagerEval.maxNumRows',
  'spark.sql.repl.eagerEval.truncate',
  'spark.sql.shuffle.partitions',
]);

/** Sizes; Spark 3 shows their defaults with the unit. */
const BYTE_KEYS = new Set(['spark.sql.autoBroadcastJoinThreshold', 'spark.sql.files.maxPartitionBytes']);

/** Settings that take one of some words, in any case. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'spark.sql.legacy.timeParserPolicy': ['EXCEPTION', 'CORRECTED', 'LEGACY'],
  'spark.sql.mapKeyDedupPolicy': ['EXCEPTION', 'LAST_WIN'],
};

/** Versions a session can ask for; expressions know the two ends, 2.4 follows 2.2. */
const COMPAT_VERSIONS: readonly string[] = ['2.2', '2.4', '3.3'];
const CROSS_JOIN_KEY = 'spark.sql.crossJoin.enabled';

/** Settings of one session. Unknown keys are stored and returned, as Spark does. */
export class SessionConf {
  readonly #values = new Map<string, string>();

  /** overrides: the deployment's own defaults, for example the compatibility version. */
  constructor(private readonly overrides: Readonly<Record<string, string>> = {}) {}

  /** undefined: neither set nor known. */
  get(key: string): string | undefined {
    return this.chosen(key) ?? this.#default(key);
  }

  /** What somebody has set, here or for the deployment; undefined where Spark's default holds. */
  private chosen(key: string): string | undefined {
    const given = this.#values.get(key) ?? this.overrides[key];
    return given ?? (DEPLOYED_KEYS.has(key) ? DEFAULTS[key] : undefined);
  }

  /** What is set, or the default of the caller, which comes before Spark's and has to be of the key's type. */
  orDefault(key: string, value: string | undefined): string | undefined {
    if (value !== undefined) checkType(key, value, this.compat);
    return this.chosen(key) ?? value;
  }

  /** Throws for settings of the deployment and for values that the key cannot have. */
  set(key: string, value: string): void {
    this.refuseApplicationKey(key);
    if (key === COMPAT_VERSION_KEY && !COMPAT_VERSIONS.includes(value)) {
      const expected = COMPAT_VERSIONS.join(', ');
      throw new SparkError('IllegalArgumentException', `${key} must be one of ${expected}, found '${value}'`);
    }
    checkType(key, value, this.compat);
    if (key === 'spark.sql.session.timeZone' && this.compat !== '2.2') checkZone(key, value);
    this.#values.set(key, value);
  }

  unset(key: string): void {
    this.refuseApplicationKey(key);
    this.#values.delete(key);
  }

  /** Spark 2 takes what belongs to the application, without effect, and Spark 3 says so. */
  private refuseApplicationKey(key: string): void {
    if (STATIC_SQL_KEYS.has(key)) {
      throw new SparkError('AnalysisException', `Cannot modify the value of a static config: ${key}`);
    }
    if (this.compat !== '2.2' && CORE_KEYS.has(key)) {
      throw new SparkError('AnalysisException', `Cannot modify the value of a Spark config: ${key}`);
    }
  }

  /** Known to this deployment and open to change. */
  isModifiable(key: string): boolean {
    return (
      !DEPLOYED_KEYS.has(key) && !STATIC_SQL_KEYS.has(key) && (key in DEFAULTS || key === CROSS_JOIN_KEY)
    );
  }

  /** Everything with a value whose key begins with `prefix`, in key order. */
  all(prefix = ''): [key: string, value: string][] {
    const keys = new Set([
      ...Object.keys(DEFAULTS),
      CROSS_JOIN_KEY,
      ...Object.keys(this.overrides),
      ...this.#values.keys(),
    ]);
    return [...keys]
      .filter((key) => key.startsWith(prefix))
      .sort()
      .map((key) => [key, this.get(key) as string]);
  }

  /** A size in bytes; negative where there is to be none. */
  byteSize(key: string): number {
    return byteSize(key, this.get(key) as string, this.compat);
  }

  get compat(): SparkVersion {
    return this.compatVersion.startsWith('2.') ? '2.2' : '3.3';
  }

  /** What `spark.version` answers. */
  get sparkVersion(): string {
    return `${this.compatVersion}.0`;
  }

  get timeZone(): string {
    return this.get('spark.sql.session.timeZone') as string;
  }

  get compatVersion(): string {
    return this.get(COMPAT_VERSION_KEY) as string;
  }

  #default(key: string): string | undefined {
    if (key === CROSS_JOIN_KEY) return String(this.compat !== '2.2');
    return BYTE_KEYS.has(key) && this.compat !== '2.2' ? `${DEFAULTS[key]}b` : DEFAULTS[key];
  }
}

/** Settings that are true or false, a whole number, a size or one of some words cannot be anything else. */
function checkType(key: string, value: string, compat: SparkVersion): void {
  const given = value.trim();
  const isBoolean = key === CROSS_JOIN_KEY || /^(true|false)$/.test(DEFAULTS[key] ?? '');
  if (isBoolean && !/^(true|false)$/i.test(given)) {
    throw new SparkError('IllegalArgumentException', `${key} should be boolean, but was ${value}`);
  }
  if (INTEGER_KEYS.has(key) && !/^[+-]?\d+$/.test(given)) {
    throw new SparkError('IllegalArgumentException', `${key} should be int, but was ${value}`);
  }
  if (BYTE_KEYS.has(key)) byteSize(key, value, compat);
  const choices = CHOICES[key] as readonly string[] | undefined;
  if (choices !== undefined && !choices.includes(given.toUpperCase())) {
    throw new SparkError(
      'IllegalArgumentException',
      `The value of ${key} should be one of ${choices.join(', ')}, but was ${given.toUpperCase()}`,
    );
  }
}

/** Spark 2 takes what is no zone for GMT. */
function checkZone(key: string, value: string): void {
  if (zoneById(value) !== null) return;
  throw new SparkError(
    'IllegalArgumentException',
    `'${value}' in ${key} is invalid. Cannot resolve the given timezone with ZoneId.of(_, ZoneId.SHORT_IDS)`,
  );
}

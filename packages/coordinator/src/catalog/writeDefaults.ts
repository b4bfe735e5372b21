import type { AnalysisContext } from '@graticule/sql';

/** Options of writing files, in lower case, by the settings that stand for them when a script gives none. */
const SETTINGS: Readonly<Record<string, string>> = {
  maxrecordsperfile: 'spark.sql.files.maxRecordsPerFile',
  partitionoverwritemode: 'spark.sql.sources.partitionOverwriteMode',
};
const CODECS: Readonly<Record<string, string>> = {
  orc: 'spark.sql.orc.compression.codec',
  parquet: 'spark.sql.parquet.compression.codec',
};
/** Names of the option `compression` by which formats know it, too. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  orc: 'orc.compress',
  parquet: 'parquet.compression',
};

/** The options of a write to files; keys of `given` in lower case. */
export function writeOptions(
  format: string,
  given: Readonly<Record<string, string>>,
  context: AnalysisContext,
): Record<string, string> {
  const options = { ...given };
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const value = context.conf(setting);
    if (value !== undefined && value !== null) options[name] ??= value;
  }
  const codec = given[OTHER_NAMES[format]] ?? context.conf(CODECS[format] ?? '');
  if (codec !== undefined && codec !== null) options.compression ??= codec;
  return options;
}

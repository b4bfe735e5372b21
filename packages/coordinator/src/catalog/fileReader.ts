import { STRING, type StructType } from '@graticule/columnar';
import { RpcCode, RpcError, errorInfoOf } from '@graticule/protocol';
import {
  SESSION_SETTINGS,
  attributesOf,
  compatOf,
  type AnalysisContext,
  type FileFormat,
  type FilesSource,
  type LogicalNode,
  type ReadRelation,
} from '@graticule/sql';
import { SparkError, type SparkErrorClass } from '../connect/errors.js';
import type { Settings } from '../state/settings.js';
import { refuseForeignPaths } from './allowedPaths.js';
import type { SourceFiles } from './sourceFiles.js';

/** Formats of files, for reading and writing. */
export const FILE_FORMATS: readonly string[] = [
  'csv',
  'json',
  'orc',
  'parquet',
  'text',
] satisfies FileFormat[];

/** Names of classes and of an earlier package that mean one of the formats. */
const CLASS_NAME =
  /^(?:com\.databricks\.spark\.(csv)|org\.apache\.spark\.sql\.(?:hive\.|execution\.datasources\.)?(csv|json|orc|parquet|text)(?:\.\w+)?)$/;

const TEXT_SCHEMA: StructType = {
  kind: 'struct',
  fields: [{ name: 'value', type: STRING, nullable: true }],
};

/** The format of files that a name in lower case means; null: none. */
export function fileFormatOf(name: string): FileFormat | null {
  const [, ofPackage, ofClass] = CLASS_NAME.exec(name) ?? [];
  const format = ofPackage ?? ofClass ?? name;
  return FILE_FORMATS.includes(format) ? (format as FileFormat) : null;
}

/** Turns `spark.read.csv(...)` and its like into plans that read the files. */
export class FileReader {
  constructor(
    private readonly files: SourceFiles,
    private readonly settings: () => Settings,
  ) {}

  /** Whether a format's name is one of files. */
  reads(format: string): boolean {
    return fileFormatOf(format) !== null;
  }

  /** Raises AnalysisException for paths and schemas that do not fit, as Spark does when a frame is made. */
  async read(relation: ReadRelation, context: AnalysisContext): Promise<LogicalNode> {
    const format = fileFormatOf(relation.format.toLowerCase()) as FileFormat;
    const options = lowerCased(relation.options);
    const paths = pathsOf(relation.paths, options);
    if (paths.length === 0) {
      const known = relation.schema ?? (format === 'text' ? TEXT_SCHEMA : undefined);
      if (known !== undefined) return { kind: 'local', output: attributesOf(known), batches: [] };
      throw new SparkError(
        'AnalysisException',
        `Unable to infer schema for ${format === 'parquet' ? 'Parquet' : format.toUpperCase()}. It must be specified manually.`,
      );
    }
    const { allowedPaths } = this.settings();
    refuseForeignPaths(paths, allowedPaths);
    const source: FilesSource = {
      kind: 'files',
      format,
      paths,
      options,
      ...(relation.schema && { schema: relation.schema }),
      allowedPaths,
      session: fileSession(context),
    };
    const schema = await describeForAnalysis(() => this.files.describe(source));
    return {
      kind: 'scan',
      source: { ...source, schema },
      output: attributesOf(schema),
      extent: null,
      pushedFilters: [],
    };
  }
}

/** Settings of a session that change what text in files means. */
export function fileSession(context: AnalysisContext): FilesSource['session'] {
  return {
    timeZone: context.conf('spark.sql.session.timeZone') ?? 'UTC',
    compat: compatOf(context),
    corruptRecordColumn: context.conf('spark.sql.columnNameOfCorruptRecord') ?? '_corrupt_record',
    timeParserPolicy: timeParserPolicyOf(context),
    infersPartitionTypes:
      context.conf('spark.sql.sources.partitionColumnTypeInference.enabled')?.toLowerCase() !== 'false',
  };
}

function timeParserPolicyOf(context: AnalysisContext): FilesSource['session']['timeParserPolicy'] {
  const policy = context.conf(SESSION_SETTINGS.timeParserPolicy)?.toUpperCase();
  return policy === 'CORRECTED' || policy === 'LEGACY' ? policy : 'EXCEPTION';
}

/** Names of options are the same in any case. */
export function lowerCased(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key.toLowerCase(), value]));
}

/** Classes of mistakes that an executor finds while a frame is made; the others are AnalysisExceptions. */
const CLASSES: Readonly<Partial<Record<string, SparkErrorClass>>> = {
  OPTION_INVALID: 'IllegalArgumentException',
  // The rows are looked at by a job.
  MALFORMED_RECORD: 'SparkException',
};

/** Mistakes of the user that an executor finds while a frame is made are errors of Spark. */
export async function describeForAnalysis<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RpcError && error.code === RpcCode.INVALID_ARGUMENT) {
      const sparkClass = CLASSES[errorInfoOf(error)?.reason ?? ''] ?? 'AnalysisException';
      throw new SparkError(sparkClass, error.message);
    }
    throw error;
  }
}

/** `load(path)`, `load([paths])` and the options `path` and `paths` (a JSON list). */
function pathsOf(
  paths: readonly string[],
  { path, paths: list }: Readonly<Record<string, string>>,
): readonly string[] {
  if (paths.length > 0) return paths;
  if (list !== undefined) return JSON.parse(list) as string[];
  return path === undefined ? [] : [path];
}

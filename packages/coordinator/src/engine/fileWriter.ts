import { randomUUID } from 'node:crypto';
import {
  BOOLEAN,
  INT,
  LONG,
  STRING,
  fromIpc,
  fromValues,
  structType,
  field,
  valueAt,
} from '@graticule/columnar';
import {
  attributesOf,
  outputOf,
  schemaOf,
  typeText,
  type FilesSource,
  type LogicalNode,
} from '@graticule/sql';
import type { Databases } from '../catalog/databases.js';
import { fileFormatOf, lowerCased } from '../catalog/fileReader.js';
import { refuseForeignPaths } from '../catalog/allowedPaths.js';
import type { WriteRequest } from '../connect/engine.js';
import { notSupportedYet, SparkError } from '../connect/errors.js';
import { OperationFailed } from '../scheduler/operation.js';
import type { Settings } from '../state/settings.js';
import type { PlanRunner, RunOptions } from './planRunner.js';

const TARGET_SCHEMA = structType([field('exists', BOOLEAN, false)]);
const PARTS_SCHEMA = structType([
  field('file', STRING, false),
  field('folder', STRING, false),
  field('rows', LONG, false),
  field('bytes', LONG, false),
]);
const WRITTEN_SCHEMA = structType([field('files', LONG, false), field('rows', LONG, false)]);
const TABLE_SCHEMA = structType([field('state', STRING, false), field('rows', LONG, false)]);
const ONE_ROW = structType([field('one', INT, false)]);

/**
 * `df.write.csv(path)` and its like. Executors do what touches files, as operators of three plans: one looks at the
 * target, one writes parts under temporary names and, when all tasks have succeeded, moves them into place, and one
 * cleans up after a failure.
 */
export class FileWriter {
  constructor(
    private readonly runner: PlanRunner,
    private readonly databases: Databases,
    private readonly settings: () => Settings,
  ) {}

  /**
   * `df.write.jdbc(...)`: one task writes the table in one transaction. Answers the rows that were written, or null when
   * the table exists and the mode is `ignore`.
   */
  async writeTable(
    request: WriteRequest,
    session: FilesSource['session'],
    options: RunOptions,
  ): Promise<number | null> {
    const { plan, mode } = request;
    const given = lowerCased(request.options);
    const url = this.databases.allowedUrl(given);
    const sink = { url, options: given, mode, schema: schemaOf(outputOf(plan)), session };
    const [state, rows] = await this.#first(step('writeTable', plan, sink, TABLE_SCHEMA), options);
    if (state === 'written') return Number(rows);
    if (mode === 'ignore') return null;
    throw new SparkError(
      'AnalysisException',
      `Table or view '${given.dbtable}' already exists. SaveMode: ErrorIfExists.`,
    );
  }

  /** Whether a format's name is one of files. */
  writes(format: string): boolean {
    return fileFormatOf(format) !== null;
  }

  /** Answers the rows that were written, or null when the target exists and the mode is `ignore`. Options: in lower case. */
  async write(
    request: WriteRequest,
    format: string,
    session: FilesSource['session'],
    options: RunOptions,
  ): Promise<number | null> {
    const path = targetOf(request);
    const { allowedPaths } = this.settings();
    refuseForeignPaths([path], allowedPaths);
    const id = randomUUID();
    const schema = fileSchema(request);
    const sink = {
      format,
      path: path.replace(/^file:(\/\/(?=\/))?/i, ''),
      temporary: `_temporary-${id}`,
      id,
      mode: request.mode,
      options: request.options,
      partitionBy: request.partitioningColumns,
      allowedPaths,
      session,
    };
    const look = step('openTarget', oneRow(), { ...sink, schema }, TARGET_SCHEMA);
    const [exists] = await this.#look(look, options);
    if (exists === true && request.mode === 'ignore') return null;
    if (exists === true && request.mode === 'errorIfExists') {
      throw new SparkError('AnalysisException', `path file:${sink.path} already exists.`);
    }
    try {
      const parts = step('writeParts', request.plan, sink, PARTS_SCHEMA, 'any');
      const commit = step('commitParts', parts, { ...sink, schema }, WRITTEN_SCHEMA);
      const [, rows] = await this.#first(commit, options);
      return Number(rows);
    } catch (error) {
      await this.#abandon(sink, options);
      throw error;
    }
  }

  /** What cannot be written as asked is an AnalysisException, as when Spark looks at a write before it starts. */
  async #look(plan: LogicalNode, options: RunOptions): Promise<readonly unknown[]> {
    try {
      return await this.#first(plan, { ...options, operation: randomUUID() });
    } catch (error) {
      if (error instanceof OperationFailed && error.failure.kind === 'user') {
        const option = error.failure.code === 'OPTION_INVALID';
        throw new SparkError(option ? 'IllegalArgumentException' : 'AnalysisException', error.message);
      }
      throw error;
    }
  }

  /** An operation of its own, because the one that failed may have been cancelled. Its failure changes nothing. */
  async #abandon(sink: object, options: RunOptions): Promise<void> {
    const own = { ...options, operation: randomUUID(), signal: new AbortController().signal };
    try {
      await this.#first(step('abandonTarget', oneRow(), sink, TARGET_SCHEMA), own);
    } catch {
      // The first error is the one to tell; what is left lies in a folder that readers pass over.
    }
  }

  async #first(plan: LogicalNode, options: RunOptions): Promise<readonly unknown[]> {
    const { streams } = await this.runner.run(plan, options);
    for await (const stream of streams) {
      for (const { columns, length } of fromIpc(stream).batches) {
        if (length > 0) return columns.map((column) => valueAt(column, 0));
      }
    }
    throw new Error('a step of writing files gave no row');
  }
}

function targetOf({ target, sortColumns, bucketColumns }: WriteRequest): string {
  if (sortColumns.length + bucketColumns.length > 0) {
    throw new SparkError('AnalysisException', "'save' does not support bucketBy and sortBy right now");
  }
  if (target.kind === 'path') return target.path;
  if (target.kind === 'table') {
    // There are no stored tables: none can be found, and none be made.
    if (target.insert) throw new SparkError('AnalysisException', `Table not found: ${target.name}`);
    throw notSupportedYet(`Writing the table ${target.name}`);
  }
  throw new SparkError('IllegalArgumentException', 'Expected exactly one path to be specified, but got: ');
}

/** Columns of the files: all but those that become folders. */
function fileSchema({ plan, partitioningColumns }: WriteRequest) {
  const schema = schemaOf(outputOf(plan));
  const names = new Set(partitioningColumns.map((name) => name.toLowerCase()));
  for (const name of partitioningColumns) {
    if (schema.fields.some((own) => own.name.toLowerCase() === name.toLowerCase())) continue;
    throw new SparkError(
      'AnalysisException',
      `Partition column \`${name}\` not found in schema ${typeText(schema)}`,
    );
  }
  if (names.size > 0 && names.size === schema.fields.length) {
    throw new SparkError('AnalysisException', 'Cannot use all columns for partition columns');
  }
  const seen = new Set<string>();
  for (const { name } of schema.fields) {
    if (seen.has(name.toLowerCase())) {
      throw new SparkError(
        'AnalysisException',
        `Found duplicate column(s) when inserting into the path: \`${name.toLowerCase()}\``,
      );
    }
    seen.add(name.toLowerCase());
  }
  return structType(schema.fields.filter(({ name }) => !names.has(name.toLowerCase())));
}

function step(
  kernel: string,
  input: LogicalNode,
  parameters: object,
  schema: Parameters<typeof attributesOf>[0],
  requirement: 'any' | 'single' = 'single',
): LogicalNode {
  return {
    kind: 'kernel',
    kernel,
    inputs: [input],
    requirements: [{ kind: requirement }],
    parameters: { ...parameters },
    output: attributesOf(schema),
  };
}

function oneRow(): LogicalNode {
  const batch = { schema: ONE_ROW, length: 1, columns: [fromValues(INT, [1])] };
  return { kind: 'local', output: attributesOf(ONE_ROW), batches: [batch] };
}

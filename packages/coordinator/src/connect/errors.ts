import { randomUUID } from 'node:crypto';
import { AnalysisError, ParseError } from '@graticule/sql';
import { errorWithInfo, RpcCode, RpcError } from '@graticule/protocol';

/** Java classes of Spark's exceptions, most special first: clients choose their own exception class by them. */
const JAVA_CLASSES = {
  AnalysisException: ['org.apache.spark.sql.AnalysisException', 'java.lang.Exception', 'java.lang.Throwable'],
  ParseException: [
    'org.apache.spark.sql.catalyst.parser.ParseException',
    'org.apache.spark.sql.AnalysisException',
    'java.lang.Exception',
    'java.lang.Throwable',
  ],
  IllegalArgumentException: [
    'java.lang.IllegalArgumentException',
    'java.lang.RuntimeException',
    'java.lang.Exception',
    'java.lang.Throwable',
  ],
  UnsupportedOperationException: [
    'java.lang.UnsupportedOperationException',
    'java.lang.RuntimeException',
    'java.lang.Exception',
    'java.lang.Throwable',
  ],
  NoSuchElementException: [
    'org.apache.spark.SparkNoSuchElementException',
    'java.util.NoSuchElementException',
    'java.lang.RuntimeException',
    'java.lang.Exception',
    'java.lang.Throwable',
  ],
  PythonException: [
    'org.apache.spark.api.python.PythonException',
    'java.lang.RuntimeException',
    'java.lang.Exception',
    'java.lang.Throwable',
  ],
  ClassNotFoundException: ['java.lang.ClassNotFoundException', 'java.lang.Exception', 'java.lang.Throwable'],
  AssertionError: ['java.lang.AssertionError', 'java.lang.Error', 'java.lang.Throwable'],
  RuntimeException: ['java.lang.RuntimeException', 'java.lang.Exception', 'java.lang.Throwable'],
  SparkUpgradeException: [
    'org.apache.spark.SparkUpgradeException',
    'java.lang.RuntimeException',
    'java.lang.Exception',
    'java.lang.Throwable',
  ],
  SparkException: ['org.apache.spark.SparkException', 'java.lang.Exception', 'java.lang.Throwable'],
} as const;

export type SparkErrorClass = keyof typeof JAVA_CLASSES;

/** An error that the script sees as the named Spark exception. */
export class SparkError extends Error {
  override readonly name = 'SparkError';

  constructor(
    readonly sparkClass: SparkErrorClass,
    message: string,
  ) {
    super(message);
  }
}

/** what: the thing asked for, as the user or the protocol names it; begins the sentence. */
export function notSupportedYet(what: string): SparkError {
  return new SparkError('UnsupportedOperationException', `${what} is not supported yet`);
}

/** Sources that Spark itself has and this server has not. */
const SOURCES_OF_SPARK = new Set(['binaryfile', 'image', 'libsvm']);

/** what: `Reading` or `Writing`. A source of Spark is not supported yet; nobody knows any other. */
export function unknownSource(what: string, format: string): SparkError {
  if (SOURCES_OF_SPARK.has(format.toLowerCase())) return notSupportedYet(`${what} with format("${format}")`);
  return new SparkError('ClassNotFoundException', `Failed to find data source: ${format}.`);
}

/** A message that breaks the protocol: a required part is missing. */
export function malformed(what: string): RpcError {
  return new RpcError(RpcCode.INVALID_ARGUMENT, what);
}

/** An error as told to clients, kept for FetchErrorDetails under its id. */
export interface ErrorRecord {
  readonly id: string;
  readonly sparkClass: SparkErrorClass;
  readonly javaClasses: readonly string[];
  readonly message: string;
}

/** Headers of a response are limited to some 16 KB by gRPC: the message itself and the details must both fit. */
const MESSAGE_MAX_CHARACTERS = 2500;

/** The record of an error of the user; null: not an error of the user. */
export function errorRecord(error: unknown): ErrorRecord | null {
  if (error instanceof RangeError && error.message.includes('call stack')) return errorRecord(tooDeep());
  const sparkClass = sparkClassOf(error);
  if (sparkClass === null) return null;
  const { message } = error as Error;
  return { id: randomUUID(), sparkClass, javaClasses: JAVA_CLASSES[sparkClass], message };
}

function tooDeep(): SparkError {
  return new SparkError(
    'SparkException',
    'The plan is nested too deeply: build it in fewer steps, or keep intermediate results',
  );
}

function sparkClassOf(error: unknown): SparkErrorClass | null {
  if (error instanceof ParseError) return 'ParseException';
  if (error instanceof AnalysisError) return 'AnalysisException';
  if (error instanceof SparkError) return error.sparkClass;
  return null;
}

/** What is sent for a record; a long message loses its middle, its end says most (tracebacks). */
export function recordToRpcError(record: ErrorRecord): RpcError {
  const code =
    record.sparkClass === 'UnsupportedOperationException' ? RpcCode.UNIMPLEMENTED : RpcCode.INTERNAL;
  return errorWithInfo(code, shortened(record.message), {
    reason: record.javaClasses[0],
    domain: 'org.apache.spark',
    metadata: { classes: JSON.stringify(record.javaClasses), errorId: record.id },
  });
}

function shortened(message: string): string {
  if (message.length <= MESSAGE_MAX_CHARACTERS) return message;
  const head = Math.floor(MESSAGE_MAX_CHARACTERS / 5);
  return `${message.slice(0, head)}\n...\n${message.slice(head - MESSAGE_MAX_CHARACTERS)}`;
}

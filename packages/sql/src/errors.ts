import { editDistance } from './editDistance.js';
import type { RaisedClass, SparkVersion } from './functions/definition.js';

/**
 * What the SQL package raises when the user's text or plan is wrong. `code` is stable and maps to the exception class
 * the script sees (`AnalysisException`, `ParseException`); the message says what was expected and what was found.
 */
export type SqlErrorCode =
  | 'PARSE_SYNTAX'
  | 'UNRESOLVED_COLUMN'
  | 'AMBIGUOUS_COLUMN'
  | 'MISSING_COLUMN'
  | 'UNRESOLVED_FUNCTION'
  | 'UNRESOLVED_RELATION'
  | 'TYPE_MISMATCH'
  | 'INVALID_PLAN'
  | 'UNSUPPORTED';

/** A place in SQL text: the index of a character. Lines are counted for messages only, as many nodes have a place. */
export interface Place {
  readonly text: string;
  readonly offset: number;
}

/** `line` counts from 1, `position` (column) from 0, as Spark reports them. */
function lineOf({ text, offset }: Place): { readonly line: number; readonly position: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, position: offset - (before.lastIndexOf('\n') + 1) };
}

/** The plan does not fit the data: an unknown column, a type that does not match, a clause in the wrong place. */
export class AnalysisError extends Error {
  override readonly name: string = 'AnalysisError';

  /** place: of the part of the text that does not fit; it is told at the end of the message. */
  constructor(
    readonly code: SqlErrorCode,
    message: string,
    place?: Place,
  ) {
    const at = place === undefined ? null : lineOf(place);
    super(at === null ? message : `${message}; line ${at.line} pos ${at.position}`);
    this.placed = at !== null;
  }

  /** Whether the message tells a place. */
  readonly placed: boolean;
}

/** A constant of the plan has no value. raisedClass: Spark's class of the error. */
export class RefusedConstant extends Error {
  override readonly name = 'RefusedConstant';

  constructor(
    readonly raisedClass: RaisedClass,
    message: string,
  ) {
    super(message);
  }
}

/** The text is not SQL. */
export class ParseError extends AnalysisError {
  override readonly name: string = 'ParseError';

  private constructor(
    /** The message without place and text. */
    readonly reason: string,
    readonly text: string,
    readonly line: number,
    readonly position: number,
    message: string,
  ) {
    super('PARSE_SYNTAX', message);
  }

  /** What is wrong with a part that Spark names no place of. */
  static unplaced(reason: string, text: string): ParseError {
    return new ParseError(reason, text, 1, 0, `\n${reason}\n\n== SQL ==\n${text}\n`);
  }

  /** offset: index into `text` of the first character that does not fit. */
  static at(reason: string, text: string, offset: number): ParseError {
    const { line, position } = lineOf({ text, offset });
    const lines = text.split('\n');
    const shown = [...lines.slice(0, line), `${'-'.repeat(position)}^^^`, ...lines.slice(line)].join('\n');
    const message = `\n${reason}(line ${line}, pos ${position})\n\n== SQL ==\n${shown}\n`;
    return new ParseError(reason, text, line, position, message);
  }
}

/** `a`.`b c` with backticks as Spark writes names in messages; backticks inside a part are doubled. */
export function quoteParts(parts: readonly string[]): string {
  return parts.map((part) => '`' + part.replaceAll('`', '``') + '`').join('.');
}

/** columns: what could have been named there; in 3.3 the nearest come first. */
export function unresolvedColumn(
  parts: readonly string[],
  columns: readonly string[],
  compat: SparkVersion,
  place?: Place,
): AnalysisError {
  if (compat === '2.2') {
    const message = `cannot resolve '${quoteParts([parts.join('.')])}' given input columns: [${columns.join(', ')}]`;
    return new AnalysisError('UNRESOLVED_COLUMN', message, place);
  }
  const name = tableText(parts);
  const near = columns.map((column) => ({ column, distance: editDistance(name, column) }));
  near.sort((one, other) => one.distance - other.distance);
  const message =
    `Column '${name}' does not exist. Did you mean one of the following? ` +
    `[${near.map(({ column }) => column).join(', ')}]`;
  return new AnalysisError('UNRESOLVED_COLUMN', message, place);
}

export function ambiguousColumn(
  parts: readonly string[],
  candidates: readonly string[],
  place?: Place,
): AnalysisError {
  const name = tableText(parts);
  return new AnalysisError(
    'AMBIGUOUS_COLUMN',
    `Reference '${name}' is ambiguous, could be: ${candidates.join(', ')}.`,
    place,
  );
}

export function unresolvedFunction(name: string, compat: SparkVersion, place?: Place): AnalysisError {
  const message =
    compat === '2.2'
      ? `Undefined function: '${name}'. This function is neither a registered temporary function nor a permanent ` +
        "function registered in the database 'default'."
      : `Undefined function: ${name}. This function is neither a built-in/temporary function, nor a persistent ` +
        `function that is qualified as spark_catalog.default.${name}.`;
  return new AnalysisError('UNRESOLVED_FUNCTION', message, place);
}

/** expression: the SQL text of the call that does not fit. */
export function typeMismatch(expression: string, reason: string): AnalysisError {
  return new AnalysisError(
    'TYPE_MISMATCH',
    `cannot resolve '${expression}' due to data type mismatch: ${reason}`,
  );
}

/** nested, several or outside: where generators stand that may not: in an expression, in a clause, in a plan node. */
export function unsupportedGenerator(
  found:
    | { readonly nested: string }
    | { readonly several: readonly string[]; readonly clause: 'select' | 'aggregate' }
    | { readonly outside: string },
  compat: SparkVersion,
): AnalysisError {
  const before3 = compat === '2.2';
  if ('nested' in found) {
    return invalidPlan(
      before3
        ? `Generators are not supported when it's nested in expressions, but got: ${found.nested}`
        : `The generator is not supported: nested in expressions "${found.nested}"`,
    );
  }
  if ('several' in found) {
    const { several, clause } = found;
    const listed = (quote: string): string => several.map((one) => quote + one + quote).join(', ');
    return invalidPlan(
      before3
        ? `Only one generator allowed per ${clause} clause but found ${several.length}: ${listed('')}`
        : `The generator is not supported: only one generator allowed per ${clause} clause but found ` +
            `${several.length}: ${listed('"')}`,
    );
  }
  return invalidPlan(
    before3
      ? `Generators are not supported outside the SELECT clause, but got: ${found.outside}`
      : `The generator is not supported: outside the SELECT clause, found: ${found.outside}`,
  );
}

export function invalidPlan(message: string, place?: Place): AnalysisError {
  return new AnalysisError('INVALID_PLAN', message, place);
}

/** `a.b` as Spark names tables: backticks only where a part needs them. */
export function tableText(parts: readonly string[]): string {
  return parts.map((part) => (/^[A-Za-z0-9_]+$/.test(part) ? part : quoteParts([part]))).join('.');
}

/** kind: what the name should stand for, e.g. `Table or view`; Spark 2 says the same of everything. */
export function tableNotFound(
  parts: readonly string[],
  compat: SparkVersion,
  place?: Place,
  kind = 'Table or view',
): AnalysisError {
  if (compat === '2.2') {
    const name = parts.length === 1 ? parts[0] : quoteParts(parts);
    return new AnalysisError('UNRESOLVED_RELATION', `Table or view not found: ${name}`, place);
  }
  return new AnalysisError('UNRESOLVED_RELATION', `${kind} not found: ${tableText(parts)}`, place);
}

/** feature: what was asked for, in the user's words. */
export function unsupported(feature: string): AnalysisError {
  return new AnalysisError('UNSUPPORTED', `${feature} is not supported`);
}

/**
 * Errors of `work` that tell no place get this one; undefined: the text is not known. What is wrong with a plan as a
 * whole has no place.
 */
export function placed<T>(place: Place | undefined, work: () => T): T {
  if (place === undefined) return work();
  try {
    return work();
  } catch (error) {
    const open =
      error instanceof AnalysisError &&
      !(error instanceof ParseError) &&
      !error.placed &&
      error.code !== 'INVALID_PLAN';
    throw open ? new AnalysisError(error.code, error.message, place) : error;
  }
}

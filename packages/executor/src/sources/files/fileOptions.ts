import type { FilesSource } from '@graticule/sql';
import { SourceError } from '../sourceError.js';

export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

/** Value of a switch; only true and false are values. name in lower case. */
export function booleanOption(source: FilesSource, name: string, fallback: boolean): boolean {
  const text = source.options[name];
  if (text === undefined || text === '') return fallback;
  const value = text.toLowerCase();
  if (value === 'true' || value === 'false') return value === 'true';
  throw optionError(source, name, 'true or false', text);
}

/** One character; an empty text stands for none. Names of control characters such as `\t` are understood. */
export function characterOption(source: FilesSource, name: string, fallback: string): string {
  const text = source.options[name];
  if (text === undefined) return fallback;
  const char = unescapeCharacter(text);
  if (char === '' || char === '\0') return '';
  if (char.length !== 1 || char.charCodeAt(0) > 127)
    throw optionError(source, name, 'one ASCII character', text);
  return char;
}

const CONTROLS: Readonly<Record<string, string>> = {
  '\\t': '\t',
  '\\r': '\r',
  '\\b': '\b',
  '\\f': '\f',
  '\\"': '"',
  "\\'": "'",
  '\\\\': '\\',
  '\\u0000': '\0',
};

/** `\t` and the like as the character they stand for. */
export function unescapeCharacter(text: string): string {
  return CONTROLS[text] ?? text;
}

/** What to do with rows that cannot be read; a word that is none of the three means PERMISSIVE, as Spark has it. */
export function parseMode(source: FilesSource): ParseMode {
  const mode = source.options.mode?.toUpperCase();
  return mode === 'DROPMALFORMED' || mode === 'FAILFAST' ? mode : 'PERMISSIVE';
}

/** Name of the column that takes the text of rows that cannot be read. */
export function corruptRecordColumn(source: FilesSource): string {
  return source.options.columnnameofcorruptrecord ?? source.session.corruptRecordColumn;
}

export function optionError(source: FilesSource, name: string, expected: string, found: string): SourceError {
  return new SourceError(
    'SOURCE_UNSUPPORTED',
    `Option ${name} of format ${source.format}: expected ${expected}, found ${JSON.stringify(found)}`,
  );
}

import type { DataType } from '@graticule/columnar';
import type { FileSession, FilesSource } from '../plan/source.js';
import { typeText } from '../types/text.js';
import { OptionError } from './optionError.js';

/** Options as they were given, keys in lower case, for a format by its name. */
export type GivenOptions = Pick<FilesSource, 'options'> & {
  readonly format: string;
  readonly session: FileSession;
};

export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

/** A whole number. name in lower case. */
export function integerOption(source: GivenOptions, name: string, fallback: number): number {
  const text = source.options[name];
  if (text === undefined) return fallback;
  if (!/^-?\d{1,10}$/.test(text)) throw optionError(source, name, 'an integer', text);
  return Number(text);
}

/** Value of a switch; only true and false are values. name in lower case. */
export function booleanOption(source: GivenOptions, name: string, fallback: boolean): boolean {
  const text = source.options[name];
  if (text === undefined || text === '') return fallback;
  const value = text.toLowerCase();
  if (value === 'true' || value === 'false') return value === 'true';
  throw new OptionError(
    'OPTION_INVALID',
    `For input string: ${JSON.stringify(text)} (option ${name} of format ${source.format}: expected true or false)`,
  );
}

/** One character; an empty text stands for none. Names of control characters such as `\t` are understood. */
export function characterOption(source: GivenOptions, name: string, fallback: string): string {
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
export function parseMode(source: GivenOptions): ParseMode {
  const mode = source.options.mode?.toUpperCase();
  return mode === 'DROPMALFORMED' || mode === 'FAILFAST' ? mode : 'PERMISSIVE';
}

/** Name of the column that takes the text of rows that cannot be read. */
export function corruptRecordColumn(source: GivenOptions): string {
  return source.options.columnnameofcorruptrecord ?? source.session.corruptRecordColumn;
}

/** What Spark calls an illegal argument, in its words. */
export function optionRequirement(message: string): OptionError {
  return new OptionError('OPTION_INVALID', `requirement failed: ${message}`);
}

/** The session with the zone that the files have by the option timeZone. Times are told in English only. */
export function sessionOf(source: GivenOptions): FileSession {
  const { locale, timezone } = source.options;
  if (locale !== undefined && !/^en([-_]|$)/i.test(locale))
    throw optionError(source, 'locale', 'en-US', locale);
  return timezone === undefined ? source.session : { ...source.session, timeZone: timezone };
}

/** A share of the rows that are looked at for types; all are here, so that only its limits count. */
export function checkSamplingRatio(source: GivenOptions): void {
  const text = source.options.samplingratio;
  if (text === undefined) return;
  const ratio = Number(text);
  if (text.trim() === '' || Number.isNaN(ratio)) throw optionError(source, 'samplingRatio', 'a number', text);
  if (ratio <= 0) {
    const shown = Number.isInteger(ratio) ? ratio.toFixed(1) : String(ratio);
    throw optionRequirement(`samplingRatio (${shown}) should be greater than 0`);
  }
}

/** A schema has a type that a format does not hold. */
export function unsupportedType(format: string, type: DataType): OptionError {
  const name = typeText(type).replace(/\bnull\b/g, 'void');
  return new OptionError('SOURCE_UNSUPPORTED', `${format} data source does not support ${name} data type.`);
}

export function optionError(
  source: GivenOptions,
  name: string,
  expected: string,
  found: string,
): OptionError {
  return new OptionError(
    'SOURCE_UNSUPPORTED',
    `Option ${name} of format ${source.format}: expected ${expected}, found ${JSON.stringify(found)}`,
  );
}

import type { Field, StructType } from '@graticule/columnar';
import {
  booleanOption,
  characterOption,
  checkSamplingRatio,
  corruptRecordColumn,
  integerOption,
  optionError,
  optionRequirement,
  parseMode,
  sessionOf,
  unsupportedType,
  unescapeCharacter,
} from '../fileOptions.js';
import type { GivenOptions, ParseMode } from '../fileOptions.js';
import { OptionError } from '../optionError.js';
import { textParser, timestampTest } from '../textValue.js';
import type { TextFormats } from '../textValue.js';
import type { CsvDialect } from './csvTokens.js';

/** Options of the csv format, checked, with Spark's defaults. */
export interface CsvOptions {
  readonly dialect: CsvDialect;
  readonly header: boolean;
  readonly inferSchema: boolean;
  readonly enforceSchema: boolean;
  /** First byte of lines that are left out, or -1. */
  readonly comment: number;
  readonly nullValue: string;
  /** What `""` stands for. */
  readonly emptyValue: string;
  readonly mode: ParseMode;
  readonly corruptRecord: string;
  readonly formats: TextFormats;
  /** Whether inference takes a text for a timestamp. */
  readonly isTimestamp: (text: string) => boolean;
  readonly maxColumns: number;
  /** Of one field; -1: any number. */
  readonly maxCharacters: number;
}

/** Reads the options; throws naming one that is not supported. */
export function csvOptions(source: GivenOptions): CsvOptions {
  const { options } = source;
  checkSamplingRatio(source);
  const formats: TextFormats = {
    session: sessionOf(source),
    ...(options.dateformat !== undefined && { dateFormat: options.dateformat }),
    ...(options.timestampformat !== undefined && { timestampFormat: options.timestampformat }),
    nanValue: options.nanvalue ?? 'NaN',
    positiveInf: options.positiveinf ?? 'Inf',
    negativeInf: options.negativeinf ?? '-Inf',
  };
  const given = options.sep ?? options.delimiter ?? ',';
  if (given === '\\') {
    throw new OptionError(
      'OPTION_INVALID',
      'Single backslash is prohibited. It has special meaning as beginning of an escape sequence. ' +
        'To get the backslash character, pass a string with two backslashes as the delimiter.',
    );
  }
  const sep = unescapeCharacter(given);
  if (sep === '') throw new OptionError('OPTION_INVALID', 'Delimiter cannot be empty');
  const quote = characterOption(source, 'quote', '"');
  const escape = characterOption(source, 'escape', '\\');
  const escapeOfEscape = options.chartoescapequoteescaping;
  if (escapeOfEscape !== undefined && escapeOfEscape !== '' && escapeOfEscape !== escape) {
    throw optionError(
      source,
      'charToEscapeQuoteEscaping',
      `the escape character (${escape})`,
      escapeOfEscape,
    );
  }
  const handling = options.unescapedquotehandling;
  if (handling !== undefined && handling.toUpperCase() !== 'STOP_AT_DELIMITER') {
    throw optionError(source, 'unescapedQuoteHandling', 'STOP_AT_DELIMITER', handling);
  }
  return {
    dialect: {
      separator: Buffer.from(sep, 'utf8'),
      quote: codeOf(quote),
      escape: codeOf(escape),
      escapesItself: escape !== quote,
      trimsStart: booleanOption(source, 'ignoreleadingwhitespace', false),
      trimsEnd: booleanOption(source, 'ignoretrailingwhitespace', false),
      multiLine: booleanOption(source, 'multiline', false),
      lineEnd: lineEndOf(source),
    },
    header: booleanOption(source, 'header', false),
    inferSchema: booleanOption(source, 'inferschema', false),
    enforceSchema: booleanOption(source, 'enforceschema', true),
    comment: codeOf(characterOption(source, 'comment', '')),
    nullValue: options.nullvalue ?? '',
    emptyValue: options.emptyvalue ?? '',
    mode: parseMode(source),
    corruptRecord: corruptRecordColumn(source),
    formats,
    isTimestamp: timestampTest(formats),
    maxColumns: integerOption(source, 'maxcolumns', 20_480),
    maxCharacters: integerOption(source, 'maxcharspercolumn', -1),
  };
}

/** The option lineSep: one character, its byte; -1: line feeds, also behind carriage returns. */
function lineEndOf({ options }: GivenOptions): number {
  const text = options.linesep;
  if (text === undefined) return -1;
  if (text === '') throw optionRequirement("'lineSep' cannot be an empty string.");
  if (text.length > 1) throw optionRequirement("'lineSep' can contain only 1 character.");
  return text.charCodeAt(0);
}

function codeOf(char: string): number {
  return char === '' ? -1 : char.charCodeAt(0);
}

/** The columns that records hold, in their order: all but the one for records that cannot be read. */
export function recordFields(data: StructType, options: CsvOptions): readonly Field[] {
  const corrupt = options.corruptRecord.toLowerCase();
  return data.fields.filter(({ name }) => name.toLowerCase() !== corrupt);
}

/** Refuses types that text between separators cannot hold. */
export function checkCsvSchema(schema: StructType, source: GivenOptions): void {
  const options = csvOptions(source);
  for (const { name, type } of schema.fields) {
    if (name.toLowerCase() === options.corruptRecord.toLowerCase()) {
      if (type.kind === 'string') continue;
      throw new OptionError(
        'SOURCE_UNSUPPORTED',
        'The field for corrupt records must be string type and nullable',
      );
    }
    if (textParser(type, options.formats) === null) throw unsupportedType('CSV', type);
  }
}

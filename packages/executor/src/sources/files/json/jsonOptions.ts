import {
  booleanOption,
  checkSamplingRatio,
  corruptRecordColumn,
  type FilesSource,
  optionRequirement,
  parseMode,
  type ParseMode,
  sessionOf,
  type TextFormats,
  timestampTest,
} from '@graticule/sql';
import type { JsonDialect } from './jsonText.js';

/** Options of the json format with Spark's defaults. */
export interface JsonOptions {
  readonly dialect: JsonDialect;
  readonly multiLine: boolean;
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
  /** Whether inference takes a text for a timestamp; null: it takes none. */
  readonly isTimestamp: ((text: string) => boolean) | null;
  readonly dropFieldIfAllNull: boolean;
  readonly mode: ParseMode;
  readonly corruptRecord: string;
  readonly formats: TextFormats;
}

export function jsonOptions(source: FilesSource): JsonOptions {
  const { options } = source;
  const flag = (name: string, fallback: boolean) => booleanOption(source, name, fallback);
  const multiLine = flag('multiline', false);
  checkSamplingRatio(source);
  if (!multiLine) checkEncoding(options);
  const formats: TextFormats = {
    session: sessionOf(source),
    ...(options.dateformat !== undefined && { dateFormat: options.dateformat }),
    ...(options.timestampformat !== undefined && { timestampFormat: options.timestampformat }),
    nanValue: 'NaN',
    positiveInf: 'Infinity',
    negativeInf: '-Infinity',
  };
  return {
    dialect: {
      comments: flag('allowcomments', false),
      singleQuotes: flag('allowsinglequotes', true),
      unquotedNames: flag('allowunquotedfieldnames', false),
      leadingZeros: flag('allownumericleadingzeros', false),
      specialNumbers: flag('allownonnumericnumbers', true),
      anyEscape: flag('allowbackslashescapinganycharacter', false),
      controlCharacters: flag('allowunquotedcontrolchars', false),
    },
    multiLine,
    primitivesAsString: flag('primitivesasstring', false),
    prefersDecimal: flag('prefersdecimal', false),
    isTimestamp: flag('infertimestamp', false) ? timestampTest(formats) : null,
    dropFieldIfAllNull: flag('dropfieldifallnull', false),
    mode: parseMode(source),
    corruptRecord: corruptRecordColumn(source),
    formats,
  };
}

/** Lines can be told apart in any encoding here; Spark wants to be told how, and refuses those that are found by a mark. */
function checkEncoding({ encoding, charset, linesep }: FilesSource['options']): void {
  const name = encoding ?? charset;
  if (linesep === '') throw optionRequirement("'lineSep' cannot be an empty string.");
  if (name === undefined || /^utf-?8$/i.test(name)) return;
  if (/^utf-?(16|32)$/i.test(name)) {
    throw optionRequirement(
      `The ${name} encoding must not be included in the denyList when multiLine is disabled: UTF-16, UTF-32`,
    );
  }
  if (linesep === undefined) {
    throw optionRequirement(`The lineSep option must be specified for the ${name} encoding`);
  }
}

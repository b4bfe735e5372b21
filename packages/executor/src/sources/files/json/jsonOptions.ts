import type { FilesSource } from '@graticule/sql';
import { booleanOption, corruptRecordColumn, parseMode, type ParseMode } from '../fileOptions.js';
import type { TextFormats } from '../textValue.js';
import type { JsonDialect } from './jsonText.js';

/** Options of the json format with Spark's defaults. */
export interface JsonOptions {
  readonly dialect: JsonDialect;
  readonly multiLine: boolean;
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
  readonly inferTimestamp: boolean;
  readonly dropFieldIfAllNull: boolean;
  readonly mode: ParseMode;
  readonly corruptRecord: string;
  readonly formats: TextFormats;
}

export function jsonOptions(source: FilesSource): JsonOptions {
  const { options, session } = source;
  const flag = (name: string, fallback: boolean) => booleanOption(source, name, fallback);
  return {
    dialect: {
      comments: flag('allowcomments', false),
      singleQuotes: flag('allowsinglequotes', true),
      unquotedNames: flag('allowunquotedfieldnames', false),
      leadingZeros: flag('allownumericleadingzeros', flag('allownumericleadingzero', false)),
      specialNumbers: flag('allownonnumericnumbers', true),
      anyEscape: flag('allowbackslashescapinganycharacter', false),
      controlCharacters: flag('allowunquotedcontrolchars', false),
    },
    multiLine: flag('multiline', flag('wholefile', false)),
    primitivesAsString: flag('primitivesasstring', false),
    prefersDecimal: flag('prefersdecimal', false),
    inferTimestamp: flag('infertimestamp', false),
    dropFieldIfAllNull: flag('dropfieldifallnull', false),
    mode: parseMode(source),
    corruptRecord: corruptRecordColumn(source),
    formats: {
      session,
      ...(options.dateformat !== undefined && { dateFormat: options.dateformat }),
      ...(options.timestampformat !== undefined && { timestampFormat: options.timestampformat }),
      nanValue: 'NaN',
      positiveInf: 'Infinity',
      negativeInf: '-Infinity',
    },
  };
}

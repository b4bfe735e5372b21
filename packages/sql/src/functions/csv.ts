import { BytesBuilder, STRING, isValid, valueAt } from '@graticule/columnar';
import type { DataType, StructType, Value } from '@graticule/columnar';
import { OptionError } from '../formats/optionError.js';
import { fieldText } from '../formats/csv/csvField.js';
import { csvCells } from '../formats/csv/csvLine.js';
import { csvOptions, recordFields } from '../formats/csv/csvOptions.js';
import type { CsvOptions } from '../formats/csv/csvOptions.js';
import { CsvTokens, readRecord } from '../formats/csv/csvTokens.js';
import { typeOfCsvText } from '../formats/csv/csvType.js';
import type { GivenOptions } from '../formats/fileOptions.js';
import { intervalParser } from '../formats/intervalValue.js';
import { textParser } from '../formats/textValue.js';
import type { TextParser } from '../formats/textValue.js';
import { nullableWriter } from '../formats/valueWriter.js';
import { typeSql, typeText } from '../types/text.js';
import { strideOf } from './columns.js';
import { ArgumentError } from './definition.js';
import type { EvaluationContext, ScalarFunction } from './definition.js';
import { OPTIONS, checkMode, checkOptions, schemaType } from './structuredText.js';
import type { Options } from './structuredText.js';
import { maybe, valueFunction } from './values.js';

/** Texts of delimited values in columns, by the rules and options of files of them. */

function givenOptions(options: Options | undefined, context: EvaluationContext): GivenOptions {
  const { compat, timeZone, timeParserPolicy } = context;
  return {
    format: 'csv',
    options: Object.fromEntries((options ?? []).map(([name, value]) => [name.toLowerCase(), value])),
    session: {
      compat,
      timeZone,
      timeParserPolicy,
      corruptRecordColumn: '_corrupt_record',
      infersPartitionTypes: true,
    },
  };
}

/** Splits one text; a line feed is a character like others. */
class Record {
  readonly tokens: CsvTokens;
  bytes: Buffer = Buffer.alloc(0);

  constructor(
    private readonly options: CsvOptions,
    width: number,
  ) {
    this.tokens = new CsvTokens(1, width);
  }

  /** The number of fields; 0: the text is a comment. */
  read(text: string): number {
    const { dialect, comment } = this.options;
    this.bytes = Buffer.from(text, 'utf8');
    if (comment >= 0 && this.bytes[0] === comment) return 0;
    this.tokens.count = 0;
    readRecord(this.bytes, 0, this.bytes.length, true, { ...dialect, multiLine: false }, this.tokens);
    return this.tokens.counts[0];
  }

  field(slot: number): string | null {
    return fieldText(this, slot, this.options);
  }
}

/** Reads texts into structs. Throws OptionError for options and ArgumentError for texts that FAILFAST refuses. */
function structReader(
  type: StructType,
  given: Options | undefined,
  context: EvaluationContext,
): (text: string) => Value {
  const options = csvOptions(givenOptions(given, context));
  const fields = recordFields(type, options);
  const corrupt = type.fields.findIndex((field) => !fields.includes(field));
  const slots = type.fields.map((field) => fields.indexOf(field));
  const parsers = fields.map((field): TextParser => {
    const parser = textParser(field.type, options.formats) ?? intervalParser(field.type);
    if (parser === null)
      throw new OptionError('SOURCE_UNSUPPORTED', `Unsupported type: ${typeText(field.type)}`);
    return parser;
  });
  const record = new Record(options, fields.length);
  return (text) => {
    const count = record.read(text);
    let bad = count !== fields.length;
    const values = parsers.map((parse, k) => {
      const part = k < count ? record.field(k) : null;
      const value = part === null ? null : parse(part);
      if (value === undefined) bad = true;
      return value ?? null;
    });
    if (bad && options.mode === 'FAILFAST') {
      throw new ArgumentError(`Malformed records are detected in record parsing: ${text}`);
    }
    return slots.map((slot, k) => (k === corrupt ? (bad ? text : null) : values[slot]));
  };
}

const UNWRITABLE = ['array', 'map', 'struct', 'binary'];

function structOf(name: string, type: DataType): StructType {
  if (type.kind === 'struct') return type;
  throw new ArgumentError(`${name} requires struct type, found ${typeText(type)}`);
}

const toCsv: ScalarFunction = {
  kind: 'scalar',
  names: ['to_csv'],
  doc: 'A struct as text of delimited values with the options of csv files; null for a text without a character.',
  deterministic: true,
  raises: true,
  inputTypes: {
    rule: 'custom',
    min: 1,
    max: 2,
    types: ([{ type }, ...options]) => {
      for (const field of structOf('to_csv', type).fields) {
        if (!UNWRITABLE.includes(field.type.kind)) continue;
        throw new ArgumentError(`to_csv cannot write ${typeText(field.type)} (field ${field.name})`);
      }
      options.forEach(checkOptions);
      return [type, ...options.map(() => OPTIONS)];
    },
  },
  resultType: maybe(STRING),
  evaluate: ([struct, given], length, context) => {
    const builder = new BytesBuilder(STRING);
    const options =
      given === undefined || length === 0 ? undefined : (valueAt(given, 0) as unknown as Options);
    const settings = givenOptions(options, context);
    const { separator, cell } = csvCells(settings);
    const writers =
      struct.layout === 'struct' ? struct.children.map((child) => nullableWriter(child, settings)) : [];
    const step = strideOf(struct, length);
    for (let i = 0; i < length; i++) {
      let line = '';
      if (isValid(struct, i * step)) {
        for (let k = 0; k < writers.length; k++) {
          if (k > 0) line += separator;
          line += cell(writers[k](i * step), k === 0);
        }
      }
      if (line === '') builder.appendNull();
      else builder.appendString(line);
    }
    return builder.finish();
  },
};

export const csvFunctions: readonly ScalarFunction[] = [
  valueFunction({
    names: ['from_csv'],
    doc: 'A struct read from text of delimited values by a schema and the options of csv files; what does not fit is null.',
    raises: true,
    inputTypes: {
      rule: 'custom',
      min: 2,
      max: 3,
      types: ([text, , ...options]) => {
        if (text.type.kind !== 'string' && text.type.kind !== 'null') {
          throw new ArgumentError(
            `argument 1 requires string type, however, it is of ${typeText(text.type)} type.`,
          );
        }
        options.forEach(checkOptions);
        return [STRING, STRING, ...options.map(() => OPTIONS)];
      },
    },
    resultType: (args, compat) => {
      const type = schemaType('from_csv', args[1], compat);
      checkMode('from_csv', args.at(2));
      if (type.kind === 'struct') return { type, nullable: args[0].nullable };
      throw new ArgumentError(`Schema should be struct type but got ${typeText(type).toUpperCase()}.`);
    },
    prepare: (type, context) => {
      let read: ((text: string) => Value) | null = null;
      return (text: string, _: string, given?: Options) =>
        (read ??= structReader(type as StructType, given, context))(text);
    },
  }),
  toCsv,
  valueFunction({
    names: ['schema_of_csv'],
    doc: 'The type of a text of delimited values, as DDL.',
    raises: true,
    inputTypes: { rule: 'each', types: [STRING, OPTIONS], optional: 1 },
    resultType: (args) => {
      if (typeof args[0].literal === 'string') return { type: STRING, nullable: false };
      throw new ArgumentError('The input csv should be a foldable string expression and not null');
    },
    prepare: (_, context) => (text: string, given?: Options) => {
      const options = csvOptions(givenOptions(given, context));
      const record = new Record(options, options.maxColumns);
      if (text === '' || record.read(text) === 0) {
        throw new ArgumentError('schema_of_csv expects text of delimited values, found none');
      }
      const types = Array.from({ length: record.tokens.counts[0] }, (__, k) => {
        const field = record.field(k);
        return field === null || field === '' ? STRING : typeOfCsvText(null, field, options);
      });
      return `STRUCT<${types.map((type, k) => `_c${k}: ${typeSql(type)}`).join(', ')}>`;
    },
  }),
];

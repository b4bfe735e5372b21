import { createBuilder, int32Of, isValid, STRING, stringAt, structType } from '@graticule/columnar';
import type { DataType, Value } from '@graticule/columnar';
import { timeZone } from '../../evaluation/timeZone.js';
import { typeText } from '../../types/text.js';
import { strideOf } from '../columns.js';
import { ArgumentError } from '../definition.js';
import type { EvaluationContext, GeneratorFunction, ScalarFunction } from '../definition.js';
import { OPTIONS, checkMode, checkOptions, optionReader, schemaType } from '../structuredText.js';
import type { Options } from '../structuredText.js';
import { maybe, valueFunction } from '../values.js';
import { schemaOfJson } from './infer.js';
import { parsePath, textAtPath } from './path.js';
import type { JsonPath } from './path.js';
import { readJson } from './read.js';
import type { ReadOptions } from './read.js';
import { jsonText, parseJson } from './text.js';
import type { JsonNode } from './text.js';
import { TIMESTAMP_FORMAT, writeJson } from './write.js';
import type { WriteOptions } from './write.js';

const INT = { kind: 'int' } as const;

/** What 2.2 makes JSON of, and reads from it. */
function holdsStructs(type: DataType): boolean {
  return type.kind === 'struct' || (type.kind === 'array' && type.element.kind === 'struct');
}

const isLegacy = (context: EvaluationContext): boolean =>
  context.compat === '2.2' || context.timeParserPolicy === 'LEGACY';

function readOptions(given: Options | undefined, context: EvaluationContext): ReadOptions {
  const option = optionReader(given);
  const isOn = (name: string): boolean => option(name)?.toLowerCase() === 'true';
  return {
    compat: context.compat,
    zone: timeZone(option('timeZone') ?? context.timeZone),
    legacy: isLegacy(context),
    timestampFormat: option('timestampFormat'),
    dateFormat: option('dateFormat'),
    syntax: {
      unquotedNames: isOn('allowUnquotedFieldNames'),
      leadingZeros: isOn('allowNumericLeadingZeros'),
      comments: isOn('allowComments'),
      doubleQuotesOnly: option('allowSingleQuotes')?.toLowerCase() === 'false',
      anyEscape: isOn('allowBackslashEscapingAnyCharacter'),
      controlCharacters: isOn('allowUnquotedControlChars'),
      namedNumbers: option('allowNonNumericNumbers')?.toLowerCase() !== 'false',
    },
    failFast: option('mode')?.toUpperCase() === 'FAILFAST',
    corruptField: option('columnNameOfCorruptRecord') ?? '_corrupt_record',
  };
}

function writeOptions(given: Options | undefined, context: EvaluationContext): WriteOptions {
  const option = optionReader(given);
  return {
    zone: timeZone(option('timeZone') ?? context.timeZone),
    legacy: isLegacy(context),
    timestampFormat: option('timestampFormat') ?? TIMESTAMP_FORMAT,
    dateFormat: option('dateFormat'),
    ignoreNullFields: option('ignoreNullFields')?.toLowerCase() !== 'false',
    pretty: option('pretty')?.toLowerCase() === 'true',
  };
}

const fromJson = valueFunction({
  names: ['from_json'],
  doc: 'A struct, array or map read from JSON text by a schema; what does not fit is null.',
  raises: (args) => args.length > 2,
  inputTypes: { rule: 'each', types: [STRING, STRING, OPTIONS], optional: 1 },
  resultType: (args, compat) => {
    const type = schemaType('from_json', args[1], compat);
    checkMode('from_json', args.at(2));
    if (compat === '2.2' && !holdsStructs(type))
      throw new ArgumentError(`Input schema ${typeText(type)} must be a struct or an array of structs.`);
    if (type.kind === 'struct' || type.kind === 'array' || type.kind === 'map')
      return { type, nullable: true };
    throw new ArgumentError(
      `from_json expects the schema of a struct, an array or a map, found ${type.kind}`,
    );
  },
  prepare: (type, context) => {
    let options: ReadOptions | null = null;
    return (text: string, _: string, given?: Options) =>
      readJson(text, type, (options ??= readOptions(given, context)));
  },
});

const toJson = valueFunction({
  names: ['to_json'],
  doc: 'A struct, an array or a map as JSON text; fields that are null are left out.',
  inputTypes: {
    rule: 'custom',
    min: 1,
    max: 2,
    types: ([value, ...options], compat) => {
      if (compat === '2.2' && !holdsStructs(value.type))
        throw new ArgumentError(`Input type ${typeText(value.type)} must be a struct or array of structs.`);
      if (!['struct', 'array', 'map', 'null'].includes(value.type.kind)) {
        throw new ArgumentError(`to_json expects a struct, an array or a map, found ${value.type.kind}`);
      }
      options.forEach(checkOptions);
      return [value.type, ...options.map(() => OPTIONS)];
    },
  },
  resultType: maybe(STRING),
  prepare: (_, context, [type]) => {
    let options: WriteOptions | null = null;
    return (value: Value, given?: Options) =>
      writeJson(value, type, (options ??= writeOptions(given, context)));
  },
});

/** Reads JSON text, remembering the last one: several functions of a row often ask for the same. */
function jsonReader(): (text: string) => JsonNode | null | undefined {
  let last: string | null = null;
  let node: JsonNode | null | undefined;
  return (text) => {
    if (text !== last) {
      node = parseJson(text);
      last = text;
    }
    return node;
  };
}

const jsonTuple: GeneratorFunction = {
  kind: 'generator',
  names: ['json_tuple'],
  doc: 'One row with the values of some keys of a JSON object, as text.',
  outer: false,
  inputTypes: {
    rule: 'custom',
    min: 2,
    max: Infinity,
    types: (args) => {
      if (args.every(({ type }) => type.kind === 'string')) return args.map(() => STRING);
      throw new ArgumentError('json_tuple requires that all arguments are strings');
    },
  },
  resultType: (args) => ({
    type: structType(args.slice(1).map((_, k) => ({ name: `c${k}`, type: STRING, nullable: true }))),
    nullable: false,
  }),
  generate: ([texts, ...names], length) => {
    const builders = names.map(() => createBuilder(STRING));
    const step = strideOf(texts, length);
    const steps = names.map((name) => strideOf(name, length));
    const read = jsonReader();
    for (let i = 0; i < length; i++) {
      const node = isValid(texts, i * step) ? read(stringAt(texts, i * step)) : null;
      const values = node?.kind === 'object' ? new Map(node.entries) : null;
      names.forEach((name, k) => {
        const at = i * steps[k];
        builders[k].append(isValid(name, at) ? fieldText(values?.get(stringAt(name, at))) : null);
      });
    }
    return {
      rows: int32Of(length, (i) => i),
      columns: builders.map((builder) => builder.finish()),
    };
  },
};

function fieldText(node: JsonNode | undefined): string | null {
  if (node === undefined || node.kind === 'null') return null;
  return node.kind === 'string' ? node.value : jsonText(node);
}

export const jsonFunctions: readonly ScalarFunction[] = [
  valueFunction({
    names: ['get_json_object'],
    doc: 'What a path ($.a.b[0], $.a[*]) finds in JSON text, as text; null when there is nothing.',
    inputTypes: { rule: 'each', types: [STRING, STRING] },
    resultType: maybe(STRING),
    prepare: () => {
      const read = jsonReader();
      const paths = new Map<string, JsonPath | null>();
      return (text: string, pathText: string) => {
        let path = paths.get(pathText);
        if (path === undefined) paths.set(pathText, (path = parsePath(pathText)));
        const node = path === null ? null : read(text);
        return node && path ? textAtPath(node, path) : null;
      };
    },
  }),
  fromJson,
  toJson,
  valueFunction({
    names: ['schema_of_json'],
    doc: 'The type of a JSON text, as DDL.',
    raises: true,
    inputTypes: { rule: 'each', types: [STRING, OPTIONS], optional: 1 },
    resultType: ([text]) => {
      if (typeof text.literal === 'string') return { type: STRING, nullable: false };
      throw new ArgumentError('The input json should be a foldable string expression and not null');
    },
    prepare: (_, context) => (text: string, given?: Options) => {
      const option = optionReader(given);
      const node = parseJson(text, readOptions(given, context).syntax);
      if (node === undefined) throw new ArgumentError(`schema_of_json expects JSON text, found '${text}'`);
      return schemaOfJson(node ?? { kind: 'null' }, {
        primitivesAsString: option('primitivesAsString')?.toLowerCase() === 'true',
        prefersDecimal: option('prefersDecimal')?.toLowerCase() === 'true',
      });
    },
  }),
  valueFunction({
    names: ['json_array_length'],
    doc: 'Number of elements of a JSON array; null for other text.',
    inputTypes: { rule: 'each', types: [STRING] },
    resultType: maybe(INT),
    prepare: () => (text: string) => {
      const node = parseJson(text);
      return node?.kind === 'array' ? node.items.length : null;
    },
  }),
  valueFunction({
    names: ['json_object_keys'],
    doc: 'The keys of a JSON object; null for other text.',
    inputTypes: { rule: 'each', types: [STRING] },
    resultType: maybe({ kind: 'array', element: STRING, containsNull: true }),
    prepare: () => (text: string) => {
      const node = parseJson(text);
      return node?.kind === 'object' ? node.entries.map(([name]) => name) : null;
    },
  }),
];

export const jsonGenerators: readonly GeneratorFunction[] = [jsonTuple];

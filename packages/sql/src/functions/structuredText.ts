import { STRING, mapType, sameType, structType } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { ParseError, invalidPlan } from '../errors.js';
import { parseDataType, parseSchema } from '../parser/parse.js';
import { typeText } from '../types/text.js';
import { ArgumentError } from './definition.js';
import type { ArgumentType, SparkVersion } from './definition.js';

/** What functions of JSON and CSV texts have in common: schemas and options among their arguments. */

export const OPTIONS = mapType(STRING, STRING);

export type Options = readonly (readonly [string, string])[];

export function optionReader(options: Options | undefined): (name: string) => string | null {
  const byName = new Map((options ?? []).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => byName.get(name.toLowerCase()) ?? null;
}

/** The type of a schema argument: DDL of columns or of one type. */
export function schemaType(name: string, { literal }: ArgumentType, compat: SparkVersion): DataType {
  if (typeof literal !== 'string')
    throw new ArgumentError(`${name} expects a literal schema as second argument`);
  const text = literal.trim();
  const typed = /^(array|map|struct)\s*</i.test(text) || !/\s/.test(text);
  try {
    return allNullable(typed ? parseDataType(text) : parseSchema(text));
  } catch (error) {
    // The statement itself is well-formed: to Spark this is no syntax error.
    if (error instanceof ParseError) {
      throw invalidPlan(compat === '2.2' ? error.message : `Cannot parse the data type: ${error.message}`);
    }
    throw error;
  }
}

/** What is read can always be missing. */
function allNullable(type: DataType): DataType {
  if (type.kind === 'array') return { ...type, element: allNullable(type.element), containsNull: true };
  if (type.kind === 'map') return { ...type, value: allNullable(type.value), valueContainsNull: true };
  if (type.kind !== 'struct') return type;
  return structType(
    type.fields.map((field) => ({ ...field, type: allNullable(field.type), nullable: true })),
  );
}

/** Of one text a malformed record cannot be dropped. */
export function checkMode(name: string, options: ArgumentType | undefined): void {
  const mode = optionReader((options?.literal ?? undefined) as unknown as Options | undefined)('mode');
  if (mode?.toUpperCase() !== 'DROPMALFORMED') return;
  throw new ArgumentError(
    `${name}() doesn't support the DROPMALFORMED mode. Acceptable modes are PERMISSIVE and FAILFAST.`,
  );
}

/** Throws where an argument for options is no map of texts. */
export function checkOptions({ type }: ArgumentType): void {
  if (sameType(type, OPTIONS)) return;
  if (type.kind !== 'map') throw new ArgumentError('Must use a map() function for options');
  throw new ArgumentError(`A type of keys and values in map() must be string, but got ${typeText(type)}`);
}

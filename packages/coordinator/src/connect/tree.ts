import type { DataType, StructType } from '@graticule/columnar';
import { typeText } from '@graticule/sql';

/** What `df.printSchema()` prints. level: deepest level shown; null: all. */
export function schemaTree(schema: StructType, level: number | null = null): string {
  const lines = ['root'];
  addFields(lines, schema, ' |', level ?? Number.MAX_SAFE_INTEGER);
  return `${lines.join('\n')}\n`;
}

function addFields(lines: string[], type: StructType, prefix: string, levels: number): void {
  if (levels <= 0) return;
  for (const field of type.fields) {
    add(lines, field.name, field.type, `nullable = ${field.nullable}`, prefix, levels);
  }
}

function add(
  lines: string[],
  name: string,
  type: DataType,
  note: string | null,
  prefix: string,
  levels: number,
): void {
  const suffix = note === null ? '' : ` (${note})`;
  lines.push(`${prefix}-- ${name}: ${typeName(type)}${suffix}`);
  addInside(lines, type, `${prefix}    |`, levels - 1);
}

function addInside(lines: string[], type: DataType, prefix: string, levels: number): void {
  if (levels <= 0) return;
  switch (type.kind) {
    case 'struct':
      return addFields(lines, type, prefix, levels);
    case 'array':
      return add(lines, 'element', type.element, `containsNull = ${type.containsNull}`, prefix, levels);
    case 'map':
      add(lines, 'key', type.key, null, prefix, levels);
      return add(lines, 'value', type.value, `valueContainsNull = ${type.valueContainsNull}`, prefix, levels);
    default:
  }
}

/** Spark's `typeName`, which differs from its short spelling: integer, long. */
function typeName(type: DataType): string {
  switch (type.kind) {
    case 'int':
      return 'integer';
    case 'null':
      return 'void';
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'yearMonthInterval':
    case 'dayTimeInterval':
      return typeText(type);
    default:
      return type.kind;
  }
}

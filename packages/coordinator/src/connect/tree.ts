import type { DataType, StructType } from '@graticule/columnar';
import { typeText } from '@graticule/sql';
import type { SparkVersion } from '@graticule/sql';

interface Tree {
  readonly lines: string[];
  readonly compat: SparkVersion;
}

/** What `df.printSchema()` prints. level: deepest level shown; null: all. */
export function schemaTree(
  schema: StructType,
  level: number | null = null,
  compat: SparkVersion = '3.3',
): string {
  const tree = { lines: ['root'], compat };
  addFields(tree, schema, ' |', level ?? Number.MAX_SAFE_INTEGER);
  return `${tree.lines.join('\n')}\n`;
}

function addFields(tree: Tree, type: StructType, prefix: string, levels: number): void {
  if (levels <= 0) return;
  for (const field of type.fields) {
    add(tree, field.name, field.type, `nullable = ${field.nullable}`, prefix, levels);
  }
}

function add(
  tree: Tree,
  name: string,
  type: DataType,
  note: string | null,
  prefix: string,
  levels: number,
): void {
  const suffix = note === null ? '' : ` (${note})`;
  tree.lines.push(`${prefix}-- ${name}: ${typeName(type, tree.compat)}${suffix}`);
  addInside(tree, type, `${prefix}    |`, levels - 1);
}

function addInside(tree: Tree, type: DataType, prefix: string, levels: number): void {
  if (levels <= 0) return;
  switch (type.kind) {
    case 'struct':
      return addFields(tree, type, prefix, levels);
    case 'array':
      return add(tree, 'element', type.element, `containsNull = ${type.containsNull}`, prefix, levels);
    case 'map':
      add(tree, 'key', type.key, null, prefix, levels);
      return add(tree, 'value', type.value, `valueContainsNull = ${type.valueContainsNull}`, prefix, levels);
    default:
  }
}

/** Spark's `typeName`, which differs from its short spelling: integer, long. */
function typeName(type: DataType, compat: SparkVersion): string {
  switch (type.kind) {
    case 'int':
      return 'integer';
    case 'null':
      return compat === '2.2' ? 'null' : 'void';
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'yearMonthInterval':
    case 'dayTimeInterval':
      return typeText(type);
    default:
      return type.kind;
  }
}

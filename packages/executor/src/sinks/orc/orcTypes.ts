import type { MessageInitShape } from '@bufbuild/protobuf';
import type { DataType, StructType } from '@graticule/columnar';
import { orc } from '@graticule/protocol';
import { typeText } from '@graticule/sql';

type TypeInit = MessageInitShape<typeof orc.TypeSchema>;

const { Type_Kind: Kind } = orc;
const SIMPLE: Readonly<Partial<Record<DataType['kind'], orc.Type_Kind>>> = {
  boolean: Kind.BOOLEAN,
  byte: Kind.BYTE,
  short: Kind.SHORT,
  int: Kind.INT,
  long: Kind.LONG,
  float: Kind.FLOAT,
  double: Kind.DOUBLE,
  string: Kind.STRING,
  binary: Kind.BINARY,
  date: Kind.DATE,
  timestamp: Kind.TIMESTAMP,
};

/** The types of a file, in pre-order. */
export function orcTypes(schema: StructType): TypeInit[] {
  const types: TypeInit[] = [];
  addType(schema, types);
  return types;
}

function addType(type: DataType, types: TypeInit[]): void {
  const own: TypeInit = { kind: SIMPLE[type.kind], subtypes: [], fieldNames: [] };
  types.push(own);
  const addChild = (child: DataType) => {
    own.subtypes!.push(types.length);
    addType(child, types);
  };
  switch (type.kind) {
    case 'decimal':
      Object.assign(own, { kind: Kind.DECIMAL, precision: type.precision, scale: type.scale });
      break;
    case 'array':
      own.kind = Kind.LIST;
      addChild(type.element);
      break;
    case 'map':
      own.kind = Kind.MAP;
      addChild(type.key);
      addChild(type.value);
      break;
    case 'struct':
      own.kind = Kind.STRUCT;
      for (const { name, type: inner } of type.fields) {
        own.fieldNames!.push(name);
        addChild(inner);
      }
      break;
  }
}

/** The type as text when it or a part of it cannot be in ORC files, else null. */
export function typeOutsideOrc(type: DataType): string | null {
  switch (type.kind) {
    case 'array':
      return typeOutsideOrc(type.element) && typeText(type);
    case 'map':
      return (typeOutsideOrc(type.key) ?? typeOutsideOrc(type.value)) && typeText(type);
    case 'struct':
      return type.fields.some((field) => typeOutsideOrc(field.type) !== null) ? typeText(type) : null;
    case 'decimal':
      return null;
    default:
      return SIMPLE[type.kind] === undefined ? typeText(type) : null;
  }
}

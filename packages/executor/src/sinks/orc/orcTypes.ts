import type { MessageInitShape } from '@bufbuild/protobuf';
import type { DataType, StructType } from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';

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

/** Whether ORC files can have the type and its parts. */
export function isInOrc(type: DataType): boolean {
  switch (type.kind) {
    case 'array':
      return isInOrc(type.element);
    case 'map':
      return isInOrc(type.key) && isInOrc(type.value);
    case 'struct':
      return type.fields.every((field) => isInOrc(field.type));
    default:
      return type.kind === 'decimal' || SIMPLE[type.kind] !== undefined;
  }
}

import {
  BINARY,
  BOOLEAN,
  BYTE,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  SHORT,
  STRING,
  TIMESTAMP,
  arrayType,
  decimalType,
  field,
  mapType,
  structType,
  type DataType,
  type Field,
} from '@graticule/columnar';
import { orc } from '@graticule/protocol';

const { Type_Kind: Kind } = orc;
const SIMPLE: Readonly<Partial<Record<orc.Type_Kind, DataType>>> = {
  [Kind.BOOLEAN]: BOOLEAN,
  [Kind.BYTE]: BYTE,
  [Kind.SHORT]: SHORT,
  [Kind.INT]: INT,
  [Kind.LONG]: LONG,
  [Kind.FLOAT]: FLOAT,
  [Kind.DOUBLE]: DOUBLE,
  [Kind.STRING]: STRING,
  [Kind.VARCHAR]: STRING,
  [Kind.CHAR]: STRING,
  [Kind.BINARY]: BINARY,
  [Kind.DATE]: DATE,
  [Kind.TIMESTAMP]: TIMESTAMP,
  [Kind.TIMESTAMP_INSTANT]: TIMESTAMP,
};
const DEPTH_MAX = 100;
/** Under this name Spark notes types that ORC does not have. */
const SPARK_TYPE = 'spark.sql.catalyst.type';

/** A column of a file: its field, its number and the number behind those of the columns below it. */
export interface OrcColumn {
  readonly field: Field;
  readonly id: number;
  readonly end: number;
}

/** A column's type is none that can be read; the message says which. */
export class OrcTypeError extends Error {}

/** The top-level columns. Throws OrcTypeError for types without a counterpart, Error for types that are no tree. */
export function columnsOf(types: readonly orc.Type[]): OrcColumn[] {
  const [root] = types;
  if (root === undefined) throw new Error('it has no types');
  if (root.kind !== Kind.STRUCT) {
    throw new OrcTypeError(`its rows are ${Kind[root.kind]}; expected STRUCT`);
  }
  return root.subtypes.map((id, i) => {
    const name = root.fieldNames[i];
    return {
      field: field(name, typeOf(types, id, 0, 0, name)),
      id,
      end: root.subtypes[i + 1] ?? types.length,
    };
  });
}

function typeOf(
  types: readonly orc.Type[],
  id: number,
  parent: number,
  depth: number,
  name: string,
): DataType {
  if (id <= parent || id >= types.length || depth > DEPTH_MAX) throw new Error('its types are no tree');
  const type = types[id];
  const child = (i: number) => typeOf(types, type.subtypes[i], id, depth + 1, name);
  const noted = type.attributes.find(({ key }) => key === SPARK_TYPE)?.value;
  if (noted?.startsWith('interval')) throw new OrcTypeError(`column ${name} has the type ${noted}`);
  switch (type.kind) {
    case Kind.DECIMAL: {
      // The first files had decimals without a stated precision.
      const [precision, scale] = type.precision === 0 ? [38, 10] : [type.precision, type.scale];
      if (precision > 38 || scale > precision) {
        throw new OrcTypeError(`column ${name} has the type decimal(${precision},${scale})`);
      }
      return decimalType(precision, scale);
    }
    case Kind.LIST:
      return arrayType(child(0));
    case Kind.MAP:
      return mapType(child(0), child(1));
    case Kind.STRUCT:
      return structType(type.subtypes.map((_, i) => field(type.fieldNames[i], child(i))));
    default: {
      const simple = SIMPLE[type.kind];
      if (simple) return simple;
      throw new OrcTypeError(`column ${name} has the type ${Kind[type.kind] ?? type.kind}`);
    }
  }
}

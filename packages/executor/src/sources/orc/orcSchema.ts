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
} from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';

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

/** A top-level column of a file: its number, and the number behind those of the columns below it. */
export interface OrcColumn {
  readonly name: string;
  /** Null when it has no counterpart among our types. */
  readonly type: DataType | null;
  /** The file's type, for messages. */
  readonly spelling: string;
  readonly id: number;
  readonly end: number;
}

/** A type without a counterpart; the message is its name. */
class UnsupportedType extends Error {}

/** The top-level columns. Throws an Error for types that are no tree. */
export function columnsOf(types: readonly orc.Type[]): OrcColumn[] {
  const [root] = types;
  if (root === undefined) throw new Error('it has no types');
  if (root.kind !== Kind.STRUCT) throw new Error(`its rows are ${Kind[root.kind]}; expected STRUCT`);
  return root.subtypes.map((id, i) => {
    const place = { name: root.fieldNames[i], id, end: root.subtypes[i + 1] ?? types.length };
    try {
      return { ...place, type: typeOf(types, id, 0, 0), spelling: Kind[types[id].kind] };
    } catch (error) {
      if (!(error instanceof UnsupportedType)) throw error;
      return { ...place, type: null, spelling: error.message };
    }
  });
}

function typeOf(types: readonly orc.Type[], id: number, parent: number, depth: number): DataType {
  if (id <= parent || id >= types.length || depth > DEPTH_MAX) throw new Error('its types are no tree');
  const type = types[id];
  const child = (i: number) => typeOf(types, type.subtypes[i], id, depth + 1);
  const noted = type.attributes.find(({ key }) => key === SPARK_TYPE)?.value;
  if (noted?.startsWith('interval')) throw new UnsupportedType(noted);
  switch (type.kind) {
    case Kind.DECIMAL: {
      // The first files had decimals without a stated precision.
      const [precision, scale] = type.precision === 0 ? [38, 10] : [type.precision, type.scale];
      if (precision > 38 || scale > precision) {
        throw new UnsupportedType(`decimal(${precision},${scale})`);
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
      throw new UnsupportedType(Kind[type.kind] ?? String(type.kind));
    }
  }
}

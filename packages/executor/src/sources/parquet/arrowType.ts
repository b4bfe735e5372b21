import {
  BINARY,
  BOOLEAN,
  BYTE,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  NULL,
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

/**
 * A column's type as Arrow's C data interface spells it
 * (https://arrow.apache.org/docs/format/CDataInterface.html#data-type-description-format-strings).
 */
export interface ArrowField {
  readonly name: string;
  readonly format: string;
  readonly nullable: boolean;
  readonly children: readonly ArrowField[];
  /** The values' type when `format` is that of the indices into a dictionary. */
  readonly dictionary: ArrowField | null;
}

const SIMPLE: Readonly<Record<string, DataType>> = {
  n: NULL,
  b: BOOLEAN,
  c: BYTE,
  C: SHORT,
  s: SHORT,
  S: INT,
  i: INT,
  I: LONG,
  l: LONG,
  L: decimalType(20, 0),
  f: FLOAT,
  g: DOUBLE,
  u: STRING,
  U: STRING,
  z: BINARY,
  Z: BINARY,
  tdD: DATE,
  tdm: DATE,
};

/** Our type for an Arrow type, or null when there is none. Unsigned integers become the next wider type. */
export function typeOfArrow(arrow: ArrowField): DataType | null {
  if (arrow.dictionary) {
    const type = typeOfArrow(arrow.dictionary);
    return type?.kind === 'string' || type?.kind === 'binary' ? type : null;
  }
  const { format } = arrow;
  const simple = SIMPLE[format];
  if (simple) return simple;
  if (format.startsWith('ts')) return TIMESTAMP;
  if (format.startsWith('w:')) return BINARY;
  if (format.startsWith('d:')) {
    const [precision, scale, bits] = format.slice(2).split(',').map(Number);
    return bits === undefined || bits === 128 ? decimalType(precision, scale) : null;
  }
  const children = arrow.children.map(fieldOfArrow);
  if (children.some((child) => child === null)) return null;
  const fields = children as Field[];
  if (format === '+s') return structType(fields);
  if (format === '+l' || format === '+L' || format.startsWith('+w:')) {
    return arrayType(fields[0].type, fields[0].nullable);
  }
  if (format === '+m' && fields[0].type.kind === 'struct') {
    const [key, value] = fields[0].type.fields;
    return mapType(key.type, value.type, value.nullable);
  }
  return null;
}

/** The field for an Arrow field, or null when its type has no counterpart. */
export function fieldOfArrow(arrow: ArrowField): Field | null {
  const type = typeOfArrow(arrow);
  return type && field(arrow.name, type, arrow.nullable);
}

import type { DataType, Field } from '@graticule/columnar';
import type { EsriFieldType } from '@graticule/sql';
import type { Layer } from '../state/layer.js';

/** The id every feature of a layer has: its position in the layer's file, from 1. */
export const OBJECT_ID = 'OBJECTID';
const STRING_LENGTH = 2147483647;

export interface EsriField {
  readonly name: string;
  readonly type: EsriFieldType;
  readonly alias: string;
  readonly sqlType: 'sqlTypeOther';
  readonly nullable: boolean;
  readonly editable: false;
  readonly domain: null;
  readonly defaultValue: null;
  readonly length?: number;
}

/** OBJECTID, then the attributes of the layer. */
export function layerFields(layer: Layer): EsriField[] {
  return [esriField(OBJECT_ID, 'esriFieldTypeOID', false), ...layer.schema.fields.map(attributeField)];
}

function attributeField(attribute: Field): EsriField {
  return esriField(attribute.name, esriType(attribute), attribute.nullable);
}

export function esriField(name: string, type: EsriFieldType, nullable: boolean): EsriField {
  return {
    name,
    type,
    alias: name,
    sqlType: 'sqlTypeOther',
    nullable,
    editable: false,
    domain: null,
    defaultValue: null,
    ...(type === 'esriFieldTypeString' && { length: STRING_LENGTH }),
  };
}

const TYPES: Partial<Readonly<Record<DataType['kind'], EsriFieldType>>> = {
  // There is no boolean field: 0 and 1.
  boolean: 'esriFieldTypeSmallInteger',
  byte: 'esriFieldTypeSmallInteger',
  short: 'esriFieldTypeSmallInteger',
  int: 'esriFieldTypeInteger',
  long: 'esriFieldTypeBigInteger',
  float: 'esriFieldTypeSingle',
  double: 'esriFieldTypeDouble',
  decimal: 'esriFieldTypeDouble',
  // A column of which nothing is known but nulls.
  null: 'esriFieldTypeString',
  string: 'esriFieldTypeString',
  binary: 'esriFieldTypeBlob',
  date: 'esriFieldTypeDate',
  timestamp: 'esriFieldTypeDate',
};

/** The field type that carries a column's values; throws for nested types, which no layer holds. */
export function esriType(attribute: Field): EsriFieldType {
  const type = TYPES[attribute.type.kind];
  if (type === undefined) {
    throw new Error(
      `The attribute '${attribute.name}' is of type ${attribute.type.kind}: no field type can carry it.`,
    );
  }
  return type;
}

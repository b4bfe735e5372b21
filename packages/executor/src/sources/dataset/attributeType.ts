import { DOUBLE, FLOAT, INT, LONG, SHORT, STRING, TIMESTAMP, type DataType } from '@graticule/columnar';
import type { EsriFieldType } from '@graticule/sql';

const TYPES: Readonly<Record<EsriFieldType, DataType | null>> = {
  esriFieldTypeString: STRING,
  esriFieldTypeGUID: STRING,
  esriFieldTypeGlobalID: STRING,
  esriFieldTypeXML: STRING,
  esriFieldTypeSmallInteger: SHORT,
  esriFieldTypeInteger: INT,
  esriFieldTypeBigInteger: LONG,
  esriFieldTypeOID: LONG,
  esriFieldTypeSingle: FLOAT,
  esriFieldTypeDouble: DOUBLE,
  esriFieldTypeDate: TIMESTAMP,
  esriFieldTypeBlob: null,
};

/** Column type of a service's or manifest's field type, or null when there is none (blobs, unknown words). */
export function attributeType(type: EsriFieldType): DataType | null {
  return TYPES[type] ?? null;
}

import { isValid, stringAt, valueAt, type Column } from '@graticule/columnar';

const DAY_MS = 86_400_000;
const MICROS_PER_MS = 1000;

export type AttributeValue = string | number | bigint | boolean | null;

/** The JSON value of one row of an attribute column. */
export type AttributeReader = (row: number) => AttributeValue;

/**
 * A reader for a column. Dates and timestamps give epoch milliseconds (microseconds are cut towards the past), longs
 * numbers, or bigint beyond 2^53, decimals the nearest double, NaN and infinities null as JSON has no such numbers,
 * binary base64. Booleans give 0 and 1 where `booleanAsNumber`, for there is no Esri field type for them. Throws for
 * nested types.
 */
export function attributeReader(column: Column, booleanAsNumber: boolean): AttributeReader {
  const value = valueReader(column, booleanAsNumber);
  return (row) => (isValid(column, row) ? value(row) : null);
}

function valueReader(column: Column, booleanAsNumber: boolean): AttributeReader {
  const { type } = column;
  switch (type.kind) {
    case 'null':
      return () => null;
    case 'string':
      return (row) => stringAt(column, row);
    case 'binary':
      return (row) => Buffer.from(valueAt(column, row) as Uint8Array).toString('base64');
    case 'boolean':
      return booleanAsNumber
        ? (row) => (valueAt(column, row) === true ? 1 : 0)
        : (row) => valueAt(column, row) as boolean;
    case 'byte':
    case 'short':
    case 'int':
    case 'float':
    case 'double':
      return (row) => {
        const number = valueAt(column, row) as number;
        return Number.isFinite(number) ? number : null;
      };
    case 'long':
      return (row) => integer(valueAt(column, row) as bigint);
    case 'decimal':
      // Through the decimal text, so that the nearest double is found.
      return (row) => Number(`${valueAt(column, row) as bigint}e${-type.scale}`);
    case 'date':
      return (row) => (valueAt(column, row) as number) * DAY_MS;
    case 'timestamp':
      return (row) => Math.floor(Number(valueAt(column, row) as bigint) / MICROS_PER_MS);
    default:
      throw new Error(`A column of type ${type.kind} is not an attribute.`);
  }
}

function integer(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

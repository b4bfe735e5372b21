import { fromIpc, toIpc, type DataType, type StructType } from '@graticule/columnar';
import { describe, expect, it } from 'vitest';
import { decodeRows, encodeRows } from './rows.js';

const schemaOf = (...types: DataType[]): StructType => ({
  kind: 'struct',
  fields: types.map((type, k) => ({ name: `c${k}`, type, nullable: true })),
});

/** Through a batch, Arrow and back to the text of the rows. */
function roundTrip(types: DataType[], rows: unknown[][]): string {
  const schema = schemaOf(...types);
  const { batches } = fromIpc(toIpc([decodeRows(schema, rows)], schema));
  return batches.map(encodeRows).join();
}

const LONG: DataType = { kind: 'long' };
const DOUBLE: DataType = { kind: 'double' };
const STRING: DataType = { kind: 'string' };

describe('typed JSON rows', () => {
  it('keep every long, as digits beyond 2^53', () => {
    const rows = [[0], [-1], [9007199254740991], ['9007199254740993'], ['-9223372036854775808'], [null]];
    expect(roundTrip([LONG], rows)).toBe(JSON.stringify(rows));
  });

  it('keep the floats JSON does not have, and the sign of zero', () => {
    const text = roundTrip([DOUBLE], [['NaN'], ['Infinity'], ['-Infinity'], [-0], [0.1], [1e300], [null]]);
    expect(text).toBe('[["NaN"],["Infinity"],["-Infinity"],[-0.0],[0.1],[1e+300],[null]]');
  });

  it('keep decimals digit by digit', () => {
    const rows = [['123.45'], ['-0.05'], ['0.00'], ['99999999.99'], [null]];
    expect(roundTrip([{ kind: 'decimal', precision: 10, scale: 2 }], rows)).toBe(JSON.stringify(rows));
  });

  it('keep booleans, dates, timestamps, small integers and binary', () => {
    const types = ['boolean', 'date', 'timestamp', 'byte', 'short', 'int', 'binary'].map(
      (kind) => ({ kind }) as DataType,
    );
    const rows = [
      [true, -1, -1, -128, -32768, -2147483648, 'AP8='],
      [false, 18262, 1577836800000000, 127, 32767, 2147483647, ''],
      [null, null, null, null, null, null, null],
    ];
    expect(roundTrip(types, rows)).toBe(JSON.stringify(rows));
  });

  it('keep text of any kind', () => {
    const rows = [['Zürich "東京" \\ \n \u0000'], [''], [null]];
    expect(roundTrip([STRING], rows)).toBe(JSON.stringify(rows));
  });

  it('keep nesting: polygon rings, structs, maps, and nulls inside', () => {
    const numbers: DataType = { kind: 'array', element: DOUBLE, containsNull: true };
    const rings: DataType = {
      kind: 'array',
      element: { kind: 'array', element: numbers, containsNull: true },
      containsNull: true,
    };
    const geometry: DataType = schemaOf(rings);
    const map: DataType = { kind: 'map', key: STRING, value: LONG, valueContainsNull: true };
    const rows = [
      [[[[[0, 0.5], [1, 0.25]], []]], [['a', 1], ['b', null]]],
      [[null], []],
      [null, null],
    ]; // prettier-ignore
    expect(roundTrip([geometry, map], rows)).toBe(JSON.stringify(rows));
  });

  it('are refused with row and column when a value does not fit', () => {
    expect(() => decodeRows(schemaOf(LONG, STRING), [[1, 'a'], [2, 3]])).toThrow(
      'row 1, column c1: expected a string, found 3',
    ); // prettier-ignore
  });

  it('of no rows are an empty array', () => {
    expect(roundTrip([LONG], [])).toMatch(/^(\[\])?$/);
  });
});

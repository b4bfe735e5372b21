import { create } from '@bufbuild/protobuf';
import {
  arrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  DATE,
  decimalType,
  DOUBLE,
  field,
  FLOAT,
  INT,
  INTERVAL,
  LONG,
  mapType,
  NULL,
  SHORT,
  STRING,
  structType,
  TIMESTAMP,
} from '@graticule/columnar';
import { DataTypeSchema, decode, encode } from '@graticule/protocol';
import { expect, test } from 'vitest';
import { dataTypeFromJson } from './typeJson.js';
import { fromProtoType, parseMetadata, parseSchemaText, toProtoType } from './types.js';

const EVERY_TYPE = structType([
  field('null', NULL),
  field('boolean', BOOLEAN, false),
  field('byte', BYTE),
  field('short', SHORT),
  field('int', INT),
  field('long', LONG),
  field('float', FLOAT),
  field('double', DOUBLE),
  field('decimal', decimalType(20, 5)),
  field('string', STRING),
  field('binary', BINARY),
  field('date', DATE),
  field('months', { kind: 'yearMonthInterval', start: 1, end: 1 }),
  field('time', { kind: 'dayTimeInterval', start: 0, end: 2 }),
  field('timestamp', TIMESTAMP),
  field('interval', INTERVAL),
  field('array', arrayType(arrayType(LONG, false))),
  field('map', mapType(STRING, DOUBLE, false)),
  field('$geometry', structType([field('x', DOUBLE), field('y', DOUBLE)]), true, {
    geometry: { type: 'point', spatialReference: { wkid: 4326 } },
  }),
]);

test('every type survives the wire, with nullability and metadata', () => {
  const bytes = encode(DataTypeSchema, toProtoType(EVERY_TYPE));
  expect(fromProtoType(decode(DataTypeSchema, bytes))).toEqual(EVERY_TYPE);
});

test('types without columns are refused by name', () => {
  const proto = create(DataTypeSchema, { kind: { case: 'timestampNtz', value: {} } } as never);
  expect(() => fromProtoType(proto)).toThrow('timestamp_ntz is not supported yet');
  expect(() => fromProtoType(undefined)).toThrow('A data type is missing');
});

test('schemas are read as DDL, as a type, or as the JSON of a struct', () => {
  const expected = structType([field('a', INT), field('b', arrayType(STRING))]);
  expect(parseSchemaText('a INT, b ARRAY<STRING>')).toEqual(expected);
  expect(parseSchemaText('struct<a:int,b:array<string>>')).toEqual(expected);
  expect(parseSchemaText('int')).toEqual(structType([field('value', INT)]));
  const json = {
    type: 'struct',
    fields: [
      { name: 'a', type: 'integer', nullable: true, metadata: {} },
      {
        name: 'b',
        type: { type: 'array', elementType: 'string', containsNull: true },
        nullable: true,
        metadata: {},
      },
    ],
  };
  expect(parseSchemaText(JSON.stringify(json))).toEqual(expected);
});

test('JSON that describes no type is refused with its text', () => {
  expect(() => dataTypeFromJson('{"type":"nope"}')).toThrow(
    `Failed to convert the JSON string '{"type":"nope"}' to a data type`,
  );
  expect(() => dataTypeFromJson('not json')).toThrow("'not json'");
  expect(dataTypeFromJson('"decimal(12,3)"')).toEqual(decimalType(12, 3));
});

test('metadata is a JSON object, and none when empty', () => {
  expect(parseMetadata('{"geometry":{"type":"point"}}')).toEqual({ geometry: { type: 'point' } });
  expect([parseMetadata(undefined), parseMetadata(''), parseMetadata('{}')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(() => parseMetadata('[1]')).toThrow('Column metadata must be a JSON object, found [1]');
});

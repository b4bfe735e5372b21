import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { arrayType, decimalType, INT, INTERVAL, mapType, STRING } from '@graticule/columnar';
import { Expression_LiteralSchema } from '@graticule/protocol';
import { expect, test } from 'vitest';
import { decimalLiteral, fromProtoLiteral } from './literals.js';

type LiteralInit = MessageInitShape<typeof Expression_LiteralSchema>;

const read = (init: LiteralInit) => fromProtoLiteral(create(Expression_LiteralSchema, init));
const integer = (value: number): LiteralInit => ({ literalType: { case: 'integer', value } });
const text = (value: string): LiteralInit => ({ literalType: { case: 'string', value } });
const intType = { kind: { case: 'integer' as const, value: {} } };
const stringType = { kind: { case: 'string' as const, value: {} } };
const nothing: LiteralInit = { literalType: { case: 'null', value: intType } };

test('decimals keep their digits, whatever their spelling', () => {
  const parts = (spelling: string, precision?: number, scale?: number) => {
    const { value, type } = decimalLiteral(spelling, precision, scale);
    return [value, type];
  };
  expect(parts('12.50')).toEqual([1250n, decimalType(4, 2)]);
  expect(parts('-0.005')).toEqual([-5n, decimalType(3, 3)]);
  expect(parts('1.5E+3')).toEqual([1500n, decimalType(4, 0)]);
  expect(parts('15E-3')).toEqual([15n, decimalType(3, 3)]);
  expect(parts('7', 10, 2)).toEqual([700n, decimalType(10, 2)]);
  expect(parts('0')).toEqual([0n, decimalType(1, 0)]);
  expect(parts('12345678901234567890123456789012345678')[0]).toBe(12345678901234567890123456789012345678n);
});

test('what is no decimal, or has too many digits, is refused with its text', () => {
  expect(() => decimalLiteral('abc')).toThrow("Expected a decimal number, found 'abc'");
  expect(() => decimalLiteral('.')).toThrow("Expected a decimal number, found '.'");
  expect(() => decimalLiteral('1E400')).toThrow('more than 38 digits');
  expect(() => decimalLiteral('1E-400')).toThrow('more than 38 digits');
});

test('arrays and maps take their types from the literal, or from its data type in later protocols', () => {
  const elements = [integer(1), nothing];
  expect(read({ literalType: { case: 'array', value: { elementType: intType, elements } } })).toEqual({
    kind: 'literal',
    value: [1, null],
    type: arrayType(INT, true),
  });
  const later = { kind: { case: 'array' as const, value: { elementType: intType, containsNull: true } } };
  expect(read({ literalType: { case: 'array', value: { elements } }, dataType: later }).type).toEqual(
    arrayType(INT, true),
  );
  const map = { keyType: stringType, valueType: intType, keys: [text('a')], values: [integer(1)] };
  expect(read({ literalType: { case: 'map', value: map } })).toEqual({
    kind: 'literal',
    value: [['a', 1]],
    type: mapType(STRING, INT, false),
  });
});

test('intervals keep months, days and microseconds apart', () => {
  const value = { months: 1, days: 2, microseconds: 3n };
  expect(read({ literalType: { case: 'calendarInterval', value } })).toEqual({
    kind: 'literal',
    value: { months: 1, days: 2, micros: 3n },
    type: INTERVAL,
  });
});

test('literals without a column type are refused by name', () => {
  expect(() => read({ literalType: { case: 'timestampNtz', value: 0n } })).toThrow(
    'A literal of type timestamp_ntz is not supported yet',
  );
  expect(() => read({})).toThrow('A literal is missing');
});

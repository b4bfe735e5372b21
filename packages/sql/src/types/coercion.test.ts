import { expect, test } from 'vitest';
import type { DataType } from '@graticule/columnar';
import { parseDataType } from '../parser/parse.js';
import {
  arithmeticTypes,
  canCast,
  comparisonType,
  implicitCast,
  inputType,
  widerType,
  widestType,
} from './coercion.js';
import { schemaDdl, typeSql, typeText } from './text.js';

const t = parseDataType;
const show = (type: DataType | null): string => (type === null ? 'none' : typeText(type));

test('the wider type holds both; text wins against any atomic type but boolean and binary', () => {
  const cases = [
    ['int', 'bigint', 'bigint'],
    ['bigint', 'float', 'float'],
    ['int', 'decimal(5,2)', 'decimal(12,2)'],
    ['decimal(10,2)', 'decimal(8,4)', 'decimal(12,4)'],
    ['double', 'decimal(5,2)', 'double'],
    ['date', 'timestamp', 'timestamp'],
    ['string', 'timestamp', 'string'],
    ['string', 'boolean', 'none'],
    ['int', 'boolean', 'none'],
    ['void', 'date', 'date'],
    ['array<int>', 'array<double>', 'array<double>'],
    ['struct<a:int>', 'struct<a:bigint>', 'struct<a:bigint>'],
    ['struct<a:int>', 'struct<b:int>', 'none'],
  ];
  for (const [a, b, expected] of cases) {
    expect(show(widerType(t(a), t(b))), `${a} and ${b}`).toBe(expected);
    expect(show(widerType(t(b), t(a))), `${b} and ${a}`).toBe(expected);
  }
  expect(show(widestType([t('void'), t('int'), t('string')]))).toBe('string');
});

test('text is compared as the other side; times as text before 3.0', () => {
  const compared = (operator: string, a: string, b: string, compat: '2.2' | '3.3'): string =>
    show(comparisonType(operator, t(a), t(b), compat));
  expect(compared('>', 'string', 'int', '2.2')).toBe('int');
  expect(compared('>', 'string', 'decimal(5,2)', '3.3')).toBe('double');
  expect(compared('<', 'date', 'string', '2.2')).toBe('string');
  expect(compared('<', 'date', 'string', '3.3')).toBe('date');
  expect(compared('=', 'timestamp', 'string', '2.2')).toBe('timestamp');
  expect(compared('<', 'timestamp', 'string', '2.2')).toBe('string');
  expect(compared('=', 'date', 'timestamp', '2.2')).toBe('string');
  expect(compared('=', 'date', 'timestamp', '3.3')).toBe('timestamp');
  expect(compared('=', 'boolean', 'int', '3.3')).toBe('int');
  expect(compared('<', 'boolean', 'int', '3.3')).toBe('none');
});

test('arithmetic turns text into double and keeps the precision of decimals', () => {
  const pair = (a: string, b: string): string => arithmeticTypes(t(a), t(b))?.map(show).join(' ') ?? 'none';
  expect(pair('string', 'int')).toBe('double double');
  expect(pair('int', 'decimal(5,2)')).toBe('decimal(10,0) decimal(5,2)');
  expect(pair('decimal(5,2)', 'float')).toBe('double double');
  expect(pair('void', 'bigint')).toBe('bigint bigint');
  expect(pair('boolean', 'int')).toBe('none');
});

test('arguments are converted to what a function asks for', () => {
  expect(show(inputType(t('string'), 'numeric'))).toBe('double');
  expect(show(inputType(t('boolean'), 'numeric'))).toBe('none');
  expect(show(inputType(t('double'), 'integral'))).toBe('int');
  expect(show(inputType(t('int'), 'stringOrBinary'))).toBe('string');
  expect(show(inputType(t('string'), 'dateOrTimestamp'))).toBe('timestamp');
  expect(implicitCast(t('array<int>'), t('string'))).toBe(false);
});

test('CAST is refused where no value could be converted', () => {
  expect(canCast(t('struct<x:double>'), t('string'))).toBe(true);
  expect(canCast(t('struct<x:double>'), t('int'))).toBe(false);
  expect(canCast(t('int'), t('date'))).toBe(false);
  expect(canCast(t('timestamp'), t('double'))).toBe(true);
  expect(canCast(t('array<string>'), t('array<int>'))).toBe(true);
});

test('types are spelled short and in SQL', () => {
  const type = t('struct<a:array<bigint>,b:map<string,decimal(4,1)>>');
  expect(typeText(type)).toBe('struct<a:array<bigint>,b:map<string,decimal(4,1)>>');
  expect(typeSql(type)).toBe('STRUCT<`a`: ARRAY<BIGINT>, `b`: MAP<STRING, DECIMAL(4,1)>>');
  expect(schemaDdl([{ name: 'a b', type: t('smallint') }])).toBe('`a b` SMALLINT');
});

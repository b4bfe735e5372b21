import * as columnar from '@graticule/columnar';
import { ParseError } from '../errors.js';
import type { DataType, Field, StructType } from '@graticule/columnar';
import type { SparkVersion } from '../functions/definition.js';
import { intervalOfUnits } from '../types/interval.js';
import type { Cursor } from './cursor.js';
import type { Token } from './lexer.js';

const ATOMIC: Readonly<Record<string, DataType>> = {
  BOOLEAN: columnar.BOOLEAN,
  BOOL: columnar.BOOLEAN,
  TINYINT: columnar.BYTE,
  BYTE: columnar.BYTE,
  SMALLINT: columnar.SHORT,
  SHORT: columnar.SHORT,
  INT: columnar.INT,
  INTEGER: columnar.INT,
  BIGINT: columnar.LONG,
  LONG: columnar.LONG,
  FLOAT: columnar.FLOAT,
  REAL: columnar.FLOAT,
  DOUBLE: columnar.DOUBLE,
  STRING: columnar.STRING,
  BINARY: columnar.BINARY,
  DATE: columnar.DATE,
  TIMESTAMP: columnar.TIMESTAMP,
  VOID: columnar.NULL,
  NULL: columnar.NULL,
};

const DECIMAL_NAMES = new Set(['DECIMAL', 'DEC', 'NUMERIC']);
const MAX_PRECISION = 38;

/** A type in Spark's DDL: `bigint`, `decimal(10,2)`, `array<struct<x:double,y:double>>`. */
export function dataType(cursor: Cursor): DataType {
  const token = cursor.peek();
  const name = cursor.identifier().toUpperCase();
  const atomic = name === 'INTERVAL' ? intervalType(cursor) : ATOMIC[name];
  if (atomic !== undefined) return atomic;
  if (DECIMAL_NAMES.has(name)) return decimal(cursor);
  switch (name) {
    case 'VARCHAR':
    case 'CHAR':
    case 'CHARACTER':
      cursor.expectSymbol('(');
      integer(cursor);
      cursor.expectSymbol(')');
      return columnar.STRING;
    case 'ARRAY': {
      cursor.expectSymbol('<');
      const element = dataType(cursor);
      cursor.expectSymbol('>');
      return columnar.arrayType(element);
    }
    case 'MAP': {
      cursor.expectSymbol('<');
      const key = dataType(cursor);
      cursor.expectSymbol(',');
      const value = dataType(cursor);
      cursor.expectSymbol('>');
      return columnar.mapType(key, value);
    }
    case 'STRUCT': {
      if (cursor.acceptSymbol('<>')) return columnar.structType([]);
      cursor.expectSymbol('<');
      const fields = cursor.isSymbol('>') ? [] : cursor.list(() => structField(cursor));
      cursor.expectSymbol('>');
      return columnar.structType(fields);
    }
    default:
      // What cannot follow a type is the mistake, whatever the type is called.
      if (!endsType(cursor.peek())) throw cursor.failure('the end of the type');
      throw cursor.failureAt(token, `DataType ${name.toLowerCase()} is not supported.`);
  }
}

/** `INTERVAL`, `INTERVAL DAY`, `INTERVAL DAY TO SECOND`; past the word. */
function intervalType(cursor: Cursor): DataType {
  const token = cursor.peek();
  const from = token.kind === 'word' ? token.text.toLowerCase() : '';
  if (intervalOfUnits(from, from) === null) return columnar.INTERVAL;
  cursor.next();
  const to = cursor.acceptWord('TO') ? cursor.identifier().toLowerCase() : from;
  const type = intervalOfUnits(from, to);
  if (type !== null) return type;
  throw cursor.failureAt(token, `Intervals from ${from} to ${to} are not supported.`);
}

/** The columns of a schema: `a INT, b STRING COMMENT 'x'`; `a: int` as in a struct is taken too. */
export function schemaFields(cursor: Cursor): StructType {
  return columnar.structType(cursor.list(() => structField(cursor)));
}

function structField(cursor: Cursor): Field {
  const name = cursor.identifier();
  cursor.acceptSymbol(':');
  const type = dataType(cursor);
  const nullable = !cursor.acceptWord('NOT', 'NULL');
  if (!cursor.acceptWord('COMMENT')) return columnar.field(name, type, nullable);
  const comment = cursor.next();
  if (comment.kind !== 'string') throw cursor.failureAt(comment, 'COMMENT needs a string');
  return columnar.field(name, type, nullable, { comment: comment.value });
}

/** What is said of a decimal of too many digits. */
export function tooPrecise(compat: SparkVersion): string {
  return `${compat === '2.2' ? 'DecimalType' : 'decimal'} can only support precision up to ${MAX_PRECISION}`;
}

function decimal(cursor: Cursor): DataType {
  if (!cursor.acceptSymbol('(')) return columnar.decimalType(10, 0);
  const start = cursor.peek();
  const precision = integer(cursor);
  const scale = cursor.acceptSymbol(',') ? integer(cursor) : 0;
  cursor.expectSymbol(')');
  if (precision < 1) throw cursor.failureAt(start, 'The precision of a decimal must be at least 1');
  if (scale > precision) {
    const reason = `Decimal scale (${scale}) cannot be greater than precision (${precision}).`;
    throw ParseError.unplaced(reason, cursor.text);
  }
  if (precision > MAX_PRECISION) throw ParseError.unplaced(tooPrecise(cursor.compat), cursor.text);
  return columnar.decimalType(precision, scale);
}

function integer(cursor: Cursor): number {
  const token = cursor.next();
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) {
    throw cursor.failureAt(token, `Syntax error at or near '${token.text}': expected an integer`);
  }
  return Number(token.text);
}

function endsType(token: Token): boolean {
  return token.kind === 'end' || (token.kind === 'symbol' && [',', ')', '>', '('].includes(token.text));
}

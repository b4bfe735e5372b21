import {
  arrayType,
  decimalType,
  DOUBLE,
  field,
  INT,
  LONG,
  mapType,
  NULL,
  STRING,
  structType,
  TIMESTAMP,
} from '@graticule/columnar';
import { expect, test } from 'vitest';
import { schemaTree } from './tree.js';

const LAYER = structType([
  field('OBJECTID', LONG),
  field('$geometry', structType([field('x', DOUBLE), field('y', DOUBLE)])),
  field('$time', structType([field('instant', TIMESTAMP)])),
]);

test('a layer with geometry and time is printed as Spark prints structs', () => {
  expect(schemaTree(LAYER)).toBe(`root
 |-- OBJECTID: long (nullable = true)
 |-- $geometry: struct (nullable = true)
 |    |-- x: double (nullable = true)
 |    |-- y: double (nullable = true)
 |-- $time: struct (nullable = true)
 |    |-- instant: timestamp (nullable = true)
`);
});

test('elements, keys and values of nested types have lines of their own', () => {
  const point = structType([field('x', DOUBLE, false)]);
  const schema = structType([
    field('paths', arrayType(arrayType(point, false))),
    field('tags', mapType(STRING, decimalType(10, 2), false), false),
    field('id', INT, false),
    field('nothing', NULL),
  ]);
  expect(schemaTree(schema)).toBe(`root
 |-- paths: array (nullable = true)
 |    |-- element: array (containsNull = true)
 |    |    |-- element: struct (containsNull = false)
 |    |    |    |-- x: double (nullable = false)
 |-- tags: map (nullable = false)
 |    |-- key: string
 |    |-- value: decimal(10,2) (valueContainsNull = false)
 |-- id: integer (nullable = false)
 |-- nothing: void (nullable = true)
`);
});

test('a level limits how deep the tree goes', () => {
  expect(schemaTree(LAYER, 1)).toBe(`root
 |-- OBJECTID: long (nullable = true)
 |-- $geometry: struct (nullable = true)
 |-- $time: struct (nullable = true)
`);
});

test('a schema without columns is its root', () => {
  expect(schemaTree(structType([]))).toBe('root\n');
});

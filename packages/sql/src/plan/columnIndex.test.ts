import { LONG } from '@graticule/columnar';
import { expect, test } from 'vitest';
import { newAttribute } from './attribute.js';
import { columnsNamed, placeOf } from './columnIndex.js';

const of = (count: number) =>
  Array.from({ length: count }, (_, i) => newAttribute(`C${i % 30}`, LONG, false));

test.each([5, 40])('of %i columns the same are found at every asking', (count) => {
  const columns = of(count);
  for (let asking = 0; asking < 3; asking++) {
    expect(columnsNamed(columns, 'c3')).toEqual(columns.filter((_, i) => i % 30 === 3));
    expect(columnsNamed(columns, 'none')).toEqual([]);
    expect(placeOf(columns, columns[4].id)).toBe(4);
    expect(placeOf(columns, -1)).toBe(-1);
  }
});

test('of columns that stand twice the first place counts', () => {
  const columns = of(20);
  const twice = [...columns, ...columns];
  for (let asking = 0; asking < 3; asking++) expect(placeOf(twice, columns[7].id)).toBe(7);
});

import { describe, expect, test } from 'vitest';
import { sqlText } from '../operators/testing.js';

/** What functions give in 2.2, where 3.3 gives something else (the fixtures are of 3.3). */

const inSpark2 = async (expression: string): Promise<string> =>
  (await sqlText(`SELECT ${expression}`, { compat: '2.2' }))[0][0];

describe('in 2.2', () => {
  const check = (title: string, cases: readonly (readonly [expression: string, shown: string])[]): void => {
    test(title, async () => {
      for (const [expression, shown] of cases)
        expect([expression, await inSpark2(expression)]).toEqual([expression, shown]);
    });
  };

  check('patterns are those of SimpleDateFormat, which ignores what follows but takes no day that is none', [
    ["to_date('31.12.2019 trailing', 'dd.MM.yyyy')", '2019-12-31'],
    ["to_date('31.02.2019', 'dd.MM.yyyy')", 'null'],
    ["to_date('1.2.2019', 'dd.MM.yyyy')", '2019-02-01'],
    ["date_format('2019-12-30', 'YYYY-ww u')", '2020-01 1'],
    ["to_date('2019-12-31', 'no pattern')", 'null'],
    ["from_unixtime(0, 'no pattern')", 'null'],
  ]);

  check('texts are read by patterns to the second', [
    ["to_timestamp('2019-12-31 10:00:00.500', 'yyyy-MM-dd HH:mm:ss.SSS')", '2019-12-31 10:00:00'],
  ]);

  check('zones without a name are GMT', [
    ["from_utc_timestamp('2019-12-31 10:00:00', 'Nowhere')", '2019-12-31 10:00:00'],
    ["from_utc_timestamp('2019-12-31 10:00:00', '+02:00')", '2019-12-31 10:00:00'],
    ["from_utc_timestamp('2019-12-31 10:00:00', 'GMT+2')", '2019-12-31 12:00:00'],
  ]);

  check('the last day of a month stays the last when months are added', [
    ["add_months('2016-02-29', 1)", '2016-03-31'],
  ]);

  check('pmod by zero divides as Java does', [
    ['pmod(2.5D, 0)', 'NaN'],
    ['pmod(CAST(NULL AS INT), 0)', 'null'],
  ]);

  test('pmod of whole numbers and decimals by zero fails', async () => {
    await expect(inSpark2('pmod(1, 0)')).rejects.toThrow('/ by zero');
    await expect(inSpark2('pmod(1.5, 0)')).rejects.toThrow('/ by zero');
  });

  test('a number has no letter F, structs and arrays no order, and only structs become JSON', async () => {
    await expect(inSpark2('1.5F')).rejects.toThrow(
      "Can't extract value from 1: need struct type but got int",
    );
    await expect(inSpark2('struct(1) < struct(2)')).rejects.toThrow('requires (boolean or tinyint');
    await expect(inSpark2('array(1) >= array(2)')).rejects.toThrow('not array<int>');
    await expect(inSpark2('to_json(array(1))')).rejects.toThrow(
      'Input type array<int> must be a struct or array of structs.',
    );
  });

  check('the fraction of a long quotient keeps less than from 2.3 on', [
    ['CAST(1 AS DECIMAL(38,10)) / 3', '0.333333333333333'],
  ]);
});

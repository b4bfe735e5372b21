import { describe, expect, test } from 'vitest';
import { DOUBLE, INT, LONG, STRING, TIMESTAMP, field, structType } from '@graticule/columnar';
import { sqlText, tableOf } from '../operators/testing.js';
import type { RunOptions } from '../operators/testing.js';
import { listFunctions } from './registry.js';

/** The text of one constant expression. */
async function value(expression: string, options?: RunOptions): Promise<string> {
  const rows = await sqlText(`SELECT ${expression}`, options);
  return rows[0][0];
}

/** Every line is `expression => text`. */
function check(lines: readonly (readonly [string, string])[], options?: RunOptions): void {
  test.each(lines)('%s is %s', async (expression, expected) => {
    expect(await value(expression, options)).toBe(expected);
  });
}

describe('arithmetic', () => {
  check([
    ['1 + 2', '3'],
    ['2147483647 + 1', '-2147483648'],
    ['2147483647 * 2147483647', '1'],
    ['9223372036854775807L + 1L', '-9223372036854775808'],
    ['-9223372036854775807L - 2L', '9223372036854775807'],
    ['3037000500L * 3037000500L', '-9223372036709301616'],
    ['4294967296L * 3L', '12884901888'],
    ['4294967295L + 1L', '4294967296'],
    ['0L - 1L', '-1'],
    ['7 / 2', '3.5'],
    ['7 / 0', 'null'],
    ['7 % 0', 'null'],
    ['-7 % 3', '-1'],
    ['pmod(-7, 3)', '2'],
    ['7 div 2', '3'],
    ['5.5D % 2D', '1.5'],
    ['1.10 + 2.205', '3.305'],
    ['1.5 * 1.5', '2.25'],
    ['1.0 / 3.0', '0.333333'],
    ['CAST(1 AS DECIMAL(10,2)) / CAST(0 AS DECIMAL(10,2))', 'null'],
    ["'3' + 4", '7.0'],
    ['- (5)', '-5'],
  ]);
});

describe('comparison and logic', () => {
  check([
    ["double('NaN') = double('NaN')", 'true'],
    ["double('NaN') > double('Infinity')", 'true'],
    ['0.0D = -0.0D', 'true'],
    ['1 = NULL', 'null'],
    ['NULL <=> NULL', 'true'],
    ['1 <=> NULL', 'false'],
    ['NULL AND false', 'false'],
    ['NULL AND true', 'null'],
    ['NULL OR true', 'true'],
    ['NOT CAST(NULL AS BOOLEAN)', 'null'],
    ['2 IN (1, 2)', 'true'],
    ['3 IN (1, NULL)', 'null'],
    ['1 IN (1, NULL)', 'true'],
    ["'abc' < 'abd'", 'true'],
    ["'a' < 'ab'", 'true'],
    ['9223372036854775807L > -9223372036854775807L', 'true'],
    ['4294967295L > 1L', 'true'],
    ['2 BETWEEN 1 AND 3', 'true'],
    ["struct(1, 'a') < struct(1, 'b')", 'true'],
  ]);
});

describe('conditions', () => {
  check([
    ['coalesce(NULL, 2, 3)', '2'],
    ['nvl(NULL, 5)', '5'],
    ['nvl2(NULL, 1, 2.5D)', '2.5'],
    ['nullif(3, 3)', 'null'],
    ['nullif(3, 4)', '3'],
    ['nullif(1, 2.1D)', '1'],
    ['nullif(1, 1.0D)', 'null'],
    ['if(1 > 2, 1, 2.5D)', '2.5'],
    ['if(NULL, 1, 2)', '2'],
    ['greatest(1, NULL, 3)', '3'],
    ["least(1D, NULL, double('NaN'))", '1.0'],
    ["greatest('a', 'b')", 'b'],
    ["isnan(double('NaN'))", 'true'],
    ['isnan(NULL)', 'false'],
    ['NULL IS NULL', 'true'],
    ["CASE WHEN 1 > 2 THEN 'a' WHEN CAST(NULL AS BOOLEAN) THEN 'b' ELSE 'c' END", 'c'],
    ["CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END", 'b'],
    ["CASE WHEN false THEN 'a' END", 'null'],
  ]);
});

describe('casts', () => {
  check([
    ["CAST('1.9' AS INT)", '1'],
    ["CAST('-1.9' AS INT)", '-1'],
    ["CAST(' 12 ' AS INT)", '12'],
    ["CAST('1e3' AS INT)", 'null'],
    ["CAST('2147483648' AS INT)", 'null'],
    ["CAST('1e3' AS DOUBLE)", '1000.0'],
    ["CAST('abc' AS DOUBLE)", 'null'],
    ['CAST(1.9D AS INT)', '1'],
    ['CAST(-1.9D AS BIGINT)', '-1'],
    ['CAST(1e20D AS BIGINT)', '9223372036854775807'],
    ['CAST(1e20D AS INT)', '2147483647'],
    ['CAST(300 AS TINYINT)', '44'],
    ['CAST(4294967297L AS INT)', '1'],
    ["CAST(double('NaN') AS INT)", '0'],
    ['CAST(1D AS STRING)', '1.0'],
    ['CAST(1e7D AS STRING)', '1.0E7'],
    ['CAST(12345678.5D AS STRING)', '1.23456785E7'],
    ['CAST(0.001D AS STRING)', '0.001'],
    ['CAST(0.00001D AS STRING)', '1.0E-5'],
    ['CAST(CAST(0.1 AS FLOAT) AS STRING)', '0.1'],
    ["CAST('yes' AS BOOLEAN)", 'true'],
    ["CAST('maybe' AS BOOLEAN)", 'null'],
    ["CAST('12.345' AS DECIMAL(10,2))", '12.35'],
    ["CAST('12345' AS DECIMAL(4,1))", 'null'],
    ['CAST(2.675D AS DECIMAL(10,2))', '2.68'],
    ["CAST('2019-2-3' AS DATE)", '2019-02-03'],
    ["CAST('2019-02-30' AS DATE)", 'null'],
    ["CAST('2019-02-03 12:34' AS DATE)", '2019-02-03'],
    ["CAST('2019-02-03 12:34:56.789' AS TIMESTAMP)", '2019-02-03 12:34:56.789'],
    ["CAST('2019-02-03T12:34:56+02:00' AS TIMESTAMP)", '2019-02-03 10:34:56'],
    ["CAST(CAST('2019-02-03 00:00:01.5' AS TIMESTAMP) AS DOUBLE)", '1.5491520015E9'],
    ["CAST(CAST('1969-12-31 23:59:59.5' AS TIMESTAMP) AS BIGINT)", '-1'],
    ['CAST(1.5D AS TIMESTAMP)', '1970-01-01 00:00:01.5'],
    ["CAST(struct(1, 'a', NULL) AS STRING)", '{1, a, null}'],
    ['CAST(array(1, NULL, 3) AS STRING)', '[1, null, 3]'],
    ["CAST(map('a', 1) AS STRING)", '{a -> 1}'],
  ]);
  test('2.2 neither trims integers nor uses braces', async () => {
    expect(await value("CAST(' 12 ' AS INT)", { compat: '2.2' })).toBe('null');
    expect(await value("CAST(array('a', NULL, 'c') AS STRING)", { compat: '2.2' })).toBe('[a,, c]');
    expect(await value("CAST(array('a', NULL) AS STRING)", { compat: '2.2' })).toBe('[a,]');
  });
  test('timestamps follow the wall clock of the session zone', async () => {
    const zurich = { timeZone: 'Europe/Zurich' };
    expect(await value("CAST(CAST('2020-07-01 12:00:00' AS TIMESTAMP) AS BIGINT)", zurich)).toBe(
      '1593597600',
    );
    expect(await value("CAST(CAST('2020-01-01 12:00:00' AS TIMESTAMP) AS BIGINT)", zurich)).toBe(
      '1577876400',
    );
    // A gap moves on, an overlap takes the earlier instant.
    expect(await value("CAST('2020-03-29 02:30:00' AS TIMESTAMP)", zurich)).toBe('2020-03-29 03:30:00');
    expect(await value("CAST(CAST('2020-10-25 02:30:00' AS TIMESTAMP) AS BIGINT)", zurich)).toBe(
      '1603585800',
    );
  });
});

describe('math', () => {
  check([
    ['round(2.5D)', '3.0'],
    ['round(-2.5D)', '-3.0'],
    ['round(2.675D, 2)', '2.68'],
    ['round(1234.567D, -2)', '1200.0'],
    ['round(15, -1)', '20'],
    ['round(2.345, 2)', '2.35'],
    ['bround(2.5D)', '2.0'],
    ['bround(3.5D)', '4.0'],
    ['floor(-1.5D)', '-2'],
    ['ceil(1.2D)', '2'],
    ['ceil(-1.25)', '-1'],
    ['rint(2.5D)', '2.0'],
    ['sqrt(-1D)', 'NaN'],
    ['ln(0D)', 'null'],
    ['log(2D, 8D)', '3.0'],
    ['log10(1000D)', '3.0'],
    ['abs(-3)', '3'],
    ['abs(-9223372036854775807L)', '9223372036854775807'],
    ['signum(-3D)', '-1.0'],
    ['pow(2, 10)', '1024.0'],
    ['atan2(1, 1)', '0.7853981633974483'],
    ['degrees(pi())', '180.0'],
    ['hypot(3, 4)', '5.0'],
  ]);
});

describe('text', () => {
  check([
    ["concat('a', 1, 'b')", 'a1b'],
    ["concat('a', NULL)", 'null'],
    ["concat_ws('-', 'a', NULL, 'b', array('c', NULL, 'd'))", 'a-b-c-d'],
    ["substring('Spark SQL', 5)", 'k SQL'],
    ["substring('Spark SQL', -3, 2)", 'SQ'],
    ["substring('Spark', 0, 2)", 'Sp'],
    ["substring('abc', -5, 3)", 'a'],
    ["substring('zürich', 2, 2)", 'ür'],
    ["length('zürich 日本')", '9'],
    ["upper('straße')", 'STRASSE'],
    ["initcap('hello wORLD')", 'Hello World'],
    ["trim('  a b ')", 'a b'],
    ["lpad('hi', 5, 'ab')", 'abahi'],
    ["rpad('hi', 1, 'x')", 'h'],
    ["instr('foobar', 'bar')", '4'],
    ["locate('a', 'banana', 3)", '4'],
    ["locate('x', 'banana')", '0'],
    ["split('a,b,,', ',')", '[a, b, , ]'],
    ["split('oneAtwoBthree', '[AB]')", '[one, two, three]'],
    ["split('a_b_c', '_')[1]", 'b'],
    ["regexp_extract('100-200', '(\\\\d+)-(\\\\d+)', 2)", '200'],
    ["regexp_extract('abc', '(x)', 1)", ''],
    ["regexp_replace('100-200', '(\\\\d+)', '<$1>')", '<100>-<200>'],
    ["regexp_replace('aXb', '\\\\p{Upper}', '-')", 'a-b'],
    ["'Mc Donald' RLIKE '^Mc'", 'true'],
    ["'abc' LIKE 'a_c'", 'true'],
    ["'a%c' LIKE 'a\\\\%c'", 'true'],
    ["'axc' LIKE 'a\\\\%c'", 'false'],
    ['concat(array(1, 2), array(5L), array(2.5D))', '[1.0, 2.0, 5.0, 2.5]'],
    ["concat(array(1), array('a'))", '[1, a]'],
    [
      "map_zip_with(map(1, 'a'), map(1L, 'b', 2L, 'c'), (k, a, b) -> concat(k + 1, a, b))",
      '{1 -> 2ab, 2 -> null}',
    ],
    ["map_zip_with(map(1, 'a'), map('1', 'b'), (k, a, b) -> concat(k, a, b))", '{1 -> 1ab}'],
    ["substring_index('www.apache.org', '.', 2)", 'www.apache'],
    ["substring_index('www.apache.org', '.', -1)", 'org'],
    ["translate('AaBbCc', 'abc', '12')", 'A1B2C'],
    ["replace('aXbX', 'X', 'yy')", 'ayybyy'],
    ["reverse('abc')", 'cba'],
    ["repeat('ab', 3)", 'ababab'],
    ["levenshtein('kitten', 'sitting')", '3'],
    ["soundex('Robert')", 'R163'],
    ["ascii('A')", '65'],
  ]);
  test('a Java pattern without counterpart is refused by name', async () => {
    await expect(value("'a' RLIKE '\\\\X'")).rejects.toThrow('\\X is not supported here');
  });
});

describe('dates and times', () => {
  check([
    ["year('2019-07-04')", '2019'],
    ["month(DATE '2019-07-04')", '7'],
    ["weekofyear(DATE '2021-01-03')", '53'],
    ["dayofweek(DATE '2021-01-03')", '1'],
    ["dayofyear(DATE '2020-12-31')", '366'],
    ["quarter(DATE '2020-10-01')", '4'],
    ["hour(TIMESTAMP '2019-07-04 13:14:15')", '13'],
    ["second('2019-07-04 13:14:15')", '15'],
    ["year('nonsense')", 'null'],
    [
      "date_format(TIMESTAMP '2019-07-04 13:04:05.123', 'yyyy/MM/dd hh:mm:ss.SSS a')",
      '2019/07/04 01:04:05.123 PM',
    ],
    ["date_format(DATE '2019-07-04', 'EEEE, d. MMM yy')", 'Thursday, 4. Jul 19'],
    ["to_date('04.07.2019', 'dd.MM.yyyy')", '2019-07-04'],
    ["to_date('31.02.2019', 'dd.MM.yyyy')", 'null'],
    ["to_timestamp('2018-01-0107', 'yyyy-MM-ddHH')", '2018-01-01 07:00:00'],
    ["to_timestamp('2018-01-01 10:20:30')", '2018-01-01 10:20:30'],
    ["unix_timestamp('1970-01-02 00:00:00')", '86400'],
    ["unix_timestamp('02/01/1970', 'dd/MM/yyyy')", '86400'],
    ['from_unixtime(86400)', '1970-01-02 00:00:00'],
    ["datediff('2009-07-31', '2009-07-30')", '1'],
    ["date_add('2016-07-30', 1)", '2016-07-31'],
    ["date_sub(DATE '2016-03-01', 1)", '2016-02-29'],
    ["add_months('2016-08-31', 1)", '2016-09-30'],
    ["add_months('2016-02-29', 1)", '2016-03-29'],
    ["months_between('1997-02-28 10:30:00', '1996-10-30')", '3.94959677'],
    ["next_day('2015-01-14', 'TU')", '2015-01-20'],
    ["last_day('2009-01-12')", '2009-01-31'],
    ["trunc('2009-02-12', 'MM')", '2009-02-01'],
    ["trunc('2009-02-12', 'nonsense')", 'null'],
    ["date_trunc('HOUR', TIMESTAMP '2015-03-05 09:32:05.359')", '2015-03-05 09:00:00'],
    ["from_utc_timestamp('2016-08-31', 'Asia/Seoul')", '2016-08-31 09:00:00'],
    ["to_utc_timestamp('2016-08-31', 'Asia/Seoul')", '2016-08-30 15:00:00'],
    ["DATE '2019-01-31' + INTERVAL 1 MONTH", '2019-02-28'],
    ["TIMESTAMP '2019-01-31 10:00:00' - INTERVAL 7 HOURS", '2019-01-31 03:00:00'],
    ['current_timestamp()', '2020-09-13 12:26:40'],
    ['current_date()', '2020-09-13'],
  ]);
});

describe('arrays, maps and structs', () => {
  check([
    ['array(1, 2.5D)', '[1.0, 2.5]'],
    ['array(1, 2)[1]', '2'],
    ['array(1, 2)[2]', 'null'],
    ["map('a', 1, 'b', 2)['b']", '2'],
    ["map('a', 1)['z']", 'null'],
    ["named_struct('x', 1, 'y', 'b').y", 'b'],
    ['size(array(1, 2, 3))', '3'],
    ['array_contains(array(1, 2), 2)', 'true'],
    ['array_contains(array(1, NULL), 2)', 'null'],
    ['sort_array(array(3, NULL, 1))', '[null, 1, 3]'],
    ['sort_array(array(3, NULL, 1), false)', '[3, 1, null]'],
    ["map_keys(map('a', 1, 'b', 2))", '[a, b]'],
    ["map_values(map('a', 1, 'b', 2))", '[1, 2]'],
    ['element_at(array(1, 2, 3), -1)', '3'],
    ['array_distinct(array(1, 2, 1, NULL, NULL))', '[1, 2, null]'],
    ["array_join(array('a', NULL, 'b'), ',')", 'a,b'],
  ]);
});

describe('functions over columns', () => {
  const schema = structType([
    field('i', INT),
    field('l', LONG),
    field('d', DOUBLE),
    field('s', STRING),
    field('t', TIMESTAMP),
  ]);
  const rows = Array.from({ length: 100 }, (_, k) => [
    k % 7 === 0 ? null : k - 50,
    k % 5 === 0 ? null : BigInt(k) * 4611686018427387n,
    k % 11 === 0 ? null : k / 4 - 10,
    k % 3 === 0 ? null : `text ${k % 4}`,
    k % 13 === 0 ? null : BigInt(k) * 86_400_000_000n,
  ]);
  const tables = { t: tableOf(schema, rows) };

  test('give the same for every batch size', async () => {
    const query =
      'SELECT i + 1, l * 3, d / i, upper(s), year(t), coalesce(s, CAST(i AS STRING)), i > 3 AND d < 5, ' +
      "CASE WHEN i > 0 THEN s ELSE 'none' END, concat(s, '-', l), greatest(i, d), s = 'text 1', " +
      "s IN ('text 1', 'text 2'), date_format(t, 'yyyyDDD'), struct(i, s), array(d, i) FROM t WHERE i > -40 OR s IS NULL";
    const whole = await sqlText(query, { tables, batchRows: 1000 });
    expect(await sqlText(query, { tables, batchRows: 1 })).toEqual(whole);
    expect(await sqlText(query, { tables, batchRows: 9, partitions: 3 })).toEqual(whole);
    const kept = rows.filter(([i, , , s]) => (i !== null && (i as number) > -40) || s === null);
    expect(whole.map((row) => row[0])).toEqual(
      kept.map(([i]) => (i === null ? 'null' : String((i as number) + 1))),
    );
    expect(whole.map((row) => row[1])).toEqual(
      kept.map(([, l]) => (l === null ? 'null' : String(BigInt.asIntN(64, (l as bigint) * 3n)))),
    );
    expect(whole.map((row) => row[5])).toEqual(kept.map(([i, , , s]) => String(s ?? i)));
  });

  test('numbers rows and draws random numbers by partition and row', async () => {
    const query = 'SELECT monotonically_increasing_id() AS id, rand(5) AS r FROM t';
    const text = await sqlText(query, { tables, partitions: 2 });
    expect(text[0][0]).toBe('0');
    expect(text[49][0]).toBe('49');
    expect(text[50][0]).toBe(String(2 ** 33));
    expect(new Set(text.map((row) => row[1])).size).toBe(100);
    expect(await sqlText(query, { tables, partitions: 2, batchRows: 1 })).toEqual(text);
  });
});

test('every function has a name in lower case and a line of documentation', () => {
  for (const { names, doc } of listFunctions()) {
    expect(names.every((name) => name === name.toLowerCase())).toBe(true);
    expect(doc.length).toBeGreaterThan(5);
  }
});

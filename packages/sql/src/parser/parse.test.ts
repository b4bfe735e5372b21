import { expect, test } from 'vitest';
import { ParseError } from '../errors.js';
import type { Literal } from '../plan/expression.js';
import { encodePlan } from '../plan/json.js';
import { prettySql } from '../plan/prettySql.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import {
  parseDataType,
  parseExpression,
  parseIdentifierParts,
  parseNamedExpression,
  parseSchema,
  parseStatement,
} from './parse.js';
import { typeText } from '../types/text.js';

/** A compact prefix form of an unresolved expression: `(or a (and b c))`. */
function shape(expression: UnresolvedExpression): string {
  switch (expression.kind) {
    case 'literal':
      return `${typeText(expression.type)}:${encodePlan(expression.value)}`;
    case 'unresolvedAttribute':
      return expression.parts.join('.');
    case 'unresolvedStar':
      return [...expression.target, '*'].join('.');
    case 'unresolvedFunction': {
      const inner = [expression.name, ...expression.args.map(shape)].join(' ');
      const filter = expression.filter === undefined ? '' : ` where ${shape(expression.filter)}`;
      return `(${expression.distinct ? 'distinct ' : ''}${inner}${filter})`;
    }
    case 'unresolvedCast':
      return `(cast ${shape(expression.child)} ${typeText(expression.type)})`;
    case 'unresolvedCase':
      return `(case ${expression.branches.map((b) => `${shape(b.when)}:${shape(b.then)}`).join(' ')} ${
        expression.otherwise === null ? '-' : shape(expression.otherwise)
      })`;
    case 'unresolvedAlias':
      return `(${shape(expression.child)} as ${expression.names.join(',')})`;
    case 'unresolvedExtract':
      return `${shape(expression.child)}[${shape(expression.extraction)}]`;
    case 'unresolvedTimeLiteral':
      return `${expression.type} ${expression.text}`;
    default:
      return expression.kind;
  }
}

const parsed = (text: string): string => shape(parseExpression(text));

test('operators bind as Spark binds them', () => {
  expect(parsed('a or b and not c = d')).toBe('(or a (and b (not (= c d))))');
  expect(parsed('1 + 2 * 3 - 4')).toBe('(- (+ int:1 (* int:2 int:3)) int:4)');
  expect(parsed('a = b IS NULL')).toBe('(isnull (= a b))');
  expect(parsed('a | b ^ c & d + e')).toBe('(| a (^ b (& c (+ d e))))');
  expect(parsed('a <=> b')).toBe('(<=> a b)');
  expect(parsed('a <> b')).toBe('(not (= a b))');
  expect(parsed('!a = b')).toBe('(not (= a b))');
  expect(parsed('-a + -5 - -b')).toBe('(- (+ (negative a) int:-5) (negative b))');
  expect(parsed('a DIV b % c')).toBe('(% (div a b) c)');
});

test('predicates take NOT and end at AND', () => {
  expect(parsed('a BETWEEN 1 AND 2 AND b')).toBe('(and (and (>= a int:1) (<= a int:2)) b)');
  expect(parsed("a NOT IN (1, 'x')")).toBe('(not (in a int:1 string:"x"))');
  expect(parsed("a NOT LIKE '%x' OR a RLIKE 'y+'")).toBe(
    '(or (not (like a string:"%x")) (rlike a string:"y+"))',
  );
  expect(parsed('a IS NOT NULL')).toBe('(isnotnull a)');
  expect(parsed('a IS NOT DISTINCT FROM b')).toBe('(<=> a b)');
});

test('numbers have the type that their size and suffix say', () => {
  expect(parsed('1')).toBe('int:1');
  expect(parsed('-2147483648')).toBe('int:-2147483648');
  expect(parsed('2147483648')).toBe('bigint:{"$bigint":"2147483648"}');
  expect(parsed('9223372036854775808')).toBe('decimal(19,0):{"$bigint":"9223372036854775808"}');
  expect(parsed('10L')).toBe('bigint:{"$bigint":"10"}');
  expect(parsed('2D')).toBe('double:2');
  expect(parsed('1.50')).toBe('decimal(3,2):{"$bigint":"150"}');
  expect(parsed('1.5BD')).toBe('decimal(2,1):{"$bigint":"15"}');
  expect(parsed('-.25')).toBe('decimal(2,2):{"$bigint":"-25"}');
  expect(parsed('1e3')).toBe('double:1000');
  // Spark 2.x has scales below zero.
  expect(shape(parseExpression('1e3', '2.2'))).toBe('decimal(1,-3):{"$bigint":"1"}');
  expect(() => parseExpression('128Y')).toThrow('does not fit in range [-128, 127]');
});

test('strings know escapes and join when adjacent', () => {
  expect(parsed(String.raw`'a\'b\n\u0041\101' "c"`)).toBe('string:"a\'b\\nAAc"');
  expect(parsed(String.raw`'50\%'`)).toBe(String.raw`string:"50\\%"`);
});

test('names may be quoted, begin with a dollar sign and reach into structs', () => {
  expect(parsed('$geometry.x + `$time`.`a.b`')).toBe('(+ $geometry.x $time.a.b)');
  expect(parsed('a[0].b')).toBe('a[int:0][string:"b"]');
  expect(parsed("m['k']")).toBe('m[string:"k"]');
  expect(parsed('f(x).y')).toBe('(f x)[string:"y"]');
  expect(parsed('t.2012_total')).toBe('t.2012_total');
});

test('calls have distinct, filter and forms of their own', () => {
  expect(parsed('count(*)')).toBe('(count *)');
  expect(parsed('count(DISTINCT a, b)')).toBe('(distinct count a b)');
  expect(parsed('sum(a) FILTER (WHERE b > 1)')).toBe('(sum a where (> b int:1))');
  expect(parsed('CAST(a AS array<decimal(10, 2)>)')).toBe('(cast a array<decimal(10,2)>)');
  expect(parsed("substring('abc' FROM 2 FOR 1)")).toBe('(substring string:"abc" int:2 int:1)');
  expect(parsed('EXTRACT(YEAR FROM d)')).toBe('(extract string:"YEAR" d)');
  expect(parsed("trim(BOTH 'x' FROM a)")).toBe('(trim string:"x" a)');
  expect(parsed('if(a, 1, 2)')).toBe('(if a int:1 int:2)');
});

test('CASE with a value becomes comparisons', () => {
  expect(parsed("CASE a WHEN 1 THEN 'x' ELSE 'y' END")).toBe('(case (= a int:1):string:"x" string:"y")');
  expect(parsed('case when a then b end')).toBe('(case a:b -)');
});

test('intervals add up their units; before 3.0 they have months and microseconds', () => {
  const value = (text: string): unknown => {
    const literal = parseExpression(text, '2.2');
    return literal.kind === 'literal' ? literal.value : null;
  };
  expect(value('INTERVAL 1 YEAR 2 MONTHS 3 DAYS')).toEqual({ months: 14, days: 0, micros: 259_200_000_000n });
  expect(value("INTERVAL '1.5' SECOND")).toEqual({ months: 0, days: 0, micros: 1_500_000n });
  expect(value("INTERVAL '1-3' YEAR TO MONTH")).toEqual({ months: 15, days: 0, micros: 0n });
  expect(value("INTERVAL '-1 02:03:04' DAY TO SECOND")).toMatchObject({ micros: -93_784_000_000n });
});

test('from 3.0 an interval is one of months or of microseconds, in the units that were written', () => {
  const shown = (text: string): string => {
    const literal = parseExpression(text);
    return `${prettySql(literal as Literal, false)}, ${String((literal as Literal).value)}`;
  };
  expect(shown('INTERVAL 1 YEAR 2 MONTHS')).toBe("INTERVAL '1-2' YEAR TO MONTH, 14");
  expect(shown('INTERVAL 2 WEEKS')).toBe("INTERVAL '14' DAY, 1209600000000");
  expect(shown("INTERVAL '1 day -2 hours'")).toBe("INTERVAL '0 22' DAY TO HOUR, 79200000000");
  expect(shown('INTERVAL 1.25 SECONDS')).toBe("INTERVAL '01.25' SECOND, 1250000");
  expect(shown("INTERVAL -'1-3' YEAR TO MONTH")).toBe("INTERVAL '-1-3' YEAR TO MONTH, -15");
  expect(shown("INTERVAL '25:10' HOUR TO MINUTE")).toBe("INTERVAL '25:10' HOUR TO MINUTE, 90600000000");
  expect(() => parseExpression('INTERVAL 1 MONTH 1 DAY')).toThrow(
    'Cannot mix year-month and day-time fields',
  );
  expect(() => parseExpression("INTERVAL '1 24:00' DAY TO MINUTE")).toThrow('cannot read the interval');
});

test('date literals are days; a timestamp waits for the time zone', () => {
  expect(parsed("DATE '1970-02-01'")).toBe('date:31');
  expect(parsed("TIMESTAMP '2019-01-01 10:00:00'")).toBe('timestamp 2019-01-01 10:00:00');
  expect(parsed("DATE 'Today'")).toBe('date Today');
  expect(parsed("DATE '2019-02'")).toBe('date:17928');
  expect(() => parseExpression("DATE '2019-02'", '2.2')).toThrow('Exception parsing DATE');
  expect(() => parseExpression("TIMESTAMP 'today'", '2.2')).toThrow(
    'Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff]',
  );
  expect(() => parseExpression("DATE '2019-02-30'")).toThrow('Cannot parse the DATE value: 2019-02-30');
});

test('an item may be named', () => {
  expect(shape(parseNamedExpression('a + 1 AS b'))).toBe('((+ a int:1) as b)');
  expect(shape(parseNamedExpression('a b'))).toBe('(a as b)');
  expect(shape(parseNamedExpression('t.*'))).toBe('t.*');
});

test('a mistake is shown with line, position and a caret', () => {
  try {
    parseExpression('a >\n  )');
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError);
    const { line, position, message } = error as ParseError;
    expect([line, position]).toEqual([2, 2]);
    expect(message).toBe(
      "\nSyntax error at or near ')': expected an expression(line 2, pos 2)\n\n== SQL ==\na >\n  )\n--^^^\n",
    );
  }
  for (const text of ['', 'a b c', '(a', 'a +', 'case end', "'x", 'a in ()', 'sum(', '`', 'a NOT 1']) {
    expect(() => parseExpression(text), text).toThrow(ParseError);
  }
});

test('types and schemas are read from DDL', () => {
  expect(typeText(parseDataType('map<string, array<struct<x: double, y:bigint>>>'))).toBe(
    'map<string,array<struct<x:double,y:bigint>>>',
  );
  expect(parseSchema('a INT NOT NULL, `b c` decimal(5,1)')).toEqual({
    kind: 'struct',
    fields: [
      { name: 'a', type: { kind: 'int' }, nullable: false },
      { name: 'b c', type: { kind: 'decimal', precision: 5, scale: 1 }, nullable: true },
    ],
  });
  expect(() => parseDataType('strin')).toThrow('DataType strin is not supported');
});

test('column names split at dots outside backticks', () => {
  expect(parseIdentifierParts('$geometry.x')).toEqual(['$geometry', 'x']);
  expect(parseIdentifierParts('`a.b`.c d')).toEqual(['a.b', 'c d']);
  expect(() => parseIdentifierParts('a..b')).toThrow('syntax error in attribute name');
  expect(() => parseIdentifierParts('`a')).toThrow('syntax error in attribute name');
});

test('a SELECT becomes relations from the inside out', () => {
  const relation = parseStatement(
    'WITH w AS (SELECT a FROM t) SELECT a, count(*) c FROM w JOIN u USING (a) WHERE a > 1 GROUP BY a ' +
      'HAVING count(*) > 2 ORDER BY c DESC LIMIT 3',
  );
  const kinds: string[] = [];
  for (let node = relation as { kind: string; input?: unknown; left?: unknown } | undefined; node;) {
    kinds.push(node.kind);
    node = (node.input ?? node.left) as typeof node;
  }
  expect(kinds).toEqual([
    'limit',
    'sort',
    'filter',
    'aggregate',
    'filter',
    'join',
    'subqueryAlias',
    'project',
    'table',
  ]);
});

test('a command is no relation', () => {
  expect(() => parseStatement('DROP TABLE t')).toThrow(
    'the statement DROP TABLE as a relation is not supported',
  );
});

test('mistakes are worded as the version words them, and of types point to the type or to what cannot follow it', () => {
  const message = (parse: () => unknown): string => {
    try {
      parse();
      return 'no error';
    } catch (error) {
      return (error as ParseError).message;
    }
  };
  expect(message(() => parseExpression('a +', '2.2'))).toBe(
    "\nno viable alternative at input '<EOF>'(line 1, pos 3)\n\n== SQL ==\na +\n---^^^\n",
  );
  expect(message(() => parseExpression(''))).toContain(
    'Syntax error, unexpected empty statement(line 1, pos 0)',
  );
  expect(message(() => parseDataType('nosuch'))).toContain(
    'DataType nosuch is not supported.(line 1, pos 0)',
  );
  expect(message(() => parseDataType('a innt'))).toContain("at or near 'innt'");
  expect(message(() => parseSchema('a int, b innt'))).toContain(
    'DataType innt is not supported.(line 1, pos 9)\n\n== SQL ==\na int, b innt\n---------^^^\n',
  );
  expect(message(() => parseSchema('a array<int'))).toContain('(line 1, pos 11)');
  expect(parseSchema('  ')).toEqual({ kind: 'struct', fields: [] });
});

import { describe, expect, test } from 'vitest';
import { DOUBLE, INT, LONG, STRING, TIMESTAMP, field, structType } from '@graticule/columnar';
import { attributesOf } from '../plan/attribute.js';
import type { LogicalNode } from '../plan/logical.js';
import { logicalText } from '../plan/text.js';
import type { UnresolvedExpression, UnresolvedRelation } from '../plan/unresolved.js';
import { outputOf } from '../plan/walk.js';
import { parseIdentifierParts } from '../parser/parse.js';
import { typeText } from '../types/text.js';
import { analyse } from './analyse.js';
import type { AnalysisContext } from './context.js';

const GEOMETRY = { geometry: { type: 'esriGeometryPoint' } };
const EVENTS = structType([
  field('id', LONG, false),
  field('kind', STRING),
  field('size', DOUBLE),
  field('count', INT),
  field('time', TIMESTAMP),
  field('$geometry', structType([field('x', DOUBLE), field('y', DOUBLE)]), true, GEOMETRY),
]);
const PLACES = structType([field('id', LONG), field('name', STRING)]);

function table(name: string, schema: typeof EVENTS): LogicalNode {
  const source = { kind: 'layer', name, path: `${name}.fgb` } as const;
  return { kind: 'scan', source, output: attributesOf(schema), extent: null, pushedFilters: [] };
}

function setUp(version = '3.3'): {
  readonly context: AnalysisContext;
  readonly events: LogicalNode;
  readonly places: LogicalNode;
  frame(id: string, plan: LogicalNode): UnresolvedRelation;
} {
  const events = table('events', EVENTS);
  const places = table('places', PLACES);
  const frames = new Map<string, LogicalNode>();
  const context: AnalysisContext = {
    conf: (key) => (key === 'graticule.compat.version' ? version : undefined),
    table: (parts) => Promise.resolve({ events, places }[parts[0].toLowerCase()]),
    read: () => Promise.reject(new Error('no files here')),
    tool: () => Promise.reject(new Error('no tools here')),
    relation: (id) => frames.get(id),
  };
  const frame = (id: string, plan: LogicalNode): UnresolvedRelation => {
    frames.set(id, plan);
    return { kind: 'resolved', plan, relation: id };
  };
  return { context, events, places, frame };
}

const sql = (text: string, version?: string): Promise<LogicalNode> =>
  analyse({ kind: 'sql', text }, setUp(version).context);

/** Output as `name type` with `!` for columns that cannot be null. */
const columns = (plan: LogicalNode): string[] =>
  outputOf(plan).map(({ name, type, nullable }) => `${name} ${typeText(type)}${nullable ? '' : '!'}`);

const names = (plan: LogicalNode): string[] => outputOf(plan).map((column) => column.name);

const col = (name: string, relation?: string): UnresolvedExpression => {
  const parts = parseIdentifierParts(name);
  return relation === undefined
    ? { kind: 'unresolvedAttribute', parts }
    : { kind: 'unresolvedAttribute', parts, relation };
};

const call = (name: string, ...args: UnresolvedExpression[]): UnresolvedExpression => ({
  kind: 'unresolvedFunction',
  name,
  args,
  distinct: false,
});

describe('names', () => {
  test('are found without regard to case and keep the case they were typed in', async () => {
    expect(names(await sql('SELECT ID, Kind FROM events'))).toEqual(['ID', 'Kind']);
  });

  test('reach into structs; a path is named by its last part, an expression by its text', async () => {
    expect(columns(await sql('SELECT $geometry.x, `$geometry`.`y` + 1 FROM events e'))).toEqual([
      'x double',
      '($geometry.y + 1) double',
    ]);
    expect(names(await sql("SELECT e.id, e.*, e.$geometry['x'] FROM events e")).slice(0, 3)).toEqual([
      'id',
      'id',
      'kind',
    ]);
  });

  test('that do not exist are reported with the columns there are', async () => {
    await expect(sql('SELECT nope FROM places')).rejects.toThrow(
      "Column 'nope' does not exist. Did you mean one of the following? [places.id, places.name]; line 1 pos 7",
    );
    await expect(sql('SELECT $geometry.z FROM events')).rejects.toThrow('No such struct field z in x, y');
  });

  test('that two sides of a join have are ambiguous unless qualified', async () => {
    await expect(sql('SELECT id FROM events e JOIN places p ON e.id = p.id')).rejects.toThrow(
      "Reference 'id' is ambiguous, could be: e.id, p.id.",
    );
    expect(names(await sql('SELECT p.id FROM events e JOIN places p ON e.id = p.id'))).toEqual(['id']);
  });

  test('of an unknown table or function are reported', async () => {
    await expect(sql('SELECT 1 FROM nope')).rejects.toThrow('Table or view not found: nope; line 1 pos 14');
    await expect(sql('SELECT nope(1)')).rejects.toThrow('Undefined function: nope.');
  });
});

describe('default names', () => {
  test('are the text of the expression', async () => {
    const plan = await sql(
      "SELECT id + 1, NOT kind = 'a', size IS NULL, CAST(size AS INT), CAST(size + 1 AS INT), 'x', 2.5, 1e0, NULL, " +
        'CASE WHEN id > 1 THEN 1 ELSE 2 END, kind IN (1, 2), size AS s FROM events',
    );
    expect(names(plan)).toEqual([
      '(id + 1)',
      '(NOT (kind = a))',
      '(size IS NULL)',
      'size',
      'CAST((size + 1) AS INT)',
      'x',
      '2.5',
      '1.0',
      'NULL',
      'CASE WHEN (id > 1) THEN 1 ELSE 2 END',
      '(kind IN (1, 2))',
      's',
    ]);
  });

  test('show implicit casts in SQL statements before 3.0 only', async () => {
    expect(names(await sql('SELECT count + size FROM events', '2.2'))).toEqual([
      '(CAST(count AS DOUBLE) + size)',
    ]);
    expect(names(await sql('SELECT count + size FROM events', '3.3'))).toEqual(['(count + size)']);
    const { context, frame, events } = setUp('2.2');
    const project = {
      kind: 'project',
      input: frame('e', events),
      expressions: [{ kind: 'sqlText', text: 'count + size' }],
    } as const;
    expect(names(await analyse(project, context))).toEqual(['(count + size)']);
  });
});

describe('metadata', () => {
  test('goes along with a plain column and is lost by computing', async () => {
    const plan = await sql('SELECT $geometry AS g, coalesce($geometry, $geometry) AS h FROM events');
    expect(outputOf(plan).map((column) => column.metadata)).toEqual([GEOMETRY, undefined]);
  });
});

describe('conversions', () => {
  test('text is compared as the number it is compared with', async () => {
    expect(logicalText(await sql('SELECT id FROM events WHERE kind > 1'))).toContain(
      '(CAST(kind AS INT) > 1)',
    );
  });

  test('text against a timestamp is compared as text before 3.0', async () => {
    const query = "SELECT id FROM events WHERE time > '2019-01-01'";
    expect(logicalText(await sql(query, '2.2'))).toContain('(CAST(time AS STRING) > 2019-01-01)');
    expect(logicalText(await sql(query, '3.3'))).toContain('(time > CAST(2019-01-01 AS TIMESTAMP))');
    expect(logicalText(await sql("SELECT id FROM events WHERE time = '2019-01-01'", '2.2'))).toContain(
      '(time = CAST(2019-01-01 AS TIMESTAMP))',
    );
  });

  test('CASE and coalesce find the widest type; text wins', async () => {
    expect(
      columns(
        await sql(
          "SELECT coalesce(id, size) a, coalesce(id, 'x') b, CASE WHEN id = 1 THEN count END c FROM events",
        ),
      ),
    ).toEqual(['a double!', 'b string!', 'c int']);
  });

  test('a condition that is not boolean is an error', async () => {
    await expect(sql('SELECT 1 FROM events WHERE id + 1')).rejects.toThrow(
      "filter expression '(events.id + CAST(1 AS BIGINT))' of type bigint is not a boolean.",
    );
  });
});

describe('columns of a frame', () => {
  test('withColumn replaces in place or appends', async () => {
    const { context, frame, places } = setUp();
    const plan = await analyse(
      {
        kind: 'withColumns',
        input: frame('p', places),
        aliases: [
          { kind: 'unresolvedAlias', child: col('id'), names: ['NAME'] },
          { kind: 'unresolvedAlias', child: { kind: 'literal', value: 1, type: INT }, names: ['extra'] },
        ],
      },
      context,
    );
    expect(columns(plan)).toEqual(['id bigint', 'NAME bigint', 'extra int!']);
  });

  test('drop ignores what does not exist; a name with a dot is not a path', async () => {
    const { context, frame, events } = setUp();
    const plan = await analyse(
      {
        kind: 'drop',
        input: frame('e', events),
        columns: [col('KIND')],
        names: ['nope', '$geometry.x', 'Size'],
      },
      context,
    );
    expect(names(plan)).toEqual(['id', 'count', 'time', '$geometry']);
  });

  test('toDF needs as many names as columns', async () => {
    const { context, frame, places } = setUp();
    const input = frame('p', places);
    expect(names(await analyse({ kind: 'toDF', input, names: ['a', 'b'] }, context))).toEqual(['a', 'b']);
    await expect(analyse({ kind: 'toDF', input, names: ['a'] }, context)).rejects.toThrow(
      "The number of columns doesn't match.",
    );
  });

  test('a filter or sort may use a column that select left out', async () => {
    const plan = await sql('SELECT name FROM places ORDER BY id DESC');
    expect(logicalText(plan)).toBe(
      [
        'project [name]',
        '  sort id desc',
        '    project [name, id]',
        '      alias places',
        '        scan places [id, name]',
      ].join('\n'),
    );
  });

  test('a column of the frame before select can still be used in a filter', async () => {
    const { context, frame, places } = setUp();
    const selected = await analyse(
      { kind: 'project', input: frame('p', places), expressions: [col('name')] },
      context,
    );
    const filtered = await analyse(
      { kind: 'filter', input: frame('s', selected), condition: call('isnotnull', col('id', 'p')) },
      context,
    );
    expect(logicalText(filtered)).toBe(
      [
        'project [name]',
        '  filter (id IS NOT NULL)',
        '    project [name, id]',
        '      scan places [id, name]',
      ].join('\n'),
    );
  });

  test('ORDER BY a position takes that column', async () => {
    expect(logicalText(await sql('SELECT id, name FROM places ORDER BY 2'))).toContain('sort name asc');
    await expect(sql('SELECT id FROM places ORDER BY 2')).rejects.toThrow(
      'ORDER BY position 2 is not in select list',
    );
  });
});

describe('joins', () => {
  test('USING gives the key once, first', async () => {
    expect(names(await sql('SELECT * FROM events JOIN places USING (id)'))).toEqual([
      'id',
      'kind',
      'size',
      'count',
      'time',
      '$geometry',
      'name',
    ]);
    expect(
      columns(await sql('SELECT * FROM places p FULL JOIN (SELECT id, size FROM events) e USING (ID)')),
    ).toEqual(['id bigint', 'name string', 'size double']);
  });

  test('NATURAL uses the names that both sides have', async () => {
    expect(names(await sql('SELECT * FROM places NATURAL LEFT JOIN (SELECT ID, size FROM events)'))).toEqual([
      'id',
      'name',
      'size',
    ]);
  });

  test('an outer join makes the other side nullable', async () => {
    expect(columns(await sql('SELECT e.id FROM places p LEFT JOIN events e ON e.id = p.id'))).toEqual([
      'id bigint',
    ]);
  });

  test('a frame joined with a frame made from it keeps both columns apart', async () => {
    const { context, frame, places } = setUp();
    const left = frame('p', places);
    const filtered = await analyse(
      { kind: 'filter', input: left, condition: { kind: 'sqlText', text: 'id > 1' } },
      context,
    );
    const right = frame('q', filtered);
    const join = await analyse(
      {
        kind: 'join',
        left,
        right,
        type: 'inner',
        condition: call('=', col('id', 'p'), col('id', 'q')),
        using: [],
      },
      context,
    );
    const [leftId, , rightId] = outputOf(join);
    expect(leftId.id).not.toBe(rightId.id);
    const choice = { kind: 'project', input: frame('j', join), expressions: [col('id', 'q')] } as const;
    await expect(analyse(choice, context)).rejects.toThrow('are ambiguous');
    if (join.kind !== 'join' || join.condition?.kind !== 'call') throw new Error('expected a join');
    expect(join.condition.args.map((arg) => (arg.kind === 'attribute' ? arg.id : null))).toEqual([
      leftId.id,
      rightId.id,
    ]);
  });

  test('df.join(df, df.id == df.id) compares left with right; another condition is ambiguous from 3.0', async () => {
    const { context, frame, places } = setUp();
    const self = frame('p', places);
    const request = (condition: UnresolvedExpression): UnresolvedRelation => ({
      kind: 'join',
      left: self,
      right: self,
      type: 'inner',
      condition,
      using: [],
    });
    const join = await analyse(request(call('=', col('id', 'p'), col('id', 'p'))), context);
    const output = outputOf(join);
    if (join.kind !== 'join' || join.condition?.kind !== 'call') throw new Error('expected a join');
    expect(join.condition.args.map((arg) => (arg.kind === 'attribute' ? arg.id : null))).toEqual([
      output[0].id,
      output[2].id,
    ]);
    await expect(analyse(request(call('<', col('id', 'p'), col('id', 'p'))), context)).rejects.toThrow(
      'are ambiguous',
    );
  });

  test('a column of a frame that is not part of the input is an error', async () => {
    const { context, frame, places, events } = setUp();
    frame('e', events);
    const request = { kind: 'project', input: frame('p', places), expressions: [col('kind', 'e')] } as const;
    await expect(analyse(request, context)).rejects.toThrow(
      /^Resolved attribute\(s\) kind#\d+ missing from id#\d+L,name#\d+ in operator !Project \[kind#\d+\]\.$/,
    );
  });
});

describe('set operations', () => {
  test('a union takes names from the left and widens types', async () => {
    expect(columns(await sql('SELECT count a, id FROM events UNION ALL SELECT size, 1 FROM events'))).toEqual(
      ['a double', 'id bigint!'],
    );
    await expect(sql('SELECT id FROM events UNION SELECT id, kind FROM events')).rejects.toThrow(
      'Union can only be performed on tables with the same number of columns',
    );
  });

  test('unionByName follows the names of the first', async () => {
    const { context, frame, places } = setUp();
    const swapped = await analyse(
      { kind: 'project', input: frame('p', places), expressions: [col('name'), col('id')] },
      context,
    );
    const request = (allowMissing: boolean, other: LogicalNode): UnresolvedRelation => ({
      kind: 'setOperation',
      operation: 'union',
      inputs: [frame('p', places), frame('o', other)],
      all: true,
      byName: true,
      allowMissing,
    });
    expect(columns(await analyse(request(false, swapped), context))).toEqual(['id bigint', 'name string']);
    const short = await analyse(
      { kind: 'project', input: frame('p', places), expressions: [col('id')] },
      context,
    );
    expect(columns(await analyse(request(true, short), context))).toEqual(['id bigint', 'name string']);
    await expect(analyse(request(false, short), context)).rejects.toThrow(
      'Cannot resolve column name "name" among (id)',
    );
  });

  test('INTERSECT and EXCEPT become joins that treat null as equal', async () => {
    expect(logicalText(await sql('SELECT name FROM places EXCEPT SELECT kind FROM events'))).toContain(
      'anti join on (name <=> kind)',
    );
  });
});

describe('grouping', () => {
  test('groupBy gives keys, then aggregates', async () => {
    const { context, frame, events } = setUp();
    const plan = await analyse(
      {
        kind: 'aggregate',
        input: frame('e', events),
        keys: [col('KIND'), call('+', col('id'), { kind: 'literal', value: 1, type: INT })],
        aggregates: [call('sum', col('size')), call('count', { kind: 'unresolvedStar', target: [] })],
      },
      context,
    );
    expect(columns(plan)).toEqual([
      'KIND string',
      '(id + 1) bigint!',
      'sum(size) double',
      'count(1) bigint!',
    ]);
  });

  test('GROUP BY lists what SELECT lists, by expression, position or alias', async () => {
    const text = logicalText(await sql('SELECT id % 2 AS r, count(*) + 1 FROM events GROUP BY id % 2'));
    expect(text.split('\n')[0]).toMatch(
      /^aggregate by \[\(id % .*2.*\) AS \(id % 2\)\] \[\(id % 2\) AS r, \(count\(1\) \+ .*1.*\) AS \(count\(1\) \+ 1\)\]$/,
    );
    expect(names(await sql('SELECT kind AS k, count(*) FROM events GROUP BY k'))).toEqual(['k', 'count(1)']);
    expect(names(await sql('SELECT kind, count(*) FROM events GROUP BY 1'))).toEqual(['kind', 'count(1)']);
  });

  test('a column that is neither grouped nor aggregated is an error', async () => {
    await expect(sql('SELECT id, count(*) FROM events GROUP BY kind')).rejects.toThrow(
      "expression 'events.id' is neither present in the group by, nor is it an aggregate function",
    );
    await expect(sql('SELECT id, count(*) FROM events')).rejects.toThrow(
      'grouping expressions sequence is empty',
    );
    await expect(sql('SELECT 1 FROM events WHERE count(*) > 1')).rejects.toThrow(
      'are not valid in where clause',
    );
    await expect(sql('SELECT sum(count(*)) FROM events')).rejects.toThrow(
      'argument of another aggregate function',
    );
  });

  test('HAVING and ORDER BY may use further aggregates and keys', async () => {
    const plan = await sql(
      'SELECT kind FROM events GROUP BY kind HAVING count(*) > 2 ORDER BY max(size) DESC, kind',
    );
    expect(names(plan)).toEqual(['kind']);
    const text = logicalText(plan);
    expect(text).toContain('sort aggregate desc, kind asc');
    expect(text).toMatch(/aggregate by \[kind\] \[kind, count\(1\) AS aggregate, max\(size\) AS aggregate\]/);
  });

  test('dropDuplicates keeps the first row of every group', async () => {
    const { context, frame, places } = setUp();
    const plan = await analyse({ kind: 'deduplicate', input: frame('p', places), columns: ['ID'] }, context);
    expect(logicalText(plan).split('\n')[0]).toBe('aggregate by [id] [id, first(name) AS name]');
    expect(outputOf(plan).map((column) => column.id)).toEqual(outputOf(places).map((column) => column.id));
  });
});

test('settings that would change the meaning of names are refused', async () => {
  const { context } = setUp();
  const conf = (key: string): string | undefined => (key === 'spark.sql.caseSensitive' ? 'true' : undefined);
  await expect(analyse({ kind: 'sql', text: 'SELECT 1' }, { ...context, conf })).rejects.toThrow(
    'the setting spark.sql.caseSensitive=true is not supported',
  );
});

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestServer } from './testing/testServer.js';

let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = await TestServer.start(1);
  folder = join(server.folder, 'files');
  mkdirSync(folder);
  const properties = JSON.stringify({ allowedPaths: [folder] });
  await server.post('/admin/system/properties/update', { properties });
}, 60_000);

afterAll(() => server.stopAndRemove());

/** Lines that a script printed; `folder` is where it may read and write. */
async function printed(script: string): Promise<readonly string[]> {
  const prelude = `
folder = ${JSON.stringify(folder)}
def rows(text):
    return [row[:] for row in spark.sql(text.replace('FOLDER', folder)).collect()]
def failure(text):
    try:
        return 'no error: %s' % (rows(text),)
    except Exception as error:
        return '%s: %s' % (type(error).__name__, str(error).split('\\n')[0].replace(folder, 'FOLDER'))
named = spark.range(3).selectExpr('id', 'concat("n", id) as name').coalesce(1)
named.write.mode('overwrite').csv(folder + '/c', header=True)
named.write.mode('overwrite').parquet(folder + '/p')
`;
  const job = await server.run(prelude + script);
  expect(job.errors).toEqual([]);
  return job.printed;
}

it('SQL text reads files by format and path', async () => {
  const lines = await printed(`
print(rows('select * from csv.\`FOLDER/c\` limit 1'))
print(rows('select p.id, name from parquet.\`FOLDER/p\` as p where id > 0 order by id'))
print(spark.table('parquet.\`%s/p\`' % folder).count())
print(failure('select * from json.\`FOLDER/nothing\`'))
print(failure('select * from nosuch.\`FOLDER/p\`'))
print(failure('select * from csv.\`/etc/hosts\`'))
`);
  expect(lines).toEqual([
    "[('id', 'name')]",
    "[(1, 'n1'), (2, 'n2')]",
    '3',
    'AnalysisException: Path does not exist: file:FOLDER/nothing',
    expect.stringMatching(/^AnalysisException: Table or view not found: nosuch\.`FOLDER\/p`; line 1 pos 14/),
    expect.stringMatching(/not within the folders that scripts may use/),
  ]);
}, 60_000);

it('temporary views are made over files, with options and a schema', async () => {
  const lines = await printed(`
rows("create temporary view v using csv options (path 'FOLDER/c', header 'true', inferSchema true)")
print(rows('select sum(id), max(name) from v'), rows('describe v'))
rows("create or replace temp view v (n string comment 'x', m string) using csv options (path 'FOLDER/c', header true)")
print(rows('select n from v where n > 0'), rows('describe v'))
rows("create temporary table w using parquet options (path 'FOLDER/p')")
print(rows('select count(*) from w'))
print(failure("create temporary view v using csv options (path 'FOLDER/c')"))
print(failure("create temporary view x using nosuch options (path 'FOLDER/c')").split(':')[0])
print(failure('create temporary view x using csv'))
`);
  expect(lines).toEqual([
    "[(3, 'n2')] [('id', 'int', None), ('name', 'string', None)]",
    "[('1',), ('2',)] [('n', 'string', 'x'), ('m', 'string', None)]",
    '[(3,)]',
    "AnalysisException: Temporary view 'v' already exists",
    'Py4JJavaError',
    'AnalysisException: Unable to infer schema for CSV. It must be specified manually.',
  ]);
}, 60_000);

it('INSERT OVERWRITE DIRECTORY writes what a query gives', async () => {
  const lines = await printed(`
print(rows("insert overwrite directory 'FOLDER/o' using orc select id, name from parquet.\`FOLDER/p\`"))
print(rows('select * from orc.\`FOLDER/o\` order by id'))
for text in ['select 1 as x, 2 as y', 'select 7 as x']:
    rows("insert overwrite local directory using json options (path 'FOLDER/j') " + text)
print(rows('select * from json.\`FOLDER/j\`'))
print(failure("insert overwrite directory '/tmp/elsewhere' using csv select 1"))
print(failure("insert overwrite directory 'FOLDER/h' select 1"))
print(failure('insert into nosuch select 1'))
`);
  expect(lines).toEqual([
    '[]',
    "[(0, 'n0'), (1, 'n1'), (2, 'n2')]",
    '[(7,)]',
    expect.stringMatching(/not within the folders that scripts may use/),
    'AnalysisException: Hive support is required to INSERT OVERWRITE DIRECTORY with the Hive format',
    expect.stringMatching(/^AnalysisException: Table not found: nosuch; line 1 pos 12/),
  ]);
}, 60_000);

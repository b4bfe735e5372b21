import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer } from './testing/testServer.js';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start(2);
}, 60_000);

afterAll(() => server.stopAndRemove());

describe('a cached frame', () => {
  it('gives the rows it was first computed with, also in self-joins and with columns of one name', async () => {
    const job = await server.run(`
import pyspark.sql.functions as f
df = spark.range(1000).withColumn("t", f.current_timestamp()).select("id", "id", "t").toDF("a", "a2", "t").cache()
first = df.agg(f.min("t")).collect()[0][0]
print(df.count(), df.select("t").distinct().count())
print(df.agg(f.max("t")).collect()[0][0] == first)
other = df.alias("x").join(df.alias("y"), f.col("x.a") == f.col("y.a2"))
print(other.count(), other.filter(f.col("x.t") == f.col("y.t")).count())
df.unpersist()
print(df.agg(f.max("t")).collect()[0][0] == first)
`);
    expect(job.errors).toEqual([]);
    expect(job.printed).toEqual(['1000 1', 'True', '1000 1000', 'False']);
  });

  it('is computed again when the executor that held it is gone', async () => {
    const id = await server.submit(
      `
import os, time
import pyspark.sql.functions as f
df = spark.range(100000).repartition(4).cache()
print(df.agg(f.sum("id")).collect()[0][0])
print(os.getppid())
while not os.path.exists(user_variables["go"]):
    time.sleep(0.05)
print(df.agg(f.sum("id")).collect()[0][0])
`,
      { userVariables: JSON.stringify({ go: `${server.folder}/go` }) },
    );
    const { printed } = await server.waitFor(id, ({ messages }) => messages.length > 1);
    const { nodes } = (await server.post('/admin/graticule/nodes')) as { nodes: { pid: number }[] };
    const victim = nodes.find(({ pid }) => pid !== Number(printed[1]));
    if (victim === undefined) throw new Error('expected an executor without the driver');
    process.kill(victim.pid, 'SIGKILL');
    writeFileSync(`${server.folder}/go`, '');
    const job = await server.finished(id);
    expect(job.errors).toEqual([]);
    expect(job.printed.filter((line) => line === '4999950000')).toHaveLength(2);
  }, 60_000);
});

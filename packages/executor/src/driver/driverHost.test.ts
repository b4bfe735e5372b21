import { existsSync, readFileSync } from 'node:fs';
import { ServerCredentials, type Server } from '@grpc/grpc-js';
import { fromIpc, fromValues, structType, toIpc, type StructType } from '@graticule/columnar';
import {
  createServer,
  DriverExit_Outcome as Outcome,
  errorWithInfo,
  type ExecutePlanResponseSchema,
  implementService,
  requireClusterSecret,
  RpcCode,
  SessionService,
  SparkConnectService,
  type Handlers,
  type MessageInitShape,
} from '@graticule/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DriverHost, type DriverEventInit } from './driverHost.js';

const SECRET = 'a secret of the test';
const LONG = { kind: 'long' } as const;

/** What the fake coordinator was asked, in order. */
const calls: string[] = [];
/** IPC streams of local relations by relation id. */
const locals = new Map<string, Uint8Array>();

const refused = (): never => {
  throw new Error('not part of this test');
};

/** Knows `range`, local rows and how to refuse a filter: enough for scripts that go all the way and back. */
const connect: Handlers<typeof SparkConnectService, void> = {
  async *executePlan(
    request,
    { signal },
  ): AsyncGenerator<MessageInitShape<typeof ExecutePlanResponseSchema>> {
    const root = request.plan?.opType.case === 'root' ? request.plan.opType.value : undefined;
    calls.push(`execute ${request.sessionId} ${root?.relType.case}`);
    if (root?.relType.case === 'tail') {
      // Computes until it is cancelled.
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      calls.push('cancelled');
      return;
    }
    if (root?.relType.case === 'cachedRemoteRelation') {
      const ipc = locals.get(root.relType.value.relationId);
      if (ipc) {
        const rows = BigInt(fromIpc(ipc).batches[0].length);
        yield { responseType: { case: 'arrowBatch', value: { rowCount: rows, data: ipc } } };
        return;
      }
    }
    const schema = structType([{ name: 'id', type: LONG, nullable: false }]);
    for (const values of [
      [0n, 1n],
      [2n, 9007199254740993n],
    ]) {
      const batch = { schema, length: 2, columns: [fromValues(LONG, values)] };
      yield {
        responseType: { case: 'arrowBatch', value: { rowCount: 2n, data: toIpc([batch], schema) } },
      };
    }
    yield { responseType: { case: 'resultComplete', value: {} } };
  },
  config(request) {
    const operation = request.operation?.opType;
    if (operation?.case === 'getWithDefault') return { pairs: operation.value.pairs };
    return {};
  },
  analyzePlan: refused,
  addArtifacts: refused,
  artifactStatus: refused,
  interrupt: refused,
  async *reattachExecute() {
    yield* [];
    refused();
  },
  releaseExecute: refused,
  releaseSession: refused,
  fetchErrorDetails: refused,
};

const ID_SCHEMA = {
  kind: {
    case: 'struct' as const,
    value: {
      fields: [
        {
          name: 'id',
          dataType: { kind: { case: 'long' as const, value: {} } },
          nullable: false,
        },
      ],
    },
  },
};

const session: Handlers<typeof SessionService, void> = {
  register(request) {
    const { relation } = request;
    calls.push(`register ${request.sessionId} ${relation?.relType.case}`);
    if (relation?.relType.case === 'filter') {
      throw errorWithInfo(RpcCode.INTERNAL, "cannot resolve '`nope`' given input columns: [id]", {
        reason: 'org.apache.spark.sql.AnalysisException',
        domain: 'org.apache.spark',
      });
    }
    const relationId = String(calls.length);
    if (relation?.relType.case === 'localRelation' && relation.relType.value.data) {
      locals.set(relationId, relation.relType.value.data);
      const { fields } = fromIpc(relation.relType.value.data).schema as StructType;
      return { relationId, schema: structOf(fields.map((field) => [field.name, field.type.kind])) };
    }
    return { relationId, schema: ID_SCHEMA };
  },
  parseExpression: ({ text }) => ({ shown: `(${text})` }),
  countPartitions: () => ({ partitions: 3 }),
  jobInputs: () => ({
    layers: [{ url: 'https://example.org/rest/0', filter: 'a > 1', relationId: '900', schema: ID_SCHEMA }],
    userVariablesJson: '{"size": 10, "name": "Zürich", "nested": {"a": [1, null]}}',
  }),
};

function structOf(fields: [string, string][]) {
  return {
    kind: {
      case: 'struct' as const,
      value: {
        fields: fields.map(([name, kind]) => ({
          name,
          dataType: { kind: { case: kind as 'long', value: {} } },
          nullable: true,
        })),
      },
    },
  };
}

let server: Server;
let coordinator: string;
let host: DriverHost;

beforeAll(async () => {
  server = createServer();
  const options = { authenticate: requireClusterSecret(SECRET) };
  implementService(server, SparkConnectService, connect, options);
  implementService(server, SessionService, session, options);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  coordinator = `127.0.0.1:${port}`;
  const log = { info: () => undefined, warn: () => undefined };
  host = await DriverHost.start({ coordinator, clusterSecret: SECRET, log });
});

afterAll(async () => {
  await host.close();
  server.forceShutdown();
});

let jobs = 0;

/** A process that has ended may stay in the table as a zombie until somebody asks for its end. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !readFileSync(status, 'utf8').includes(') Z ');
}

async function run(
  script: string,
  signal?: AbortSignal,
  onEvent?: (event: DriverEventInit) => void,
  sparkVersion = '',
) {
  const lines: string[] = [];
  let exit: { outcome?: Outcome; code?: number; error?: string } = {};
  const jobId = `j${++jobs}`;
  const request = { $typeName: 'graticule.v1.RunDriverRequest' as const, jobId, sessionId: `s-${jobId}` };
  const rest = { script, python: '', userName: 'tester', sparkVersion };
  for await (const event of host.run({ ...request, ...rest }, signal)) {
    onEvent?.(event);
    if (event.event?.case === 'output')
      lines.push((event.event.value.isError ? '! ' : '') + event.event.value.text);
    if (event.event?.case === 'exit') exit = event.event.value;
  }
  return { lines, exit };
}

describe('scripts in a driver', () => {
  it('prints a line and succeeds', async () => {
    const { lines, exit } = await run('print("Hello World!")');
    expect(lines).toEqual(['Hello World!']);
    expect(exit).toMatchObject({ outcome: Outcome.SUCCEEDED, code: 0, error: '' });
  });

  it('meets the Spark release that it is for', async () => {
    const script = 'import pyspark\nfrom pyspark.sql import Row\nprint(pyspark.__version__, Row(b=1, a=2))';
    expect((await run(script, undefined, undefined, '2.2.0')).lines).toEqual(['2.2.0 Row(a=2, b=1)']);
    expect((await run(script)).lines).toEqual(['3.3.0 Row(b=1, a=2)']);
  });

  it('keeps parts of a line together and standard output and error in order', async () => {
    const script = [
      'import sys',
      'print("Reading", end=" ")',
      'print("[Done]")',
      'print("Zürich 東京")',
      'print("careful", file=sys.stderr)',
      'print("two\\nlines")',
      'sys.stdout.write("no end")',
    ].join('\n');
    const { lines } = await run(script);
    expect(lines).toEqual(['Reading [Done]', 'Zürich 東京', '! careful', 'two', 'lines', 'no end']);
  });

  it('gives the script its layers and variables', async () => {
    const script = [
      'print(len(layers), layers[0]["url"], layers[0]["filter"], layers[-1].columns, layers[0])',
      'def show(size, name, nested): print(size, name, nested)',
      'show(**user_variables)',
      'print(type(user_variables) is dict, spark.sparkContext is sc, pyspark.__version__, __name__)',
    ].join('\n');
    const { lines, exit } = await run(script);
    expect(exit.error).toBe('');
    expect(lines).toEqual([
      "1 https://example.org/rest/0 a > 1 ['id'] DataFrame[id: bigint]",
      "10 Zürich {'a': [1, None]}",
      'True True 3.3.0 __main__',
    ]);
  });

  it('collects rows over the gateway, large longs included', async () => {
    const { lines, exit } = await run('rows = spark.range(4).collect()\nprint(rows)\nprint(rows[3]["id"])');
    expect(exit.error).toBe('');
    expect(lines).toEqual([
      '[Row(id=0), Row(id=1), Row(id=2), Row(id=9007199254740993)]',
      '9007199254740993',
    ]);
  });

  it('sends local rows of every flat type there and back unchanged', async () => {
    const script = [
      'import datetime',
      'from pyspark.sql import Row',
      'rows = [Row(a=1 << 60, b=-0.0, c="ü\\u0000", d=True, e=datetime.date(1969, 12, 31), f=datetime.datetime(2020, 1, 2, 3, 4, 5, 6), g=bytearray(b"\\x00\\xff")),',
      '        Row(a=None, b=float("nan"), c=None, d=None, e=None, f=None, g=None)]',
      'df = spark.createDataFrame(rows)',
      'back = df.collect()',
      'print(back[0] == rows[0], str(back[0].b), back[1].b != back[1].b, back[1].a, back[0].a - (1 << 60))',
      'print(df.dtypes)',
    ].join('\n');
    const { lines, exit } = await run(script);
    expect(exit.error).toBe('');
    expect(lines).toEqual([
      'True -0.0 True None 0',
      "[('a', 'bigint'), ('b', 'double'), ('c', 'string'), ('d', 'boolean'), ('e', 'date'), ('f', 'timestamp'), ('g', 'binary')]",
    ]);
  });

  it('raises analysis errors at the transformation, as PySpark classes', async () => {
    const script = [
      'from pyspark.sql.utils import AnalysisException',
      'try:',
      '    spark.range(3).filter("nope = 1")',
      'except AnalysisException as error:',
      '    print(error)',
    ].join('\n');
    expect((await run(script)).lines).toEqual(["cannot resolve '`nope`' given input columns: [id]"]);
  });

  it('reports an exception with the lines of the script only', async () => {
    const script = ['def area(row):', '    return spark.range(3).filter("nope = 1")', '', 'area(1)'].join(
      '\n',
    );
    const { exit } = await run(script);
    expect(exit.outcome).toBe(Outcome.RAISED);
    expect(exit.error?.replace(/\n *[\^~]+\n/g, '\n')).toBe(
      [
        'Traceback (most recent call last):',
        '  File "<script>", line 4, in <module>',
        '    area(1)',
        '  File "<script>", line 2, in area',
        '    return spark.range(3).filter("nope = 1")',
        "pyspark.sql.utils.AnalysisException: cannot resolve '`nope`' given input columns: [id]",
      ].join('\n'),
    );
  });

  it('finds a syntax error before any line runs', async () => {
    const { lines, exit } = await run('print("first")\nfor x in range(3)\n    print(x)\n');
    expect(lines).toEqual([]);
    expect(exit.outcome).toBe(Outcome.RAISED);
    expect(exit.error).toMatch(/^SyntaxError at line 2, column \d+ of the script: /);
    expect(exit.error).toContain('for x in range(3)');
  });

  it('follows sys.exit: 0 succeeds, another code or a text fails', async () => {
    expect((await run('import sys; sys.exit()')).exit.outcome).toBe(Outcome.SUCCEEDED);
    expect((await run('import sys; sys.exit(3)')).exit).toMatchObject({
      outcome: Outcome.RAISED,
      code: 3,
      error: 'the script ended with sys.exit(3)',
    });
    expect((await run('import sys; sys.exit("no data")')).exit).toMatchObject({ code: 1, error: 'no data' });
  });

  it('says when the process ended without a word', async () => {
    const { exit } = await run('import os\nprint("last")\nos._exit(7)');
    expect(exit.outcome).toBe(Outcome.DIED);
    expect(exit.code).toBe(7);
    expect(exit.error).toContain('ended with code 7');
  });

  it('stops a script, the programs it started, and its call to the coordinator', async () => {
    const abort = new AbortController();
    const script = [
      'import os, subprocess, sys',
      'child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])',
      'print(child.pid, os.getcwd())',
      'spark.range(3).tail(1)',
    ].join('\n');
    let seen = '';
    const { exit } = await run(script, abort.signal, (event) => {
      if (event.event?.case !== 'output') return;
      seen = String(event.event.value.text);
      abort.abort();
    });
    const [pid, folder] = seen.split(' ');
    expect(exit.outcome).toBe(Outcome.STOPPED);
    expect(isRunning(Number(pid))).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  it('gives the script a folder of its own and no secrets', async () => {
    process.env.SECRET_OF_THE_EXECUTOR = 'x';
    const script = [
      'import os',
      'open("result.csv", "w").write("a")',
      'print(os.path.basename(os.getcwd()).startswith("graticule-job-"))',
      'print([name for name in os.environ if "SECRET" in name or "TOKEN" in name or "GATEWAY" in name])',
      'print(os.environ["PYTHONHASHSEED"])',
    ].join('\n');
    const { lines } = await run(script);
    delete process.env.SECRET_OF_THE_EXECUTOR;
    expect(lines).toEqual(['True', '[]', '0']);
  });

  it('runs jobs beside each other, each in its own session', async () => {
    const before = calls.length;
    const results = await Promise.all([
      run('print(spark.range(1).count())'),
      run('print(spark.range(1).count())'),
    ]);
    for (const { exit } of results) expect(exit.error).toBe('');
    const sessions = new Set(calls.slice(before).map((call) => call.split(' ')[1]));
    expect(sessions).toEqual(new Set([`s-j${jobs - 1}`, `s-j${jobs}`]));
  });

  it('delivers a lot of output complete and in order to a slow reader', async () => {
    const { lines } = await run('for i in range(20000):\n    print(i)');
    expect(lines).toEqual(Array.from({ length: 20000 }, (_, i) => String(i)));
  });

  it('says which Python it looked for when there is none', async () => {
    const request = {
      jobId: 'nowhere',
      sessionId: 's',
      script: '',
      python: '/no/such/python',
      userName: '',
      sparkVersion: '',
    };
    const events = [];
    for await (const event of host.run({ $typeName: 'graticule.v1.RunDriverRequest', ...request }))
      events.push(event);
    expect(events).toHaveLength(1);
    expect(events[0].event?.value).toMatchObject({
      outcome: Outcome.RAISED,
      error: expect.stringContaining('/no/such/python (the setting pysparkPython): not found'),
    });
  });
});

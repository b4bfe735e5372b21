import { describe, expect, test } from 'vitest';
import {
  DOUBLE,
  INT,
  LONG,
  STRING,
  field,
  fromValues,
  sliceBatch,
  structType,
  toValues,
} from '@graticule/columnar';
import type { Batch, Value } from '@graticule/columnar';
import { analyse } from '../analysis/analyse.js';
import { queryWithOffset } from '../parser/testing.js';
import type { AnalysisContext } from '../analysis/context.js';
import { DEFAULT_CONTEXT } from '../evaluation/compile.js';
import { distributor, partitionsOf } from '../operators/distribute.js';
import { execute } from '../operators/execute.js';
import type { TaskContext } from '../operators/taskContext.js';
import { arrange } from '../optimiser/arrange.js';
import { optimise } from '../optimiser/optimise.js';
import { attributesOf } from '../plan/attribute.js';
import type { LogicalNode } from '../plan/logical.js';
import type { PhysicalScan, Stage } from '../plan/physical.js';
import { planPhysical } from './planPhysical.js';

/** The same random generator for every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function tableOf(seed: number, rows: number): Batch {
  const next = generator(seed);
  const maybe = (value: Value): Value => (next(7) === 0 ? null : value);
  const ids = Array.from({ length: rows }, () => maybe(BigInt(next(20))));
  const kinds = Array.from({ length: rows }, () => maybe(['a', 'b', 'c', 'd'][next(4)]));
  const sizes = Array.from({ length: rows }, () => maybe(next(50) / 4));
  const counts = Array.from({ length: rows }, (_, i) => i);
  const schema = structType([
    field('id', LONG),
    field('kind', STRING),
    field('size', DOUBLE),
    field('n', INT),
  ]);
  const columns = [ids, kinds, sizes, counts].map((values, i) => fromValues(schema.fields[i].type, values));
  return { schema, length: rows, columns };
}

const TABLES: Readonly<Record<string, Batch>> = {
  left: tableOf(1, 61),
  right: tableOf(2, 37),
  none: tableOf(3, 0),
};

/** Every use of a table is the same node, so that self-joins have to tell their sides apart. */
const scans = new Map<string, LogicalNode>();

function scanOf(name: string): LogicalNode {
  const source = { kind: 'layer', name, path: name } as const;
  const output = attributesOf(TABLES[name].schema);
  const size = { estimatedBytes: 32 * TABLES[name].length };
  return { kind: 'scan', source, output, extent: null, pushedFilters: [], ...size };
}

const context: AnalysisContext = {
  conf: () => undefined,
  table: ([name]) => {
    const scan = scans.get(name) ?? scanOf(name);
    scans.set(name, scan);
    return Promise.resolve(scan);
  },
  read: () => Promise.reject(new Error('no files here')),
  tool: () => Promise.reject(new Error('no tools here')),
  relation: () => undefined,
};

/** Runs the stages one task after another; row order of the result is that of its tasks. */
async function run(stages: readonly Stage[], locals: readonly (readonly Batch[])[]): Promise<Value[][]> {
  const outputs: Batch[][][][] = [];
  for (const stage of stages) {
    const tasks: Batch[][][] = [];
    for (let task = 0; task < stage.tasks; task++) tasks.push(await runTask(stage, task, outputs, locals));
    outputs.push(tasks);
  }
  const last = outputs[outputs.length - 1].flatMap((task) => task[0]);
  return last.flatMap((batch) => {
    const columns = batch.columns.map(toValues);
    return Array.from({ length: batch.length }, (_, row) => columns.map((values) => values[row]));
  });
}

async function runTask(
  stage: Stage,
  task: number,
  outputs: readonly Batch[][][][],
  locals: readonly (readonly Batch[])[],
): Promise<Batch[][]> {
  const rows = async function* (batches: readonly Batch[]): AsyncGenerator<Batch> {
    for (const batch of batches) if (batch.length > 0) yield await Promise.resolve(batch);
  };
  const unexpected = (): never => {
    throw new Error('not part of these plans');
  };
  const taskContext: TaskContext = {
    task,
    tasks: stage.tasks,
    batchRows: 16,
    evaluation: { ...DEFAULT_CONTEXT, task },
    scan: (node) => rows([share(node, task, stage.tasks)]),
    stageInput: ({ stage: from, mode }) => {
      if (mode === 'forward') return rows(outputs[from][task][0]);
      const partition = mode === 'all' ? 0 : task;
      return rows(outputs[from].flatMap((producer) => producer[partition]));
    },
    local: ({ localId }) => rows(locals[localId]),
    kernel: unexpected,
    writeLayer: unexpected,
  };
  const { output } = stage;
  const parts: Batch[][] = Array.from({ length: partitionsOf(output) }, () => []);
  const distribute = await distributor(output, taskContext);
  for await (const batch of execute(stage.root, taskContext)) {
    distribute(batch).forEach((part, i) => parts[i].push(part));
  }
  return parts;
}

/** The rows of a table that one task of its scan reads, with the columns the plan wants. */
function share(node: PhysicalScan, task: number, tasks: number): Batch {
  if (node.source.kind !== 'layer') throw new Error('expected a layer');
  const table = TABLES[node.source.name];
  const start = Math.floor((task * table.length) / tasks);
  const end = Math.floor(((task + 1) * table.length) / tasks);
  const part = sliceBatch(table, start, end);
  const columns = node.schema.fields.map(
    ({ name }) => part.columns[table.schema.fields.findIndex((column) => column.name === name)],
  );
  return { schema: node.schema, length: part.length, columns };
}

interface Variant {
  readonly optimised: boolean;
  readonly tasks: number;
  readonly broadcastThresholdBytes: number;
}

async function answer(text: string, variant: Variant): Promise<Value[][]> {
  const analysed = await analyse(queryWithOffset(text), context);
  const plan: LogicalNode = variant.optimised
    ? arrange(optimise(analysed, { context: DEFAULT_CONTEXT }))
    : analysed;
  const { tasks, broadcastThresholdBytes } = variant;
  const locals: (readonly Batch[])[] = [];
  const stages = planPhysical(plan, {
    shufflePartitions: 3,
    sortPartitions: 3,
    broadcastThresholdBytes,
    scanTasks: () => tasks,
    local: ({ batches }, id) => (locals[id] = batches),
  });
  return run(stages, locals);
}

const text = (rows: Value[][]): string[] =>
  rows.map((row) =>
    row.map((value) => (typeof value === 'number' ? value.toPrecision(12) : String(value))).join('|'),
  );

const VARIANTS: readonly Variant[] = [
  { optimised: true, tasks: 1, broadcastThresholdBytes: 0 },
  { optimised: false, tasks: 4, broadcastThresholdBytes: 0 },
  { optimised: true, tasks: 4, broadcastThresholdBytes: 0 },
  { optimised: true, tasks: 4, broadcastThresholdBytes: 1_000_000 },
];

/** Queries whose row order is defined; the others are compared as sets. */
const ORDERED = [
  'SELECT n, id FROM left ORDER BY id DESC, n',
  'SELECT kind, n + 1 FROM left WHERE size > 3 ORDER BY size DESC NULLS LAST, n LIMIT 7',
  'SELECT n FROM left ORDER BY kind, n LIMIT 5 OFFSET 4',
  'SELECT n FROM left WHERE n % 3 = 1',
  'SELECT n FROM left LIMIT 9',
  'SELECT n FROM (SELECT n FROM left UNION ALL SELECT n FROM right) WHERE n > 30',
  'SELECT * FROM (SELECT n, size s FROM left UNION ALL SELECT n, n FROM right) LIMIT 65',
  'SELECT DISTINCT kind FROM left ORDER BY kind DESC LIMIT 3',
  'SELECT max(s) FROM (SELECT kind, sum(size) s FROM left GROUP BY kind) UNION ALL SELECT min(size) FROM right',
  'SELECT 1 + 1, upper("x")',
  'SELECT b, a FROM (VALUES (1, "x"), (2, NULL), (NULL, "z")) AS v(a, b)',
  'SELECT kind, count(*) c FROM left GROUP BY kind HAVING count(*) > 3 ORDER BY max(n), kind',
];

const UNORDERED = [
  'SELECT kind, count(*), sum(size), avg(n), min(id), max(size) FROM left GROUP BY kind',
  'SELECT kind, id, count(DISTINCT size) FROM left GROUP BY kind, id',
  'SELECT count(*), sum(n), count(DISTINCT kind) FROM left WHERE id > 5',
  'SELECT count(*), sum(n) FROM none',
  'SELECT kind, sum(n) FROM none GROUP BY kind',
  'SELECT DISTINCT kind, id FROM left WHERE n > 10',
  'SELECT kind, sum(n) FROM (SELECT kind, n FROM left UNION ALL SELECT kind, n FROM right) GROUP BY kind',
  'SELECT k, s FROM (SELECT kind k, sum(n) s FROM left GROUP BY kind) WHERE k > "a" AND s > 3',
  'SELECT l.n, r.n FROM left l JOIN right r ON l.id = r.id WHERE l.size > 2 AND r.kind = "a"',
  'SELECT l.n, r.n FROM left l LEFT JOIN right r ON l.id = r.id AND r.size > 4 AND l.n < 30',
  'SELECT l.n, r.n FROM left l RIGHT JOIN right r ON l.id = r.id AND l.size > 4 WHERE r.n > 5',
  'SELECT l.n, r.n, l.kind FROM left l FULL JOIN right r ON l.id = r.id AND l.kind = r.kind',
  'SELECT l.n FROM left l LEFT SEMI JOIN right r ON l.id = r.id AND l.n > r.n',
  'SELECT l.n FROM left l LEFT ANTI JOIN right r ON l.id = r.id AND r.size > 3',
  'SELECT l.n, r.n FROM left l, right r WHERE l.id <=> r.id AND l.n + r.n > 40',
  'SELECT l.n, r.n FROM left l JOIN right r ON l.n < r.n AND l.kind = "b"',
  'SELECT l.n, r.n FROM left l FULL JOIN right r ON l.n > r.n + 50',
  'SELECT id, l.kind, r.n FROM left l FULL JOIN right r USING (id)',
  'SELECT a.n, b.n FROM left a JOIN left b ON a.n = b.id',
  'SELECT a.n, b.n FROM (SELECT * FROM left WHERE n > 9) a JOIN left b ON a.n = b.n AND a.kind <=> b.kind',
  'WITH g AS (SELECT kind, sum(n) s FROM left GROUP BY kind) SELECT a.s, b.s FROM g a JOIN g b ON a.s < b.s',
  'WITH u AS (SELECT id, n FROM left UNION ALL SELECT id, n FROM right) SELECT a.n FROM u a JOIN u b ON a.id = b.n',
  'SELECT count(*), sum(n) FROM (SELECT n FROM left ORDER BY size, n LIMIT 10)',
  'SELECT count(DISTINCT id, kind), count(DISTINCT id) FROM left',
  'SELECT count(DISTINCT id) FROM left',
  'SELECT count(DISTINCT id), sum(DISTINCT id), count(DISTINCT size) FROM none',
  'SELECT count(DISTINCT 1), sum(DISTINCT 2) FROM none',
  'SELECT count(DISTINCT 1), count(*) FROM left',
  'SELECT kind, count(DISTINCT id), sum(DISTINCT id), avg(DISTINCT size) FROM left GROUP BY kind',
  'SELECT kind, count(DISTINCT id), sum(n), last(n), first(size), collect_list(n), max(DISTINCT n) FROM left GROUP BY kind',
  'SELECT last(n), count(DISTINCT kind), first(kind) FROM left',
  'SELECT count(DISTINCT id) FILTER (WHERE n > 20), count(DISTINCT id), count(n) FILTER (WHERE n > 50) FROM left',
  'SELECT kind, percentile(DISTINCT size, 0.5), sum(DISTINCT size + 1) FILTER (WHERE id > 3) FROM left GROUP BY kind',
  'SELECT kind, id, count(DISTINCT size, n % 3), sum(DISTINCT n % 3), stddev(DISTINCT n % 7) FROM left GROUP BY kind, id',
  'SELECT k, count(DISTINCT n) FROM (SELECT kind k, n FROM left UNION ALL SELECT kind, n % 9 FROM right) GROUP BY k',
  'SELECT sum(n) FROM left HAVING count(*) > 1000',
  'SELECT kind, id, c FROM (SELECT kind, id, count(*) c FROM left GROUP BY kind, id) JOIN right USING (id, kind)',
  'SELECT * FROM left l RIGHT JOIN (SELECT id, max(n) m FROM right GROUP BY id) r ON l.id <=> r.id WHERE m > 3',
  'SELECT first(n), last(n), kind FROM left GROUP BY kind',
  'SELECT * FROM left NATURAL JOIN (SELECT id, size * 2 AS twice FROM right)',
  'SELECT kind FROM left a WHERE n > 5 GROUP BY kind ORDER BY sum(size)',
  'SELECT CASE WHEN size > 5 THEN kind END k, count(*) FROM left GROUP BY CASE WHEN size > 5 THEN kind END',
  'SELECT id FROM left INTERSECT SELECT id FROM right',
  'SELECT id, kind FROM left EXCEPT SELECT id, kind FROM right',
];

describe('the answer is the same on one task and many, optimised and not, however joins run', () => {
  for (const query of ORDERED) {
    test(query, async () => {
      const [expected, ...others] = await Promise.all(VARIANTS.map((variant) => answer(query, variant)));
      expect(expected.length).toBeGreaterThan(0);
      for (const other of others) expect(text(other)).toEqual(text(expected));
    });
  }
  for (const query of UNORDERED) {
    test(query, async () => {
      const [expected, ...others] = await Promise.all(VARIANTS.map((variant) => answer(query, variant)));
      for (const other of others) expect(text(other).sort()).toEqual(text(expected).sort());
    });
  }
});

describe('the answer is right', () => {
  const left = TABLES.left.columns.map(toValues);
  const right = TABLES.right.columns.map(toValues);
  const variant = { optimised: true, tasks: 4, broadcastThresholdBytes: 0 };

  test('of a join, beside two nested loops', async () => {
    const expected: string[] = [];
    left[0].forEach((id, i) => {
      right[0].forEach((other, j) => {
        if (id !== null && id === other && ((left[2][i] as number | null) ?? 0) > 2)
          expected.push(`${left[3][i]}|${right[3][j]}`);
      });
    });
    const query =
      'SELECT CAST(l.n AS STRING), CAST(r.n AS STRING) FROM left l JOIN right r ON l.id = r.id WHERE l.size > 2';
    expect(text(await answer(query, variant)).sort()).toEqual(expected.sort());
  });

  test('of a grouping, beside a map', async () => {
    const sums = new Map<string, number>();
    left[1].forEach((kind, i) =>
      sums.set(String(kind), (sums.get(String(kind)) ?? 0) + (left[3][i] as number)),
    );
    const rows = await answer('SELECT kind, sum(n) FROM left GROUP BY kind', variant);
    expect(new Map(rows.map(([kind, sum]) => [String(kind), Number(sum)]))).toEqual(sums);
  });
});

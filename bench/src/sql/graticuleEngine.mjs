/**
 * Graticule's side of `npm run bench:sql`: graticuleEngine.mjs PATHS_JSON ROUNDS QUERIES_JSON. The coordinator's planning and
 * the executor's tasks in two worker threads, without the network between them.
 */
import { isValid, openSealed, valueAt } from '@graticule/columnar';
import { SESSION_SETTINGS, analyse, attributesOf, encodePlan, stageInputsOf } from '@graticule/sql';
import { Piscina } from 'piscina';
import { SessionConf } from '../../../packages/coordinator/dist/connect/sessionConf.js';
import { PlanRunner } from '../../../packages/coordinator/dist/engine/planRunner.js';
import { describeSource, planScan } from '../../../packages/executor/dist/sources/readers.js';
import { UnreachableMemory } from '../../../packages/executor/dist/store/unreachableMemory.js';
import { LINE_COLUMNS } from './data.mjs';
import { measure } from './engine.mjs';

const THREADS = 2;
const [paths, rounds, queries] = process.argv.slice(2).map((text) => JSON.parse(text));
const pool = new Piscina({
  filename: new URL('../../../packages/executor/dist/tasks/taskWorker.js', import.meta.url).href,
  minThreads: THREADS,
  maxThreads: THREADS,
});
const ESRI_TYPES = {
  BIGINT: 'esriFieldTypeBigInteger',
  INT: 'esriFieldTypeInteger',
  DOUBLE: 'esriFieldTypeDouble',
  VARCHAR: 'esriFieldTypeString',
};
const parquet = { format: { type: 'parquet', extension: 'parquet' }, schema: { fields: [] } };
const delimited = {
  format: { type: 'delimited', extension: 'csv', fieldDelimiter: ',', quoteChar: '"', hasHeaderRow: true },
  schema: { fields: LINE_COLUMNS.map(([name, type]) => ({ name, type: ESRI_TYPES[type] })) },
};
const conf = new SessionConf();
const settings = Object.fromEntries(
  Object.values(SESSION_SETTINGS).map((key) => [key, conf.get(key) ?? '0']),
);
const tables = new Map();
for (const [name, folder] of Object.entries(paths)) {
  const manifest = { name, ...(name === 'lines' ? delimited : parquet) };
  const source = { kind: 'dataset', name: `bench/${name}`, folder, manifest };
  tables.set(name, { source, schema: await describeSource(source) });
}
const refuse = (what) => () => Promise.reject(new Error(`the bench has no ${what}`));
const context = {
  conf: (key) => settings[key],
  table: async ([name]) => {
    const table = tables.get(name);
    if (table === undefined) return undefined;
    const output = attributesOf(table.schema);
    return { kind: 'scan', source: table.source, output, extent: null, pushedFilters: [] };
  },
  read: refuse('files'),
  tool: refuse('tools'),
  relation: () => undefined,
};
const runner = new PlanRunner(
  { planScan: ({ source, ...request }) => planScan(source, request) },
  { run: refuse('scheduler') },
);

const unreachable = new UnreachableMemory();
let answerBytes = 0;
await measure(queries, rounds, async (query) => {
  unreachable.add(answerBytes);
  const plan = await analyse({ kind: 'sql', text: query.sql }, context);
  const prepared = await runner.prepare(plan, {
    settings,
    cartesianAllowed: false,
    shufflePartitionsMax: 200,
    broadcastThresholdBytes: 10 * 1024 * 1024,
  });
  const batches = await execute(prepared);
  return () => summary(batches, query);
});
await pool.destroy();

/** Runs stage after stage, all tasks of one at a time; answers the sealed batches of the last one, in order. */
async function execute({ stages, splits }) {
  const outputs = [];
  const readers = stages.map(({ id }) => stages.filter(({ inputs }) => inputs.includes(id)).length);
  for (const stage of stages) {
    const inputs = stageInputsOf(stage);
    const tasks = Array.from({ length: stage.tasks }, async (_, task) => {
      const outcome = await pool.run({
        stageJson: encodePlan(stage),
        task,
        inputs: inputs.map(({ stage: from, mode }) => ({
          stage: from,
          mode,
          batches: batchesFor(outputs[from], mode, task),
        })),
        scans: [...splits].map(([scanId, groups]) => ({ scanId, splits: groups[task] ?? [] })),
        cached: [],
        locals: [],
        memoryBytesMax: Infinity,
        session: settings,
      });
      if (!outcome.ok) throw new Error(outcome.failure.message);
      return outcome.partitions;
    });
    outputs[stage.id] = await Promise.all(tasks);
    for (const input of stage.inputs) {
      if (--readers[input] > 0) continue;
      const bytes = bytesOf(outputs[input]);
      outputs[input] = null;
      unreachable.add(bytes);
    }
  }
  answerBytes = bytesOf(outputs[stages.at(-1).id]);
  return outputs[stages.at(-1).id].flatMap((partitions) => partitions[0].batches);
}

function bytesOf(tasks) {
  return tasks.flat().reduce((sum, { bytes }) => sum + bytes, 0);
}

function batchesFor(tasks, mode, task) {
  if (mode === 'forward') return tasks[task].flatMap(({ batches }) => batches);
  return tasks.flatMap((partitions) => partitions[mode === 'all' ? 0 : task].batches);
}

/** Rows, and per column the sum of its numbers or of its text's bytes; throws when rows are out of the query's order. */
function summary(sealed, { sorted }) {
  let rows = 0;
  let last = null;
  const sums = [];
  for (const batch of sealed.map(openSealed)) {
    rows += batch.length;
    batch.columns.forEach((column, k) => {
      sums[k] ??= 0;
      for (let i = 0; i < batch.length; i++) {
        if (!isValid(column, i)) continue;
        const value = valueAt(column, i);
        sums[k] += typeof value === 'string' ? Buffer.byteLength(value) : Number(value);
        if (sorted?.column !== k) continue;
        if (last !== null && (sorted.ascending ? value < last : value > last)) {
          throw new Error(`rows are out of order: ${value} after ${last}`);
        }
        last = value;
      }
    });
  }
  return { rows, sums };
}

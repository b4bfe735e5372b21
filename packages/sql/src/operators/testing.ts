import { concatBatches, createBuilder, sliceBatch, toValues } from '@graticule/columnar';
import type { Batch, StructType, Value } from '@graticule/columnar';
import { analyse } from '../analysis/analyse.js';
import type { AnalysisContext } from '../analysis/context.js';
import { DEFAULT_CONTEXT } from '../evaluation/compile.js';
import { formatValue } from '../evaluation/format.js';
import type { EvaluationContext, SparkVersion } from '../functions/definition.js';
import { arrange } from '../optimiser/arrange.js';
import { optimise } from '../optimiser/optimise.js';
import type { OptimiseOptions } from '../optimiser/optimise.js';
import { attributesOf } from '../plan/attribute.js';
import type { LogicalNode } from '../plan/logical.js';
import type { PhysicalNode } from '../plan/physical.js';
import { planPhysical } from '../planner/planPhysical.js';
import { distributor, partitionsOf } from './distribute.js';
import { execute } from './execute.js';
import type { TaskContext } from './taskContext.js';

/** Runs SQL over tables in memory, stage by stage in this process: for tests of everything from text to rows. */

export interface RunOptions {
  readonly tables?: Readonly<Record<string, Batch>>;
  readonly compat?: SparkVersion;
  /** Settings that analysis may ask for. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly timeZone?: string;
  readonly timeParserPolicy?: EvaluationContext['timeParserPolicy'];
  readonly mapKeyDedupPolicy?: EvaluationContext['mapKeyDedupPolicy'];
  /** Tasks of every scan and partitions of every exchange. */
  readonly partitions?: number;
  readonly batchRows?: number;
  readonly optimise?: OptimiseOptions;
  /** false: the plan runs as it was analysed. */
  readonly optimised?: boolean;
  /** A side up to this size is broadcast; 0: joins exchange both sides. */
  readonly broadcastBytes?: number;
}

/** A batch from rows of values in the order of the fields. */
export function tableOf(schema: StructType, rows: readonly (readonly Value[])[]): Batch {
  const builders = schema.fields.map((field) => createBuilder(field.type));
  for (const row of rows) builders.forEach((builder, k) => builder.append(row[k]));
  return { schema, length: rows.length, columns: builders.map((builder) => builder.finish()) };
}

async function* scanShare(
  table: Batch,
  task: number,
  tasks: number,
  batchRows: number,
): AsyncGenerator<Batch> {
  const end = Math.floor((table.length * (task + 1)) / tasks);
  for (let start = Math.floor((table.length * task) / tasks); start < end; start += batchRows) {
    yield sliceBatch(table, start, Math.min(start + batchRows, end));
  }
}

async function* inOrder(batches: readonly Batch[]): AsyncGenerator<Batch> {
  for (const batch of batches) if (batch.length > 0) yield batch;
}

/** What analysis knows of a session with these tables. */
export function testContext(options: RunOptions = {}): AnalysisContext {
  const { tables = {}, compat = '3.3' } = options;
  const settings: Record<string, string> = {
    ...options.settings,
    'graticule.compat.version': compat,
    'spark.sql.session.timeZone': options.timeZone ?? 'UTC',
  };
  const scans = new Map<string, LogicalNode>();
  return {
    conf: (key) => settings[key],
    table: ([name]) => {
      const table = tables[name] as Batch | undefined;
      if (table === undefined) return Promise.resolve(undefined);
      const source = { kind: 'layer', name, path: name } as const;
      let scan = scans.get(name);
      if (scan === undefined) {
        const estimatedBytes = table.length * table.columns.length * 8;
        const output = attributesOf(table.schema);
        scan = { kind: 'scan', source, output, extent: null, pushedFilters: [], estimatedBytes };
        scans.set(name, scan);
      }
      return Promise.resolve(scan);
    },
    read: () => Promise.reject(new Error('no files here')),
    tool: () => Promise.reject(new Error('no tools here')),
    relation: () => undefined,
  };
}

/** The result of a SELECT as one batch. */
export async function runSql(text: string, options: RunOptions = {}): Promise<Batch> {
  return runPlan(await analyse({ kind: 'sql', text }, testContext(options)), options);
}

/** The rows of an analysed plan as one batch. */
export async function runPlan(plan: LogicalNode, options: RunOptions = {}): Promise<Batch> {
  const { tables = {}, compat = '3.3', partitions = 1, batchRows = 7 } = options;
  const base = {
    compat,
    timeZone: options.timeZone ?? 'UTC',
    timeParserPolicy: options.timeParserPolicy ?? 'EXCEPTION',
    mapKeyDedupPolicy: options.mapKeyDedupPolicy ?? 'EXCEPTION',
    queryMicros: 1_600_000_000_000_000n,
  };
  const locals: (readonly Batch[])[] = [];
  const stages = planPhysical(
    options.optimised === false ? plan : arrange(optimise(plan, options.optimise)),
    {
      shufflePartitions: partitions,
      sortPartitions: partitions,
      scanTasks: () => partitions,
      local: (node, id) => (locals[id] = node.batches),
      broadcastThresholdBytes: options.broadcastBytes ?? 0,
    },
  );
  /** outputs[stage][task][partition]: batches. */
  const outputs: Batch[][][][] = [];
  for (const stage of stages) {
    const tasks: Batch[][][] = [];
    for (let task = 0; task < stage.tasks; task++) {
      const evaluation: EvaluationContext = { ...base, task, rowOffset: 0, inputFile: null };
      const result: Batch[][] = Array.from({ length: partitionsOf(stage.output) }, () => []);
      const context: TaskContext = {
        task,
        tasks: stage.tasks,
        batchRows,
        evaluation,
        scan: ({ source, schema }) => {
          const table = tables[source.kind === 'layer' ? source.name : ''];
          const columns = schema.fields.map(
            (field) => table.columns[table.schema.fields.findIndex(({ name }) => name === field.name)],
          );
          return scanShare({ schema, length: table.length, columns }, task, stage.tasks, batchRows);
        },
        local: ({ localId }) => inOrder(locals[localId]),
        stageInput: ({ stage: from, mode }) => {
          const all = outputs[from];
          if (mode === 'forward') return inOrder(all[task].flat());
          return inOrder(mode === 'all' ? all.flat(2) : all.flatMap((parts) => parts[task]));
        },
        kernel: (name) => {
          throw new Error(`no kernel ${name} here`);
        },
        writeLayer: () => {
          throw new Error('no layers here');
        },
      };
      const split = await distributor(stage.output, context);
      for await (const batch of execute(stage.root, context))
        split(batch).forEach((part, p) => result[p].push(part));
      tasks.push(result);
    }
    outputs.push(tasks);
  }
  const last = stages[stages.length - 1];
  return concatBatches(last.root.schema, outputs[last.id].flat(2));
}

/** The result of a SELECT as rows of text. */
export async function sqlText(text: string, options: RunOptions = {}): Promise<string[][]> {
  const { columns, length } = await runSql(text, options);
  const format = { compat: options.compat ?? '3.3', timeZone: options.timeZone ?? 'UTC' } as const;
  return Array.from({ length }, (_, i) => columns.map((column) => formatValue(column, i, format)));
}

/** A leaf that stands for rows in memory: input `id` of runNode. */
export function localInput(id: number, schema: StructType): PhysicalNode {
  return { kind: 'local', localId: id, schema };
}

interface NodeOptions {
  readonly batchRows?: number;
  readonly task?: number;
  readonly compat?: SparkVersion;
}

/** The only task of a stage that reads nothing but the leaves `localInput(id)`: inputs[id]. */
export function loneTask(inputs: readonly (readonly Batch[])[], options: NodeOptions = {}): TaskContext {
  const { batchRows = 7, task = 0, compat = '3.3' } = options;
  const missing = (): never => {
    throw new Error('not in this test');
  };
  return {
    task,
    tasks: 1,
    batchRows,
    evaluation: { ...DEFAULT_CONTEXT, compat, task },
    scan: missing,
    local: ({ localId }) => inOrder(inputs[localId]),
    stageInput: missing,
    kernel: missing,
    writeLayer: missing,
  };
}

/** Runs a tree of operators in one task; inputs[id]: the batches of the leaf `localInput(id)`. */
export async function runNode(
  root: PhysicalNode,
  inputs: readonly (readonly Batch[])[],
  options: NodeOptions = {},
): Promise<Batch> {
  const batches: Batch[] = [];
  for await (const batch of execute(root, loneTask(inputs, options))) batches.push(batch);
  return concatBatches(root.schema, batches);
}

/** A batch as rows of values. */
export function rowsOfBatch({ columns, length }: Batch): Value[][] {
  const lists = columns.map(toValues);
  return Array.from({ length }, (_, i) => lists.map((list) => list[i]));
}

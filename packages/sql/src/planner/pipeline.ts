import { DOUBLE, type StructType } from '@graticule/columnar';
import { newAttribute, schemaOf } from '../plan/attribute.js';
import type { Attribute, Expression, SortOrder } from '../plan/expression.js';
import type { Distribution, PhysicalNode, Stage, StageInput } from '../plan/physical.js';
import { bind, bindOrders } from './bind.js';

/** Operators that run in one task after another without exchange; becomes a stage when it is cut. */
export interface Pipeline {
  readonly root: PhysicalNode;
  /** The columns of root's batches, by position. */
  readonly columns: readonly Attribute[];
  readonly tasks: number;
  /** Stages that its leaves read. */
  readonly inputs: readonly number[];
  /** See Stage.rowsWanted; of what is joined to other rows nothing is known. */
  readonly rowsWanted?: number;
}

/**
 * The rows of a plan: the tasks of the first pipeline, then those of the next. There are several after a union, which
 * so needs no exchange of its own.
 */
export type Pipelines = readonly Pipeline[];

export function tasksOf(pipelines: Pipelines): number {
  return pipelines.reduce((sum, pipeline) => sum + pipeline.tasks, 0);
}

/** Puts an operator on top of every pipeline. */
export function onTop(
  pipelines: Pipelines,
  columns: readonly Attribute[],
  operator: (input: PhysicalNode, pipeline: Pipeline, schema: StructType) => PhysicalNode,
): Pipelines {
  const schema = schemaOf(columns);
  return pipelines.map((pipeline) => ({
    ...pipeline,
    root: operator(pipeline.root, pipeline, schema),
    columns,
  }));
}

/** Rows that are looked at to find the bounds of one range; with fewer rows than that all of them are. */
const SAMPLES_PER_PARTITION = 300;

/** The stages of one plan in the order they were cut, which is topological. */
export class StageList {
  readonly stages: Stage[] = [];

  /** Ends the pipelines: one stage each. `output` is made for each pipeline's own columns. */
  cut(pipelines: Pipelines, output: (pipeline: Pipeline) => Distribution): number[] {
    return pipelines.map((pipeline) => {
      const { root, tasks, rowsWanted } = pipeline;
      const id = this.stages.length;
      const inputs = [...new Set(pipeline.inputs)].sort((a, b) => a - b);
      const stage = { id, root, tasks, output: output(pipeline), inputs };
      this.stages.push(rowsWanted === undefined ? stage : { ...stage, rowsWanted });
      return id;
    });
  }

  /** All rows in one task, in order. */
  gather(pipelines: Pipelines): Pipeline {
    if (pipelines.length === 1 && pipelines[0].tasks === 1) return pipelines[0];
    const stages = this.cut(pipelines, () => ({ kind: 'single' }));
    return readStages(stages, pipelines[0].columns, 'partition', 1);
  }

  /**
   * Rows with equal keys in the same task; keys of each pipeline are given over its own columns. inBuckets: the reader
   * aggregates by the same keys.
   */
  hash(pipelines: Pipelines, keys: readonly Expression[], partitions: number, inBuckets = false): Pipeline {
    const stages = this.cut(pipelines, ({ columns }) => ({
      kind: 'hash',
      keys: keys.map((key) => bind(key, columns)),
      partitions,
      ...(inBuckets && { inBuckets }),
    }));
    return readStages(stages, pipelines[0].columns, 'partition', partitions);
  }

  roundRobin(pipelines: Pipelines, partitions: number): Pipeline {
    const stages = this.cut(pipelines, () => ({ kind: 'roundRobin', partitions }));
    return readStages(stages, pipelines[0].columns, 'partition', partitions);
  }

  /**
   * Rows in ranges of their keys: the stages of the pipelines store their rows, look at some of them, and are then cut at
   * bounds that these tell. sorted: every partition comes as batches that are in order by themselves.
   */
  range(pipelines: Pipelines, orders: readonly SortOrder[], partitions: number, sorted: boolean): Pipeline {
    const { columns } = pipelines[0];
    const batches = sorted ? onTop(pipelines, columns, sortedBatches(orders)) : pipelines;
    const rows = this.cut(batches, () =>
      sorted ? { kind: 'single', keepsBatches: true } : { kind: 'single' },
    ).map((stage, i) => readStages([stage], columns, 'forward', pipelines[i].tasks));
    const sampled = Math.ceil((SAMPLES_PER_PARTITION * partitions) / tasksOf(rows));
    const keys = orders.map(({ child }, k) => newAttribute(`key ${k}`, child.type, true));
    const weighted = [...keys, newAttribute('rows', DOUBLE, false)];
    const samplers = onTop(rows, weighted, (input, own, schema) => ({
      kind: 'rangeSample',
      input,
      orders: bindOrders(orders, own.columns),
      rows: sampled,
      schema,
    }));
    const sampleStages = this.cut(samplers, () => ({ kind: 'single' }));
    const samples = sampleStages.map((stage): StageInput => {
      return { kind: 'stageInput', stage, mode: 'all', schema: schemaOf(weighted) };
    });
    const readers = rows.map((one) => ({ ...one, inputs: [...one.inputs, ...sampleStages] }));
    const stages = this.cut(readers, (own) => ({
      kind: 'range',
      orders: bindOrders(orders, own.columns),
      partitions,
      samples,
      sortedBatches: sorted,
    }));
    return readStages(stages, columns, 'partition', partitions);
  }

  /** All rows in every task of the pipeline that takes this one in; tasks is 1 so as not to add any. */
  broadcast(pipelines: Pipelines): Pipeline {
    const stages = this.cut(pipelines, () => ({ kind: 'single' }));
    return readStages(stages, pipelines[0].columns, 'all', 1);
  }
}

function sortedBatches(orders: readonly SortOrder[]) {
  return (input: PhysicalNode, { columns }: Pipeline, schema: StructType): PhysicalNode => ({
    kind: 'sort',
    mode: 'partial',
    input,
    orders: bindOrders(orders, columns),
    schema,
  });
}

/** A pipeline that begins with the rows of earlier stages, one stage after the other. */
export function readStages(
  stages: readonly number[],
  columns: readonly Attribute[],
  mode: StageInput['mode'],
  tasks: number,
): Pipeline {
  const schema = schemaOf(columns);
  const inputs = stages.map((stage): StageInput => ({ kind: 'stageInput', stage, mode, schema }));
  const root: PhysicalNode = inputs.length === 1 ? inputs[0] : { kind: 'union', inputs, schema };
  return { root, columns, tasks, inputs: stages };
}

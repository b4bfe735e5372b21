import { fieldOf, schemaOf } from '../plan/attribute.js';
import type { Attribute, Expression, WindowCall } from '../plan/expression.js';
import { collectReferences } from '../plan/expressions.js';
import type {
  GenerateNode,
  JoinNode,
  KernelNode,
  LimitNode,
  LocalNode,
  LogicalNode,
  RangeNode,
  RepartitionNode,
  ScanNode,
  SharedNode,
  SortNode,
  WindowNode,
} from '../plan/logical.js';
import type { PhysicalNode, Stage } from '../plan/physical.js';
import { physicalChildren } from '../plan/physicalWalk.js';
import { placeOf } from '../plan/columnIndex.js';
import { outputOf } from '../plan/walk.js';
import { planAggregate } from './aggregate.js';
import { bind, bindOrders, boundColumn } from './bind.js';
import { planJoin, withoutNullTests } from './join.js';
import { planKernel } from './kernel.js';
import { namedOrders, namedWindow } from './namedKeys.js';
import { StageList, onTop, readStages, tasksOf } from './pipeline.js';
import type { Pipeline, Pipelines } from './pipeline.js';

/** What decides how a plan is cut. None of it may depend on how many executors there are. */
export interface PhysicalOptions {
  /** `spark.sql.shuffle.partitions`: the most partitions an exchange makes. */
  readonly shufflePartitions: number;
  /** The most partitions that a global sort makes. */
  readonly sortPartitions: number;
  /** Tasks of a scan, by its data. Asked once per scan; scanId is the id in the physical plan, counting from 0. */
  scanTasks(scan: ScanNode, scanId: number): number;
  /** Tells the id of local rows, which are always one task. */
  local?(local: LocalNode, localId: number): void;
  /** A join side up to this size is sent to every task. */
  readonly broadcastThresholdBytes: number;
}

const RANGES_PER_TASK = 4;
const RANGE_TASK_ROWS = 1_000_000n;

/** Cuts a resolved plan into stages; the last stage holds the result, its tasks in row order. */
export function planPhysical(node: LogicalNode, options: PhysicalOptions): Stage[] {
  const planner = new Planner(options);
  return planner.stagesOf(node);
}

class Planner {
  private readonly stages = new StageList();
  private readonly shared = new Map<string, readonly { readonly stage: number; readonly tasks: number }[]>();
  private scans = 0;
  private locals = 0;

  constructor(private readonly options: PhysicalOptions) {}

  stagesOf(node: LogicalNode): Stage[] {
    const pipelines = this.plan(node);
    const last = pipelines.length === 1 ? pipelines[0] : this.stages.gather(pipelines);
    this.stages.cut([last], () => ({ kind: 'single' }));
    return this.stages.stages;
  }

  private plan(node: LogicalNode): Pipelines {
    switch (node.kind) {
      case 'scan':
        return [this.scan(node)];
      case 'local':
        return [this.local(node)];
      case 'range':
        return [this.range(node)];
      case 'project':
        return onTop(
          this.read(node.input, node.expressions),
          outputOf(node),
          (input, { columns }, schema) => ({
            kind: 'project',
            input,
            expressions: node.expressions.map((named) =>
              bind(named.kind === 'alias' ? named.child : named, columns),
            ),
            schema,
          }),
        );
      case 'filter':
        return onTop(this.plan(node.input), outputOf(node), (input, { columns }, schema) => ({
          kind: 'filter',
          input,
          condition: bind(node.condition, columns),
          schema,
        }));
      case 'aggregate': {
        const input = this.read(node.input, [...node.keys, ...node.results]);
        return planAggregate(node, input, this.stages, this.partitionsFor(input));
      }
      case 'sort':
        return this.sort(node);
      case 'limit':
        return this.limit(node);
      case 'tail':
        return this.tail(node.input, node.count);
      case 'join':
        return this.join(node, null);
      case 'union':
        return mergeConstant(
          node.inputs.flatMap((input) => this.plan(input).map((rows) => renamed(rows, node.output))),
        );
      case 'subqueryAlias':
        return this.plan(node.input);
      case 'kernel':
        return this.kernel(node);
      case 'writeLayer': {
        const { name, path, output } = node;
        return onTop([this.stages.gather(this.plan(node.input))], output, (input, _own, schema) => ({
          kind: 'writeLayer',
          input,
          name,
          path,
          schema,
        }));
      }
      case 'shared':
        return this.sharedRows(node);
      case 'repartition':
        return this.repartition(node);
      case 'window':
        return this.window(node);
      case 'generate':
        return this.generate(node);
      case 'expand':
        return onTop(this.plan(node.input), outputOf(node), (input, { columns }, schema) => ({
          kind: 'expand',
          input,
          projections: node.projections.map((row) => row.map((value) => bind(value, columns))),
          schema,
        }));
      case 'sample': {
        const { lower, upper, withReplacement, seed } = node;
        return onTop(this.plan(node.input), outputOf(node), (input, _own, schema) => ({
          kind: 'sample',
          input,
          lower,
          upper,
          withReplacement,
          seed,
          schema,
        }));
      }
      case 'singleRow':
        return onTop([this.stages.gather(this.plan(node.input))], outputOf(node), (input, _own, schema) => ({
          kind: 'singleRow',
          input,
          schema,
        }));
    }
  }

  /** The rows of a plan of which only these expressions read: a join need not make its other columns. */
  private read(node: LogicalNode, expressions: readonly Expression[]): Pipelines {
    if (node.kind === 'subqueryAlias') return this.read(node.input, expressions);
    if (node.kind !== 'join') return this.plan(node);
    const wanted = new Set<number>();
    for (const expression of expressions) collectReferences(expression, wanted);
    return this.join(node, wanted);
  }

  private join(node: JoinNode, wanted: ReadonlySet<number> | null): Pipelines {
    const join = withoutNullTests(node, this.options.broadcastThresholdBytes);
    const sides = [this.plan(join.left), this.plan(join.right)] as const;
    return planJoin(join, ...sides, this.stages, { ...this.options, wanted });
  }

  /** As many partitions as the input has tasks, up to the setting: small data makes few. */
  private partitionsFor(input: Pipelines): number {
    return Math.min(this.options.shufflePartitions, tasksOf(input));
  }

  /** Ranges are sorted the faster the smaller they are: more of them than there are tasks. */
  private rangesFor(input: Pipelines): number {
    const tasks = tasksOf(input);
    return tasks === 1 ? 1 : Math.min(this.options.sortPartitions, RANGES_PER_TASK * tasks);
  }

  private scan(node: ScanNode): Pipeline {
    const scanId = this.scans;
    this.scans += 1;
    const { source, extent, output } = node;
    const pushedFilters = node.pushedFilters.map((filter) => bind(filter, output));
    const root: PhysicalNode = {
      kind: 'scan',
      scanId,
      source,
      extent,
      pushedFilters,
      schema: schemaOf(output),
    };
    return { root, columns: output, tasks: Math.max(1, this.options.scanTasks(node, scanId)), inputs: [] };
  }

  private local(node: LocalNode): Pipeline {
    const localId = this.locals;
    this.locals += 1;
    this.options.local?.(node, localId);
    const { output } = node;
    return {
      root: { kind: 'local', localId, schema: schemaOf(output) },
      columns: output,
      tasks: 1,
      inputs: [],
    };
  }

  private range(node: RangeNode): Pipeline {
    const { start, end, step, output } = node;
    const rows = (end - start) / step;
    const needed = Math.min(this.options.shufflePartitions, Math.max(1, Number(rows / RANGE_TASK_ROWS)));
    const tasks = node.partitions ?? needed;
    const root: PhysicalNode = { kind: 'range', start, end, step, schema: schemaOf(output) };
    return { root, columns: output, tasks, inputs: [] };
  }

  /** A global sort of much data sorts ranges, each in a task of its own. */
  private sort(node: SortNode): Pipelines {
    const named = namedOrders(node.input, node.orders);
    if (named.input !== node.input) {
      return this.plan({ kind: 'project', input: { ...node, ...named }, expressions: outputOf(node) });
    }
    const input = this.plan(node.input);
    const ranges = node.global ? this.rangesFor(input) : 1;
    const gathered = (): Pipelines => (node.global ? [this.stages.gather(input)] : input);
    const rows = ranges > 1 ? [this.stages.range(input, node.orders, ranges, true)] : gathered();
    return onTop(rows, outputOf(node), (root, { columns }, schema) => ({
      kind: 'sort',
      mode: ranges > 1 ? 'final' : 'complete',
      input: root,
      orders: bindOrders(node.orders, columns),
      schema,
    }));
  }

  /** Every task keeps what may be in the result, one task takes the result from that. */
  private limit(node: LimitNode): Pipelines {
    const { count, offset } = node;
    const below = node.input;
    if (count !== null && below.kind === 'sort' && below.global) return this.top(below, count, offset);
    const input = this.plan(below);
    const output = outputOf(node);
    const limited = (rows: Pipelines, most: number | null, skipped: number): Pipelines =>
      onTop(rows, output, (root, _own, schema) => ({
        kind: 'limit',
        input: root,
        count: most,
        offset: skipped,
        schema,
      }));
    if (node.partial === true) return limited(input, count, 0);
    const first = count === null || tasksOf(input) === 1 ? input : limited(input, count + offset, 0);
    const whole = this.stages.gather(first);
    // Gathered rows come from tasks in order, and nothing but the limit reads them.
    const wanted = count !== null && tasksOf(first) > 1 ? { ...whole, rowsWanted: count + offset } : whole;
    return limited([wanted], count, offset);
  }

  private top(sort: SortNode, count: number, offset: number): Pipelines {
    const output = outputOf(sort);
    const named = namedOrders(sort.input, sort.orders);
    if (named.input !== sort.input) {
      const input = { kind: 'limit', input: { ...sort, ...named }, count, offset } as const;
      return this.plan({ kind: 'project', input, expressions: output });
    }
    const input = this.plan(sort.input);
    const top = (rows: Pipelines): Pipelines =>
      onTop(rows, output, (root, { columns }, schema) => ({
        kind: 'topK',
        input: root,
        orders: bindOrders(sort.orders, columns),
        count: count + offset,
        schema,
      }));
    const whole = tasksOf(input) === 1 ? top(input) : top([this.stages.gather(top(input))]);
    if (offset === 0) return whole;
    return onTop(whole, output, (root, _own, schema) => ({
      kind: 'limit',
      input: root,
      count,
      offset,
      schema,
    }));
  }

  private tail(node: LogicalNode, count: number): Pipelines {
    const input = this.plan(node);
    const last = (rows: Pipelines): Pipelines =>
      onTop(rows, outputOf(node), (root, _own, schema) => ({ kind: 'tail', input: root, count, schema }));
    return tasksOf(input) === 1 ? last(input) : last([this.stages.gather(last(input))]);
  }

  private kernel(node: KernelNode): Pipelines {
    const inputs = node.inputs.map((input) => this.plan(input));
    return planKernel(node, inputs, this.stages, this.options.shufflePartitions);
  }

  /** The first reader makes the stages, all readers read them task by task. */
  private sharedRows(node: SharedNode): Pipelines {
    let made = this.shared.get(node.id);
    if (made === undefined) {
      const input = this.plan(node.input);
      const ids = this.stages.cut(input, () => ({ kind: 'single' }));
      made = ids.map((stage, i) => ({ stage, tasks: input[i].tasks }));
      this.shared.set(node.id, made);
    }
    return made.map(({ stage, tasks }) => readStages([stage], outputOf(node), 'forward', tasks));
  }

  /** Rows of a partition meet in one task; without partition columns all rows do. */
  private window(node: WindowNode): Pipelines {
    const named = namedWindow(node);
    if (named !== node) return this.plan({ kind: 'project', input: named, expressions: outputOf(node) });
    const input = this.plan(node.input);
    const { partitionBy, orderBy, functions } = node;
    const together =
      partitionBy.length === 0 || tasksOf(input) === 1
        ? this.stages.gather(input)
        : this.stages.hash(input, partitionBy, this.partitionsFor(input));
    return onTop([together], outputOf(node), (root, { columns }, schema) => ({
      kind: 'window',
      input: root,
      partitionBy: partitionBy.map((value) => bind(value, columns)),
      orderBy: bindOrders(orderBy, columns),
      functions: functions.map((one) => bind(one.child, columns) as WindowCall),
      schema,
    }));
  }

  private generate(node: GenerateNode): Pipelines {
    return onTop(this.plan(node.input), outputOf(node), (input, { columns }, schema) => ({
      kind: 'generate',
      input,
      generator: bind(node.generator, columns),
      kept: (node.kept ?? columns).map(({ id }) => placeOf(columns, id)),
      schema,
    }));
  }

  private repartition(node: RepartitionNode): Pipelines {
    const input = this.plan(node.input);
    const partitions = node.partitions ?? this.options.shufflePartitions;
    if (!node.shuffle && partitions >= tasksOf(input)) return input;
    if (partitions === 1) return [this.stages.gather(input)];
    const { orders = [] } = node;
    if (orders.length > 0) {
      const named = namedOrders(node.input, orders);
      if (named.input === node.input) return [this.stages.range(input, orders, partitions, false)];
      return this.plan({ kind: 'project', input: { ...node, ...named }, expressions: outputOf(node) });
    }
    if (node.keys.length > 0) return [this.stages.hash(input, node.keys, partitions)];
    return [this.stages.roundRobin(input, partitions)];
  }
}

/** Neighbours that only hold rows of the plan itself (VALUES, createDataFrame) run in one task. */
function mergeConstant(pipelines: Pipelines): Pipelines {
  const merged: Pipeline[] = [];
  let run: Pipeline[] = [];
  const flush = (): void => {
    if (run.length === 1) merged.push(run[0]);
    else if (run.length > 1) {
      const { columns } = run[0];
      const root = { kind: 'union', inputs: run.map((one) => one.root), schema: schemaOf(columns) } as const;
      merged.push({ root, columns, tasks: 1, inputs: [] });
    }
    run = [];
  };
  for (const pipeline of pipelines) {
    if (pipeline.tasks === 1 && isConstant(pipeline.root)) run.push(pipeline);
    else {
      flush();
      merged.push(pipeline);
    }
  }
  flush();
  return merged;
}

function isConstant(node: PhysicalNode): boolean {
  const children = physicalChildren(node);
  if (children.length === 0) return node.kind === 'local' || node.kind === 'range';
  return children.every(isConstant);
}

/** The same columns by position under the ids, names and nullability of a union. */
function renamed(rows: Pipeline, output: readonly Attribute[]): Pipeline {
  const same = rows.columns.every((column, i) => {
    const [own, wanted] = [fieldOf(column), fieldOf(output[i])];
    return own.name === wanted.name && own.nullable === wanted.nullable;
  });
  if (same) return { ...rows, columns: output };
  const expressions = rows.columns.map(boundColumn);
  return {
    ...rows,
    columns: output,
    root: { kind: 'project', input: rows.root, expressions, schema: schemaOf(output) },
  };
}

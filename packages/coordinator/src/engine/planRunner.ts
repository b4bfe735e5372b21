import { randomUUID } from 'node:crypto';
import { toIpc, type StructType } from '@graticule/columnar';
import {
  arrange,
  bind,
  childrenOf,
  evaluationContext,
  optimise,
  outputOf,
  planPhysical,
  schemaOf,
  transformUp,
  type LogicalNode,
  type ScanNode,
  type Split,
  type Stage,
} from '@graticule/sql';
import type { SourceFiles } from '../catalog/sourceFiles.js';
import { OperationFailed, type OperationSpec } from '../scheduler/operation.js';
import type { HeldOperation, Scheduler } from '../scheduler/scheduler.js';
import type { CachedFrames } from './cachedFrames.js';
import { groupSplits, partsOf } from './splits.js';

/** Bytes that the plan reads or makes, at most and least, per partition of an exchange (see partsOf) ... */
const SHUFFLE_BYTES_MAX = 32 * 1024 * 1024;
const SHUFFLE_BYTES_MIN = 8 * 1024 * 1024;
/** ... and of a global sort, which is faster in small parts. */
const SORT_BYTES = 12 * 1024 * 1024;

/** Failures after which a plan is tried without the cached rows. */
const WITHOUT_CACHE = new Set(['LOST_CACHE', 'MEMORY_BUDGET']);

/** Settings of a session that shape its plans. */
export interface PlanOptions {
  /** Those that change results (SESSION_SETTINGS); sent to the tasks. */
  readonly settings: Readonly<Record<string, string>>;
  /** `spark.sql.crossJoin.enabled`: whether an inner join may have no condition. */
  readonly cartesianAllowed: boolean;
  /** `spark.sql.shuffle.partitions`. */
  readonly shufflePartitionsMax: number;
  /** `spark.sql.autoBroadcastJoinThreshold`. */
  readonly broadcastThresholdBytes: number;
}

/** How one plan is to be executed, and who wants to hear about it. */
export interface RunOptions extends PlanOptions {
  readonly operation: string;
  readonly signal: AbortSignal;
  readonly onProgress?: OperationSpec['onProgress'];
  readonly onRejected?: OperationSpec['onRejected'];
}

export interface RunResult {
  readonly schema: StructType;
  /** One Arrow IPC stream per task of the last stage that has rows, in order. */
  readonly streams: AsyncIterable<Uint8Array>;
}

/** A plan cut into stages, with what its leaves read. */
export interface PreparedPlan {
  readonly optimised: LogicalNode;
  readonly stages: readonly Stage[];
  readonly splits: OperationSpec['splits'];
  readonly locals: OperationSpec['locals'];
}

/** From a resolved logical plan to rows: optimise, find splits, cut into stages, schedule. */
export class PlanRunner {
  constructor(
    private readonly files: SourceFiles,
    private readonly scheduler: Scheduler,
    private readonly cached: CachedFrames,
  ) {}

  async run(plan: LogicalNode, options: RunOptions): Promise<RunResult> {
    options.signal.throwIfAborted();
    const spec = await this.#spec(this.cached.substitute(plan), options);
    return { schema: schemaOf(outputOf(plan)), streams: this.#streams(plan, spec, options) };
  }

  /** When cached rows are in the way (lost, or the memory is needed), they are dropped and the plan runs without. */
  async *#streams(plan: LogicalNode, spec: OperationSpec, options: RunOptions): AsyncGenerator<Uint8Array> {
    try {
      yield* this.scheduler.run(spec, options.signal);
    } catch (error) {
      const code = error instanceof OperationFailed ? error.failure.code : '';
      // Rows come only after the operation has finished, so that none has been handed on yet.
      if (!WITHOUT_CACHE.has(code) || !this.cached.dropRows()) throw error;
      const again = { ...(await this.#spec(plan, options)), id: `${spec.id}-uncached` };
      yield* this.scheduler.run(again, options.signal);
    }
  }

  async #spec(plan: LogicalNode, options: RunOptions): Promise<OperationSpec> {
    const { stages, splits, locals } = await this.prepare(plan, options);
    const { operation: id, settings: session, onProgress, onRejected } = options;
    return { id, stages, session, splits, locals, onProgress, onRejected };
  }

  /** Computes a cached frame and keeps its rows on the executors. */
  async #hold(plan: LogicalNode, frameId: string, options: PlanOptions): Promise<HeldOperation> {
    const { stages, splits, locals } = await this.prepare(this.cached.substitute(plan, frameId), options);
    return this.scheduler.hold({ id: randomUUID(), stages, session: options.settings, splits, locals });
  }

  async prepare(plan: LogicalNode, options: PlanOptions): Promise<PreparedPlan> {
    const { settings, cartesianAllowed, shufflePartitionsMax, broadcastThresholdBytes } = options;
    const scanned = new Map<ScanNode, readonly (readonly Split[])[]>();
    let bytes = 0;
    const context = evaluationContext(settings, 0);
    const sized = await mapScans(optimise(plan, { context, cartesianAllowed }), async (scan) => {
      const splits = await this.#planScan(scan, options);
      const estimatedBytes = splits.reduce((sum, split) => sum + split.bytes, 0);
      bytes += estimatedBytes;
      const sizedScan = { ...scan, estimatedBytes, ...rowsOf(splits) };
      scanned.set(
        sizedScan,
        scan.source.kind === 'cached' ? splits.map((split) => [split]) : groupSplits(splits),
      );
      return sizedScan;
    });
    const optimised = arrange(sized);
    const splits = new Map<number, readonly (readonly Split[])[]>();
    const locals = new Map<number, readonly Uint8Array[]>();
    bytes += rangeBytes(optimised);
    const partitionsOf = (most: number, least: number): number =>
      Math.min(shufflePartitionsMax, partsOf(bytes, most, least));
    const stages = planPhysical(optimised, {
      shufflePartitions: partitionsOf(SHUFFLE_BYTES_MAX, SHUFFLE_BYTES_MIN),
      sortPartitions: partitionsOf(SORT_BYTES, SORT_BYTES),
      broadcastThresholdBytes,
      scanTasks(scan, scanId) {
        const groups = scanned.get(scan);
        if (!groups) throw new Error('the planner asked about a scan that is not in the plan');
        splits.set(scanId, groups);
        return groups.length;
      },
      local(local, localId) {
        locals.set(localId, [toIpc(local.batches, schemaOf(local.output))]);
      },
    });
    return { optimised, stages, splits, locals };
  }

  #planScan(scan: ScanNode, options: PlanOptions): Promise<readonly Split[]> {
    if (scan.source.kind === 'cached') {
      return this.cached.splits(scan.source.id, (plan, frameId) => this.#hold(plan, frameId, options));
    }
    return this.files.planScan({
      source: scan.source,
      columns: scan.output.map(({ name }) => name),
      extent: scan.extent,
      filters: scan.pushedFilters.map((filter) => bind(filter, scan.output)),
    });
  }
}

/** The rows of a scan, when all its parts know theirs. */
function rowsOf(splits: readonly Split[]): { readonly estimatedRows?: number } {
  let estimatedRows = 0;
  for (const { rows } of splits) {
    if (rows === undefined) return {};
    estimatedRows += rows;
  }
  return { estimatedRows };
}

/** Bytes of the numbers that a plan makes by itself. */
function rangeBytes(node: LogicalNode): number {
  if (node.kind === 'range') return Math.max(0, Number((node.end - node.start) / node.step)) * 8;
  return childrenOf(node).reduce((sum, child) => sum + rangeBytes(child), 0);
}

/** Replaces every scan; a node that occurs several times is asked about once and stays one node. */
async function mapScans(plan: LogicalNode, map: (scan: ScanNode) => Promise<ScanNode>): Promise<LogicalNode> {
  const scans = new Map<ScanNode, ScanNode>();
  const collect = (node: LogicalNode): void => {
    if (node.kind === 'scan') scans.set(node, node);
    for (const child of childrenOf(node)) collect(child);
  };
  collect(plan);
  await Promise.all([...scans.keys()].map(async (scan) => scans.set(scan, await map(scan))));
  return transformUp(plan, (node) => (node.kind === 'scan' ? (scans.get(node) ?? node) : node));
}

import { randomUUID } from 'node:crypto';
import {
  aliasWithId,
  childrenOf,
  newAttribute,
  originOf,
  outputOf,
  withChildren,
  type LogicalNode,
  type Split,
} from '@graticule/sql';
import type { HeldOperation } from '../scheduler/scheduler.js';

interface Frame {
  readonly id: string;
  readonly plan: LogicalNode;
  readonly session: string;
  /** Set while its rows are computed or kept. */
  held: Promise<HeldOperation> | null;
}

/**
 * Frames that scripts asked to keep (`df.cache()`). A plan that contains one reads its rows from the executors' memory;
 * they are computed when they are wanted for the first time. A frame may be dropped at any time and is then computed anew.
 */
export class CachedFrames {
  /** By the plan of the frame itself: copies under fresh ids (self-joins) know their origin. */
  readonly #byPlan = new Map<LogicalNode, Frame>();
  readonly #byId = new Map<string, Frame>();

  declare(session: string, plan: LogicalNode): void {
    const origin = originOf(plan);
    if (this.#byPlan.has(origin)) return;
    const frame: Frame = { id: randomUUID(), plan: origin, session, held: null };
    this.#byPlan.set(origin, frame);
    this.#byId.set(frame.id, frame);
  }

  forget(plan: LogicalNode): void {
    const frame = this.#byPlan.get(originOf(plan));
    if (frame) this.#remove(frame);
  }

  forgetSession(session: string): void {
    for (const frame of [...this.#byId.values()]) if (frame.session === session) this.#remove(frame);
  }

  /** Frees the memory of all frames; they stay declared. True when there was something to free. */
  dropRows(): boolean {
    let dropped = false;
    for (const frame of this.#byId.values()) {
      dropped ||= frame.held !== null;
      drop(frame);
    }
    return dropped;
  }

  /** The plan with every cached frame in it as a scan of its rows; the frame itself too, unless it is to be computed. */
  substitute(plan: LogicalNode, computing: string | null = null): LogicalNode {
    if (this.#byPlan.size === 0) return plan;
    const frame = this.#byPlan.get(originOf(plan));
    if (frame && frame.id !== computing) return scanOf(frame, plan);
    const children = childrenOf(plan);
    const replaced = children.map((child) => this.substitute(child, computing));
    return replaced.every((child, i) => child === children[i]) ? plan : withChildren(plan, replaced);
  }

  /** One split per partition of a frame; compute: starts computing `plan` (the frame with that id). */
  async splits(
    id: string,
    compute: (plan: LogicalNode, frameId: string) => Promise<HeldOperation>,
  ): Promise<readonly Split[]> {
    const frame = this.#byId.get(id);
    // Uncached between planning and now: an empty answer would be wrong.
    if (!frame) throw new Error(`the cached frame ${id} is gone`);
    frame.held ??= compute(frame.plan, id);
    const { held } = frame;
    try {
      const partitions = await (await held).partitions();
      return partitions.map(({ rows, bytes, ...place }) => ({
        bytes: Math.max(1, bytes),
        rows,
        detail: { ...place },
      }));
    } catch (error) {
      if (frame.held === held) drop(frame);
      throw error;
    }
  }

  #remove(frame: Frame): void {
    this.#byPlan.delete(frame.plan);
    this.#byId.delete(frame.id);
    drop(frame);
  }
}

function drop(frame: Frame): void {
  const { held } = frame;
  frame.held = null;
  void held?.then((operation) => operation.release()).catch(() => undefined);
}

/** Fields are named by position, because a frame may have several columns of one name. */
function scanOf(frame: Frame, plan: LogicalNode): LogicalNode {
  const columns = outputOf(plan);
  const output = columns.map(({ type, nullable }, i) => newAttribute(String(i), type, nullable));
  const source = { kind: 'cached', name: 'cached frame', id: frame.id } as const;
  const scan: LogicalNode = { kind: 'scan', source, output, extent: null, pushedFilters: [] };
  const expressions = columns.map(({ name, id, metadata }, i) => aliasWithId(output[i], name, id, metadata));
  return { kind: 'project', input: scan, expressions };
}

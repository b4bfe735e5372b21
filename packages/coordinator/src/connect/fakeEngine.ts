import {
  fromValues,
  sliceBatch,
  toIpc,
  valueAt,
  type Batch,
  type StructType,
  type Value,
} from '@graticule/columnar';
import {
  analyse,
  logicalText,
  outputOf,
  schemaOf,
  type Expression,
  type LogicalNode,
  type UnresolvedRelation,
} from '@graticule/sql';
import type { Engine, EncodedBatch, Execution, JobInputs, Operation, WriteRequest } from './engine.js';
import { notSupportedYet } from './errors.js';
import type { Session } from './session.js';

const BATCH_ROWS = 2;

/**
 * An engine for tests of the service: analyses for real, runs ranges, local rows, limits and projections of plain columns
 * row by row in this process, and keeps what it was asked to write.
 */
export class FakeEngine implements Engine {
  readonly written: WriteRequest[] = [];
  readonly releasedSessions: string[] = [];
  inputs: JobInputs = { layers: [], userVariablesJson: '{}' };
  /** Awaited between batches, so that a test can hold a query. */
  beforeBatch: (operation: Operation) => Promise<void> = () => Promise.resolve();

  analyse(session: Session, relation: UnresolvedRelation): Promise<LogicalNode> {
    return analyse(relation, {
      conf: (key) => session.conf.get(key),
      table: (parts) => Promise.resolve(parts.length === 1 ? session.view(parts[0]) : undefined),
      read: ({ format }) => Promise.reject(notSupportedYet(`Format ${format}`)),
      tool: ({ tool }) => Promise.reject(notSupportedYet(`Tool ${tool}`)),
      relation: (id) => session.relation(id),
    });
  }

  execute(_session: Session, plan: LogicalNode, operation: Operation): Promise<Execution> {
    const schema = schemaOf(outputOf(plan));
    return Promise.resolve({ schema, batches: this.#batches(schema, rowsOf(plan), operation) });
  }

  async write(_session: Session, request: WriteRequest): Promise<void> {
    this.written.push(request);
  }

  explain(_session: Session, plan: LogicalNode): Promise<string> {
    return Promise.resolve(logicalText(plan));
  }

  countPartitions(): Promise<number> {
    return Promise.resolve(1);
  }

  persist(): void {}

  unpersist(): void {}

  jobInputs(): Promise<JobInputs> {
    return Promise.resolve(this.inputs);
  }

  released(session: Session): void {
    this.releasedSessions.push(session.id);
  }

  async *#batches(
    schema: StructType,
    rows: readonly (readonly Value[])[],
    operation: Operation,
  ): AsyncGenerator<EncodedBatch> {
    if (rows.length === 0) return;
    const columns = schema.fields.map(({ type }, k) =>
      fromValues(
        type,
        rows.map((row) => row[k]),
      ),
    );
    const all: Batch = { schema, length: rows.length, columns };
    for (let start = 0; start < rows.length; start += BATCH_ROWS) {
      await this.beforeBatch(operation);
      operation.signal.throwIfAborted();
      const batch = sliceBatch(all, start, Math.min(start + BATCH_ROWS, rows.length));
      yield { rows: batch.length, ipc: toIpc([batch], schema) };
    }
  }
}

function rowsOf(plan: LogicalNode): Value[][] {
  switch (plan.kind) {
    case 'range': {
      const rows: Value[][] = [];
      for (let value = plan.start; value < plan.end; value += plan.step) rows.push([value]);
      return rows;
    }
    case 'local':
      return plan.batches.flatMap(({ columns, length }) =>
        Array.from({ length }, (_, row) => columns.map((column) => valueAt(column, row))),
      );
    case 'limit':
      return rowsOf(plan.input).slice(
        plan.offset,
        plan.count === null ? undefined : plan.offset + plan.count,
      );
    case 'subqueryAlias':
      return rowsOf(plan.input);
    case 'project': {
      const positions = plan.expressions.map((expression) => positionOf(plan.input, expression));
      return rowsOf(plan.input).map((row) => positions.map((position) => row[position]));
    }
    default:
      throw notSupportedYet(`The test engine: ${plan.kind}`);
  }
}

function positionOf(input: LogicalNode, expression: Expression): number {
  const column = expression.kind === 'alias' ? expression.child : expression;
  if (column.kind !== 'attribute') throw notSupportedYet(`The test engine: ${column.kind}`);
  return outputOf(input).findIndex(({ id }) => id === column.id);
}

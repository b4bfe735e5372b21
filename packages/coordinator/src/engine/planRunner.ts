import type { StructType } from '@graticule/columnar';
import { toIpc } from '@graticule/columnar';
import {
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
import type { OperationSpec } from '../scheduler/operation.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import { groupSplits } from './splits.js';

/** How one plan is to be executed, and who wants to hear about it. */
export interface RunOptions {
  readonly operation: string;
  /** Session settings that change results; sent to the tasks. */
  readonly settings: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onProgress?: OperationSpec['onProgress'];
  readonly onRejected?: OperationSpec['onRejected'];
}

export interface RunResult {
  readonly schema: StructType;
  /** One Arrow IPC stream per task of the last stage that has rows, in order. */
  readonly streams: AsyncIterable<Uint8Array>;
}

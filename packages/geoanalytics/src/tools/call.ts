import type { Attribute, LogicalNode } from '@graticule/sql';
import type { Envelope } from '../crs/projector.js';
import type { SpatialReference } from '../geometry/recognise.js';
import type { ToolDefinition } from './definition.js';

/** One run of a tool as it arrives: parameters by REST name as JSON values, layers apart. */
export interface ToolCall {
  /** Task name: `AggregatePoints`. */
  readonly tool: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Layers by REST name; those of a list parameter are `name.0`, `name.1` ... */
  readonly inputs: Readonly<Record<string, LogicalNode>>;
  /** REST name of the output wanted; empty: the tool's first. */
  readonly output: string;
}

/** What lowering asks of the engine. */
export interface LoweringContext {
  /** Extent of a geometry column's data in its own system, computed by running the plan; null when there is none. */
  extentOf(plan: LogicalNode, attribute: Attribute): Promise<Envelope | null>;
  /** Tells the user of the job. */
  message(level: 'informative' | 'warning', text: string): void;
}

/** Parameters after checking: canonical spellings, defaults filled in, null where absent without default. */
export interface CheckedCall {
  readonly definition: ToolDefinition;
  readonly values: Readonly<Record<string, CheckedValue>>;
  readonly layers: Readonly<Record<string, LogicalNode>>;
  readonly output: string;
}

export interface StatisticRequest {
  readonly statisticType: StatisticType;
  readonly onStatisticField: string;
}

export type StatisticType = 'Count' | 'Sum' | 'Mean' | 'Min' | 'Max' | 'Range' | 'Stddev' | 'Var' | 'Any';

export type CheckedValue =
  | null
  | string
  | number
  | boolean
  | readonly string[]
  | readonly StatisticRequest[]
  | SpatialReference
  | Readonly<Record<string, unknown>>
  | readonly unknown[];

/** A tool: its definition and how a checked call becomes a plan for the output asked for. */
export interface Tool {
  readonly definition: ToolDefinition;
  lower(call: CheckedCall, context: LoweringContext): Promise<LogicalNode>;
}

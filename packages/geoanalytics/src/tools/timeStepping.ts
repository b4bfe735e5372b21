import { TIMESTAMP, field, structType } from '@graticule/columnar';
import { newAlias, newAttribute, outputOf } from '@graticule/sql';
import type { Alias, Attribute, LogicalNode } from '@graticule/sql';
import { invalidParameter } from '../errors.js';
import { findTime, timeMetadata } from '../geometry/recognise.js';
import { approximateMicros } from '../kernels/timeSteps.js';
import type { Duration, TimeSteps } from '../kernels/timeSteps.js';
import type { CheckedCall } from './call.js';
import type { ParameterDefinition } from './definition.js';
import { kernelNode } from './geometryNodes.js';
import { TIME_UNITS, TIME_UNIT_NAMES } from './units.js';

/** An instant in more steps than this is taken for a mistake in the parameters. */
const OVERLAP_MAX = 1000;

export const TIME_STEP_PARAMETERS: readonly ParameterDefinition[] = [
  {
    name: 'timeStepInterval',
    type: 'integer',
    required: false,
    default: null,
    greaterThan: 0,
    description: 'Length of a time step. The points must have an instant each.',
  },
  {
    name: 'timeStepIntervalUnit',
    type: 'string',
    required: false,
    default: null,
    choices: TIME_UNIT_NAMES,
    description: 'Unit of timeStepInterval. Months and years follow the calendar in UTC.',
  },
  {
    name: 'timeStepRepeatInterval',
    type: 'integer',
    required: false,
    default: null,
    greaterThan: 0,
    description:
      'From the start of one step to the start of the next; the step length when not given. A longer one leaves gaps, ' +
      'a shorter one makes steps overlap.',
  },
  {
    name: 'timeStepRepeatIntervalUnit',
    type: 'string',
    required: false,
    default: null,
    choices: TIME_UNIT_NAMES,
    description: 'Unit of timeStepRepeatInterval.',
  },
  {
    name: 'timeStepReference',
    type: 'date',
    required: false,
    default: null,
    description:
      'An instant at which a step starts, as epoch milliseconds or a date; 1970-01-01 when not given. Steps extend ' +
      'before and after it.',
  },
];

/** The time steps of a call, or null when it asks for none. */
export function timeStepsOf(call: CheckedCall): TimeSteps | null {
  const { values } = call;
  const interval = duration(call, 'timeStepInterval');
  const repeat = duration(call, 'timeStepRepeatInterval');
  const reference = values.timeStepReference as number | null;
  if (interval === null) {
    if (repeat === null && reference === null) return null;
    const given = repeat === null ? 'timeStepReference' : 'timeStepRepeatInterval';
    throw invalidParameter(call.definition.name, 'timeStepInterval', `required with ${given}, not given`);
  }
  const steps = { reference: (reference ?? 0) * 1000, interval, repeat: repeat ?? interval };
  if (approximateMicros(steps.interval) > OVERLAP_MAX * approximateMicros(steps.repeat)) {
    throw invalidParameter(
      call.definition.name,
      'timeStepRepeatInterval',
      `expected at least a ${OVERLAP_MAX}th of timeStepInterval, found ${values.timeStepRepeatInterval} ` +
        `${values.timeStepRepeatIntervalUnit}`,
    );
  }
  return steps;
}

function duration(call: CheckedCall, name: string): Duration | null {
  const value = call.values[name] as number | null;
  const unitName = call.values[`${name}Unit`] as string | null;
  if (value === null && unitName === null) return null;
  const tool = call.definition.name;
  if (value === null) throw invalidParameter(tool, name, `required with ${name}Unit, not given`);
  if (unitName === null) throw invalidParameter(tool, `${name}Unit`, `required with ${name}, not given`);
  const unit = TIME_UNITS.get(unitName)!;
  return unit.kind === 'fixed'
    ? { kind: 'fixed', micros: value * unit.micros }
    : { kind: 'calendar', months: value * unit.months };
}

/** The instant column of a layer that is to be stepped through. Throws when it has none or has intervals. */
export function instantOf(call: CheckedCall, layer: string, columns: readonly Attribute[]): Attribute {
  const time = findTime(columns);
  const tool = call.definition.name;
  if (time === null) {
    throw invalidParameter(tool, 'timeStepInterval', `${layer} must be time enabled; it has no $time column`);
  }
  if (time.timeType === 'interval') {
    throw invalidParameter(
      tool,
      'timeStepInterval',
      `${layer} must have instants; its $time column has intervals`,
    );
  }
  return time.column;
}

export interface Stepped {
  readonly node: LogicalNode;
  readonly start: Attribute;
  readonly end: Attribute;
}

/** The plan's rows, once for every step that contains their instant; two columns more. */
export function stepNode(input: LogicalNode, instant: Attribute, steps: TimeSteps): Stepped {
  const columns = outputOf(input);
  const start = newAttribute('START_DATETIME', TIMESTAMP, false);
  const end = newAttribute('END_DATETIME', TIMESTAMP, false);
  const time = columns.findIndex((column) => column.id === instant.id);
  const node = kernelNode('timeSteps', input, { ...steps, time }, [...columns, start, end]);
  return { node, start, end };
}

/** The `$time` interval of a stepped result. */
export function timeColumn(start: Attribute, end: Attribute): Alias {
  const type = structType([field('start', TIMESTAMP), field('end', TIMESTAMP)]);
  const names = [start, end].flatMap((bound, k) => [
    { kind: 'literal', value: k === 0 ? 'start' : 'end', type: { kind: 'string' } } as const,
    bound,
  ]);
  return newAlias(
    { kind: 'call', name: 'named_struct', args: names, type, nullable: false },
    '$time',
    timeMetadata('interval'),
  );
}

import { anyNullable } from './columns.js';
import { ArgumentError } from './definition.js';
import { defaultInt } from './defaultArguments.js';
import type { ArgumentType, WindowFunction } from './definition.js';
import { implicitCast } from '../types/coercion.js';

/** Functions that need OVER: their types. The window operator computes them. */

const INT = { kind: 'int' } as const;
const DOUBLE = { kind: 'double' } as const;
const BOOLEAN = { kind: 'boolean' } as const;

function rank(name: string, doc: string, type: typeof INT | typeof DOUBLE = INT): WindowFunction {
  return {
    kind: 'window',
    family: 'rank',
    names: [name],
    doc,
    inputTypes: { rule: 'each', types: [] },
    resultType: () => ({ type, nullable: false }),
  };
}

const isWholeNumber = (argument: ArgumentType | undefined): boolean =>
  argument === undefined || typeof argument.literal === 'number';

/** lag and lead: value, distance (1), default (null); true for IGNORE NULLS. */
function offset(name: string, doc: string): WindowFunction {
  return {
    kind: 'window',
    family: 'offset',
    names: [name],
    doc,
    inputTypes: {
      rule: 'custom',
      min: 1,
      max: 4,
      types: (args) => {
        if (args.length > 2 && !implicitCast(args[2].type, args[0].type)) {
          throw new ArgumentError(`${name} expects a default of the type of the value`);
        }
        return args.map((_, k) => (k === 1 ? INT : k === 3 ? BOOLEAN : args[0].type));
      },
    },
    defaults: [defaultInt(1), { literal: { kind: 'literal', value: null, type: { kind: 'null' } } }],
    resultType: (args) => {
      if (!isWholeNumber(args[1]))
        throw new ArgumentError(`${name} expects a literal whole number as distance`);
      const nullable = args.length < 3 || anyNullable([args[0], args[2]]);
      return { type: args[0].type, nullable };
    },
  };
}

export const windowFunctions: readonly WindowFunction[] = [
  rank('row_number', 'Number of the row in its partition, from 1.'),
  rank('rank', 'Number of the first of the rows with equal order values.'),
  rank('dense_rank', 'Number of the order value among the different ones.'),
  rank('percent_rank', '(rank - 1) / (rows - 1); 0 in a partition of one row.', DOUBLE),
  rank('cume_dist', 'Share of the rows up to this one and its peers.', DOUBLE),
  {
    kind: 'window',
    family: 'rank',
    names: ['ntile'],
    doc: 'Number of the part, from 1, when the partition is cut into parts of almost equal size.',
    inputTypes: { rule: 'each', types: [INT], optional: 1 },
    defaults: [defaultInt(1)],
    resultType: ([parts]) => {
      if (!isWholeNumber(parts)) {
        throw new ArgumentError(`Buckets expression must be foldable, but got ${parts.text ?? ''}`);
      }
      if (typeof parts?.literal === 'number' && parts.literal <= 0) {
        throw new ArgumentError(`Buckets expression must be positive, but got: ${parts.literal}`);
      }
      return { type: INT, nullable: false };
    },
  },
  offset(
    'lag',
    'Value of the row some rows before (those with a value alone, with IGNORE NULLS); the default (null) where there is none.',
  ),
  offset(
    'lead',
    'Value of the row some rows after (those with a value alone, with IGNORE NULLS); the default (null) where there is none.',
  ),
  {
    kind: 'window',
    family: 'value',
    names: ['nth_value'],
    doc: 'Value of the n-th row of the frame, from 1; of those not null when the third argument is true.',
    inputTypes: { rule: 'each', types: ['any', INT, BOOLEAN], optional: 1 },
    resultType: ([value, position]) => {
      if (!isWholeNumber(position)) {
        throw new ArgumentError(`Offset expression '${position.text ?? ''}' must be a literal.`);
      }
      if (typeof position.literal === 'number' && position.literal < 1) {
        throw new ArgumentError(
          `The 'offset' argument of nth_value must be greater than zero but it is ${position.literal}.`,
        );
      }
      return { type: value.type, nullable: true };
    },
  },
];

import { DOUBLE, LONG } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { newAlias } from '@graticule/sql';
import type { Alias, Attribute, Expression } from '@graticule/sql';
import { invalidParameter } from '../errors.js';
import type { LoweringContext, StatisticRequest, StatisticType } from './call.js';
import { aggregate, castTo, countRows, countValues, subtract, whenSeveral } from './expressions.js';

const PREFIX: Readonly<Record<StatisticType, string>> = {
  Count: 'COUNT',
  Sum: 'SUM',
  Mean: 'MEAN',
  Min: 'MIN',
  Max: 'MAX',
  Range: 'RANGE',
  Stddev: 'SD',
  Var: 'VAR',
  Any: 'ANY',
};

type FieldClass = 'numeric' | 'text' | 'date' | 'other';

const STATISTICS_OF: Readonly<Record<FieldClass, readonly StatisticType[]>> = {
  numeric: ['Count', 'Sum', 'Mean', 'Min', 'Max', 'Range', 'Stddev', 'Var'],
  text: ['Count', 'Any'],
  date: ['Count'],
  other: [],
};

/** Fields of services that number or measure features; they are not summarised unless asked for by name. */
const SYSTEM_FIELDS = /^(objectid|fid|oid|globalid|shape__area|shape__length|shape_area|shape_length)$/i;

export interface Statistics {
  /** Input columns that the aliases refer to. */
  readonly fields: readonly Attribute[];
  /** `COUNT`, then one alias over aggregate calls for each statistic. */
  readonly results: readonly Alias[];
}

/**
 * The statistics of a tool's summaryFields (reference: units and statistics, section 5). requests null (the parameter
 * is absent): all statistics that fit each field; an empty list: the count of rows only. A statistic that does not fit
 * its field is left out with a warning; an unknown field is an error. `taken` are names the results must not have.
 */
export function statisticsOf(
  tool: string,
  parameter: string,
  requests: readonly StatisticRequest[] | null,
  columns: readonly Attribute[],
  taken: readonly string[],
  context: LoweringContext,
): Statistics {
  const names = new Set(taken.map((name) => name.toLowerCase()));
  const results: Alias[] = [newAlias(countRows(), freeName('COUNT', names))];
  const fields = new Map<number, Attribute>();
  const done = new Set<string>();
  for (const { statisticType, onStatisticField } of requests ?? everything(columns)) {
    const column = columnNamed(tool, parameter, onStatisticField, columns);
    const key = `${statisticType} ${column.id}`;
    if (done.has(key)) continue;
    done.add(key);
    if (!STATISTICS_OF[classOf(column.type)].includes(statisticType)) {
      context.message(
        'warning',
        `${tool}: ${statisticType} of field ${column.name} (${column.type.kind}) is not possible and was left out.`,
      );
      continue;
    }
    fields.set(column.id, column);
    const name = freeName(`${PREFIX[statisticType]}_${column.name}`, names);
    results.push(newAlias(expressionOf(statisticType, column), name));
  }
  return { fields: [...fields.values()], results };
}

/** The name, or the name with the first free number appended; it is taken from then on. */
export function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 1; taken.has(free.toLowerCase()); number++) free = `${name}${number}`;
  taken.add(free.toLowerCase());
  return free;
}

function everything(columns: readonly Attribute[]): StatisticRequest[] {
  return columns
    .filter((column) => !column.name.startsWith('$') && !SYSTEM_FIELDS.test(column.name))
    .flatMap((column) =>
      STATISTICS_OF[classOf(column.type)].map((statisticType) => ({
        statisticType,
        onStatisticField: column.name,
      })),
    );
}

function columnNamed(
  tool: string,
  parameter: string,
  name: string,
  columns: readonly Attribute[],
): Attribute {
  const found =
    columns.find((column) => column.name === name) ??
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const known = columns.map((column) => column.name).filter((known) => !known.startsWith('$'));
  throw invalidParameter(tool, parameter, `no field ${name}; the layer has ${known.join(', ')}`);
}

function classOf(type: DataType): FieldClass {
  switch (type.kind) {
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
    case 'float':
    case 'double':
    case 'decimal':
      return 'numeric';
    case 'string':
    case 'boolean':
      return 'text';
    case 'date':
    case 'timestamp':
      return 'date';
    default:
      return 'other';
  }
}

/** Sums and moments are doubles whatever the field; least, greatest and any keep the field's type. */
function expressionOf(statistic: StatisticType, column: Attribute): Expression {
  switch (statistic) {
    case 'Count':
      return countValues(column);
    case 'Sum':
      return aggregate('sum', [castTo(column, DOUBLE)], DOUBLE);
    case 'Mean':
      return aggregate('avg', [castTo(column, DOUBLE)], DOUBLE);
    case 'Min':
      return aggregate('min', [column], column.type);
    case 'Max':
      return aggregate('max', [column], column.type);
    case 'Range': {
      // One size larger than the field, so that it cannot overflow.
      const whole = ['byte', 'short', 'int', 'long'].includes(column.type.kind);
      const type = whole ? LONG : DOUBLE;
      const greatest = castTo(aggregate('max', [column], column.type), type);
      return subtract(greatest, castTo(aggregate('min', [column], column.type), type), type);
    }
    case 'Stddev':
      return whenSeveral(column, aggregate('stddev_samp', [castTo(column, DOUBLE)], DOUBLE));
    case 'Var':
      return whenSeveral(column, aggregate('var_samp', [castTo(column, DOUBLE)], DOUBLE));
    case 'Any':
      // Any value will do; the least is the same one for every partitioning.
      return aggregate('min', [column], column.type);
  }
}

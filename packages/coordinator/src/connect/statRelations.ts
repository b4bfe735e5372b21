import { arrayType, DOUBLE, field, fromValues, INT, STRING, structType } from '@graticule/columnar';
import type { StatApproxQuantile, StatCorr, StatCov, StatSampleBy } from '@graticule/protocol';
import {
  isNumeric,
  type Attribute,
  type UnresolvedExpression,
  type UnresolvedRelation,
} from '@graticule/sql';
import { malformed, SparkError } from './errors.js';
import { fromProtoExpression, type RelationOfPlan } from './expressions.js';
import { fromProtoLiteral } from './literals.js';
import {
  call,
  cast,
  column,
  columnNamed,
  double,
  findColumn,
  literal,
  long,
  named,
  namedColumns,
  text,
} from './unresolvedNodes.js';

/** What `describe` tells of a column. */
const DESCRIBED = ['count', 'mean', 'stddev', 'min', 'max'];
/** What `summary` tells when it is not asked for anything. */
const SUMMARISED = ['count', 'mean', 'stddev', 'min', '25%', '50%', '75%', 'max'];

/** `describe`: of some columns, of all numbers and texts when none is named. */
export function describe(
  input: UnresolvedRelation,
  output: readonly Attribute[],
  names: readonly string[],
): UnresolvedRelation {
  if (names.length === 0) return summarise(input, output, DESCRIBED);
  const { columns } = namedColumns(input, output);
  const chosen = names.map((name) => columnNamed(columns, name));
  // Analysis says which of them there is not.
  if (!chosen.every((one) => one !== undefined))
    return { kind: 'project', input, expressions: names.map(column) };
  const selected: UnresolvedRelation = {
    kind: 'project',
    input,
    expressions: chosen.map(({ reference }) => reference),
  };
  const attributes = chosen.map(({ name }) => output.find((attribute) => attribute.name === name)!);
  return summarise(selected, attributes, DESCRIBED);
}

/**
 * `summary`: one row per statistic, its name in `summary`, and its value as text for every column of numbers or text.
 * The statistics of a column are one aggregation; a constant table with a row per statistic spreads them over rows.
 */
export function summarise(
  input: UnresolvedRelation,
  output: readonly Attribute[],
  asked: readonly string[],
): UnresolvedRelation {
  const statistics = asked.length === 0 ? SUMMARISED : asked;
  const frame = namedColumns(input, output);
  const columns = frame.columns.filter(({ type }) => isNumeric(type) || type.kind === 'string');
  const nameOf = (statistic: number, item: number): string => `${statistic} of ${item}`;
  const aggregates = columns.flatMap(({ reference, type }, item) =>
    statistics.map((name, statistic) => {
      const argument = type.kind === 'string' && name.endsWith('%') ? cast(reference, DOUBLE) : reference;
      return named(cast(statisticOf(name, argument), STRING), nameOf(statistic, item));
    }),
  );
  const rows = statisticNames(statistics);
  const joined: UnresolvedRelation =
    aggregates.length === 0
      ? rows
      : {
          kind: 'join',
          left: rows,
          right: { kind: 'aggregate', input: frame.input, keys: [], aggregates },
          type: 'cross',
          condition: null,
          using: [],
        };
  const position: UnresolvedExpression = {
    kind: 'unresolvedSortOrder',
    child: column('position'),
    ascending: true,
    nullsFirst: null,
  };
  const values = columns.map(({ name }, item) => {
    const branches = statistics.map((_, statistic) => ({
      when: call('=', column('position'), literal(statistic, INT)),
      then: column(nameOf(statistic, item)),
    }));
    return named({ kind: 'unresolvedCase', branches, otherwise: null }, name);
  });
  return {
    kind: 'project',
    input: { kind: 'sort', input: joined, orders: [position], global: true },
    expressions: [column('summary'), ...values],
  };
}

function statisticNames(statistics: readonly string[]): UnresolvedRelation {
  const schema = structType([field('position', INT, false), field('summary', STRING)]);
  const positions = statistics.map((_, position) => position);
  const columns = [fromValues(INT, positions), fromValues(STRING, statistics)];
  return { kind: 'localRelation', schema, batches: [{ schema, length: statistics.length, columns }] };
}

function statisticOf(name: string, argument: UnresolvedExpression): UnresolvedExpression {
  if (name.endsWith('%')) return call('percentile_approx', argument, double(fractionOf(name)));
  switch (name.toLowerCase()) {
    case 'count':
    case 'stddev':
    case 'min':
    case 'max':
    case 'approx_count_distinct':
      return call(name.toLowerCase(), argument);
    case 'mean':
      return call('avg', argument);
    case 'count_distinct':
      return { kind: 'unresolvedFunction', name: 'count', args: [argument], distinct: true };
    default:
      throw new SparkError('IllegalArgumentException', `${name} is not a recognised statistic`);
  }
}

function fractionOf(percentile: string): number {
  const fraction = Number(percentile.slice(0, -1)) / 100;
  if (Number.isNaN(fraction)) {
    throw new SparkError('IllegalArgumentException', `Unable to parse ${percentile} as a percentile`);
  }
  if (fraction >= 0 && fraction <= 1) return fraction;
  throw new SparkError(
    'IllegalArgumentException',
    'requirement failed: Percentiles must be in the range [0, 1]',
  );
}

/** `cov`: sample covariance of two columns of numbers; null counts as 0, as in Spark. One row, one column. */
export function covariance(
  input: UnresolvedRelation,
  output: readonly Attribute[],
  { col1, col2 }: StatCov,
): UnresolvedRelation {
  return ofTwoNumbers(input, output, 'covariance', [col1, col2], 'cov', 'covar_samp');
}

/** `corr`: Pearson's correlation of two columns of numbers; null counts as 0, as in Spark. One row, one column. */
export function correlation(
  input: UnresolvedRelation,
  output: readonly Attribute[],
  { col1, col2, method = 'pearson' }: StatCorr,
): UnresolvedRelation {
  if (method !== 'pearson') {
    throw new SparkError(
      'IllegalArgumentException',
      'Currently only the calculation of the Pearson Correlation coefficient is supported.',
    );
  }
  return ofTwoNumbers(input, output, 'correlation', [col1, col2], 'corr', 'corr');
}

function ofTwoNumbers(
  input: UnresolvedRelation,
  output: readonly Attribute[],
  what: string,
  names: readonly string[],
  result: string,
  functionName: string,
): UnresolvedRelation {
  const frame = namedColumns(input, output);
  const numbers = names.map((name) => {
    const { reference, type } = findColumn(frame.columns, name);
    if (isNumeric(type)) return call('coalesce', cast(reference, DOUBLE), double(0));
    throw new SparkError(
      'IllegalArgumentException',
      `requirement failed: Currently ${what} calculation for columns with dataType ${type.kind} not supported.`,
    );
  });
  const value = call('coalesce', call(functionName, ...numbers), double(NaN));
  return { kind: 'aggregate', input: frame.input, keys: [], aggregates: [named(value, result)] };
}

/** `approxQuantile`: one row with a list of quantiles per column; null and NaN are left out. */
export function approximateQuantiles(
  input: UnresolvedRelation,
  output: readonly Attribute[],
  { cols, probabilities, relativeError }: StatApproxQuantile,
): UnresolvedRelation {
  const frame = namedColumns(input, output);
  const fractions = literal([...probabilities], arrayType(DOUBLE, false));
  const accuracy = relativeError > 0 ? Math.ceil(1 / relativeError) : 2 ** 31 - 1;
  const quantiles = cols.map((name) => {
    const { reference, type } = findColumn(frame.columns, name);
    if (!isNumeric(type)) {
      throw new SparkError(
        'IllegalArgumentException',
        `requirement failed: Quantile calculation for column ${name} with data type ${type.kind} is not supported.`,
      );
    }
    const values = call('nanvl', cast(reference, DOUBLE), literal(null, DOUBLE));
    return call('percentile_approx', values, fractions, literal(accuracy, INT));
  });
  const result = named(call('array', ...quantiles), 'approx_quantile');
  return { kind: 'aggregate', input: frame.input, keys: [], aggregates: [result] };
}

/** `sampleBy`: rows kept with the probability of their stratum, 0 for strata that are not listed. */
export function sampleByStratum(
  input: UnresolvedRelation,
  { col, fractions, seed }: StatSampleBy,
  relationOf: RelationOfPlan,
): UnresolvedRelation {
  const stratum = fromProtoExpression(col, relationOf);
  const branches = fractions.map(({ stratum: value, fraction }) => {
    if (value === undefined) throw malformed('A fraction lacks its stratum');
    return { when: call('=', stratum, fromProtoLiteral(value)), then: double(fraction) };
  });
  if (branches.length === 0) return { kind: 'limit', input, count: 0 };
  const random = seed === undefined ? call('rand') : call('rand', long(seed));
  const kept: UnresolvedExpression = { kind: 'unresolvedCase', branches, otherwise: double(0) };
  return { kind: 'filter', input, condition: call('<', random, kept) };
}

/** `crosstab` of two columns as text, with one column for each of `values` of the second; null reads "null". */
export function crosstab(
  input: UnresolvedRelation,
  names: readonly [string, string],
  values: readonly string[],
): UnresolvedRelation {
  const [first, second] = names.map(textOf);
  const counts = values.map((value) => {
    const branches = [{ when: call('=', second, text(value)), then: literal(1, INT) }];
    const hit: UnresolvedExpression = { kind: 'unresolvedCase', branches, otherwise: null };
    const count = call('count', hit);
    // As in Spark nullable by its type, though never null.
    const shown = [{ when: call('isnotnull', count), then: count }];
    return named({ kind: 'unresolvedCase', branches: shown, otherwise: null }, value.replaceAll('`', ''));
  });
  return { kind: 'aggregate', input, keys: [named(first, names.join('_'))], aggregates: counts };
}

/** The distinct values that `crosstab` makes columns of, in order. */
export function crosstabValues(input: UnresolvedRelation, name: string): UnresolvedRelation {
  const expressions = [named(textOf(name), 'value')];
  const distinct: UnresolvedRelation = {
    kind: 'deduplicate',
    input: { kind: 'project', input, expressions },
    columns: null,
  };
  const order: UnresolvedExpression = {
    kind: 'unresolvedSortOrder',
    child: column('value'),
    ascending: true,
    nullsFirst: null,
  };
  return { kind: 'sort', input: distinct, orders: [order], global: true };
}

function textOf(name: string): UnresolvedExpression {
  const value = cast(column(name), STRING);
  // Nullable by its type, as Spark's column of first values is.
  const branches = [{ when: call('isnull', value), then: text('null') }];
  return { kind: 'unresolvedCase', branches, otherwise: value };
}

import { createBuilder, nullColumn, take } from '@graticule/columnar';
import type { Column, DataType, DictionaryColumn, Value } from '@graticule/columnar';
import { anyNullable, commonValidity, isRowValid, strideOf, textReader, valuesOf } from './columns.js';
import type { DefaultArgument, InputType, Raises, ScalarFunction } from './definition.js';
import { ROWS_PER_VALUE, mapText, rowsOf } from './mapText.js';

type Cell = string | number;

/** A function whose result is null exactly when an argument is (or when `compute` says so). Arguments: text and ints. */
export function scalarText(
  names: readonly string[],
  doc: string,
  types: readonly InputType[],
  result: DataType,
  compute: (...args: never[]) => Value,
  options: {
    readonly optional?: number;
    readonly nullable?: boolean;
    readonly raises?: Raises;
    readonly defaults?: readonly DefaultArgument[];
  } = {},
): ScalarFunction {
  const call = compute as Call;
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: true,
    raises: options.raises,
    inputTypes: { rule: 'each', types, optional: options.optional },
    defaults: options.defaults,
    resultType: (args) => ({ type: result, nullable: options.nullable === true || anyNullable(args) }),
    evaluate: (args, length, _, type) => {
      if (args.some((arg) => arg.layout === 'null')) return nullColumn(type, length);
      if (args.length === 1 && type.kind === 'string' && args[0].type.kind === 'string')
        return mapText(args[0], length, (text) => call(text) as string);
      const few = fewTexts(args, length);
      if (few >= 0) {
        const byText = computedByText(args, few, type, call);
        if (byText !== null) return byText;
      }
      return computed(args, length, type, call);
    },
  };
}

type Call = (...args: Cell[]) => Value;

/** The argument with a dictionary of few texts, where all others are the same in each row; -1 when there is none. */
function fewTexts(args: readonly Column[], length: number): number {
  const varying = args.filter((arg) => arg.length === length);
  if (varying.length !== 1) return -1;
  const [arg] = varying;
  const few = arg.layout === 'dictionary' && arg.dictionary.length * ROWS_PER_VALUE <= length;
  return few ? args.indexOf(arg) : -1;
}

/** Once for each text of argument `few`; null when that raises: perhaps for a text that no row has. */
function computedByText(args: readonly Column[], few: number, type: DataType, call: Call): Column | null {
  const { indices, dictionary, validity } = args[few] as DictionaryColumn;
  try {
    const results = computed(args.with(few, dictionary), dictionary.length, type, call);
    return take(results, rowsOf(indices, validity));
  } catch {
    return null;
  }
}

/** Row by row. */
function computed(args: readonly Column[], length: number, type: DataType, call: Call): Column {
  const readers = args.map((arg) => cellReader(arg, length));
  const validity = commonValidity(args, length);
  const builder = createBuilder(type);
  const atRow = calledAt(readers, call);
  for (let i = 0; i < length; i++) {
    if (isRowValid(validity, i)) builder.append(atRow(i));
    else builder.appendNull();
  }
  return builder.finish();
}

/** Without a list of arguments for the usual numbers of them. */
function calledAt(readers: readonly CellReader[], call: Call): (row: number) => Value {
  const [a, b, c] = readers;
  if (readers.length === 1) return (row) => call(a(row));
  if (readers.length === 2) return (row) => call(a(row), b(row));
  if (readers.length === 3) return (row) => call(a(row), b(row), c(row));
  return (row) => call(...readers.map((read) => read(row)));
}

type CellReader = (row: number) => Cell;

function cellReader(column: Column, length: number): CellReader {
  if (column.layout === 'bytes' || column.layout === 'dictionary') return textReader(column, length);
  const values = valuesOf<Int32Array>(column);
  const step = strideOf(column, length);
  return (row) => Number(values[row * step]);
}

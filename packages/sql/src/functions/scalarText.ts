import { createBuilder, nullColumn } from '@graticule/columnar';
import type { Column, DataType, Value } from '@graticule/columnar';
import { anyNullable, commonValidity, isRowValid, strideOf, textReader, valuesOf } from './columns.js';
import type { DefaultArgument, InputType, Raises, ScalarFunction } from './definition.js';
import { mapText } from './mapText.js';

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
  const call = compute as (...args: Cell[]) => Value;
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
      const readers = args.map((arg) => cellReader(arg, length));
      const validity = commonValidity(args, length);
      const builder = createBuilder(type);
      const cells: Cell[] = new Array<Cell>(args.length);
      for (let i = 0; i < length; i++) {
        if (!isRowValid(validity, i)) builder.appendNull();
        else {
          for (let k = 0; k < cells.length; k++) cells[k] = readers[k](i);
          builder.append(call(...cells));
        }
      }
      return builder.finish();
    },
  };
}

function cellReader(column: Column, length: number): (row: number) => Cell {
  if (column.layout === 'bytes' || column.layout === 'dictionary') return textReader(column, length);
  const values = valuesOf<Int32Array>(column);
  const step = strideOf(column, length);
  return (row) => Number(values[row * step]);
}

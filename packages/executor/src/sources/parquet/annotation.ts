import type { ThriftStruct } from './compactProtocol.js';
import { child, numberOr } from './thriftFields.js';

/**
 * What a schema element says its physical values mean: its LogicalType, or its ConvertedType when an older writer gave
 * only that. `name` is for messages. `bytes`: annotations that leave bytes what they are.
 */
export type Annotation = { readonly name: string } & (
  | { readonly kind: 'text' | 'bytes' | 'date' | 'null' | 'list' | 'map' | 'unsupported' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'timestamp'; readonly unit: TimeUnit }
  | { readonly kind: 'integer'; readonly bits: number; readonly signed: boolean }
);

export type TimeUnit = 'millis' | 'micros' | 'nanos';

const UNITS: readonly TimeUnit[] = ['millis', 'micros', 'nanos'];

/** Members of the union LogicalType by field id, those without parameters that matter here. */
const LOGICAL: Readonly<Record<number, Annotation>> = {
  1: { kind: 'text', name: 'STRING' },
  2: { kind: 'map', name: 'MAP' },
  3: { kind: 'list', name: 'LIST' },
  4: { kind: 'text', name: 'ENUM' },
  6: { kind: 'date', name: 'DATE' },
  7: { kind: 'unsupported', name: 'TIME' },
  11: { kind: 'null', name: 'NULL' },
  12: { kind: 'text', name: 'JSON' },
  13: { kind: 'bytes', name: 'BSON' },
  14: { kind: 'bytes', name: 'UUID' },
  15: { kind: 'unsupported', name: 'FLOAT16' },
  16: { kind: 'unsupported', name: 'VARIANT' },
  17: { kind: 'bytes', name: 'GEOMETRY' },
  18: { kind: 'bytes', name: 'GEOGRAPHY' },
};

/** Values of ConvertedType by number; 5 is DECIMAL, whose digits stand in the element. */
const CONVERTED: readonly (Annotation | null)[] = [
  LOGICAL[1],
  LOGICAL[2],
  LOGICAL[2],
  LOGICAL[3],
  LOGICAL[4],
  null,
  LOGICAL[6],
  LOGICAL[7],
  LOGICAL[7],
  timestamp('millis'),
  timestamp('micros'),
  integer(8, false),
  integer(16, false),
  integer(32, false),
  integer(64, false),
  integer(8, true),
  integer(16, true),
  integer(32, true),
  integer(64, true),
  LOGICAL[12],
  LOGICAL[13],
  { kind: 'unsupported', name: 'INTERVAL' },
];

const CONVERTED_DECIMAL = 5;

/** The annotation of a schema element, null when it has none. */
export function annotationOf(element: ThriftStruct): Annotation | null {
  const logical = child(element, 10);
  const [id] = logical?.fields.keys() ?? [];
  if (logical && id !== undefined) return logicalAnnotation(id, child(logical, id)!);
  const converted = numberOr(element, 6, -1);
  if (converted === CONVERTED_DECIMAL) return decimal(numberOr(element, 8, 0), numberOr(element, 7, 0));
  return CONVERTED[converted] ?? null;
}

function logicalAnnotation(id: number, parameters: ThriftStruct): Annotation {
  switch (id) {
    case 5:
      return decimal(numberOr(parameters, 2, 0), numberOr(parameters, 1, 0));
    case 8: {
      const [unit] = child(parameters, 2)?.fields.keys() ?? [];
      const known = unit === undefined ? undefined : UNITS[unit - 1];
      return known ? timestamp(known) : { kind: 'unsupported', name: 'TIMESTAMP' };
    }
    case 10:
      return integer(numberOr(parameters, 1, 0), parameters.fields.get(2)?.value === true);
    default:
      return LOGICAL[id] ?? { kind: 'unsupported', name: `logical type ${id}` };
  }
}

function decimal(precision: number, scale: number): Annotation {
  return { kind: 'decimal', name: `DECIMAL(${precision}, ${scale})`, precision, scale };
}

function timestamp(unit: TimeUnit): Annotation {
  return { kind: 'timestamp', name: `TIMESTAMP(${unit})`, unit };
}

function integer(bits: number, signed: boolean): Annotation {
  return { kind: 'integer', name: `${signed ? 'INT' : 'UINT'}_${bits}`, bits, signed };
}

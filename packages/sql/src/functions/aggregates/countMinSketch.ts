import { createBuilder, isValid, valueAt } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { hashBytes } from '../hash/murmur3.js';
import { ArgumentError } from '../definition.js';
import type { Accumulator, AggregateFunction, ArgumentType } from '../definition.js';
import { JavaRandom } from '../javaRandom.js';

/** Count-min sketches in the binary form of org.apache.spark.util.sketch (version 1). */

const BINARY = { kind: 'binary' } as const;
const DOUBLE = { kind: 'double' } as const;
const HEADER_BYTES = 20;
const PRIME = (1n << 31n) - 1n;

interface Shape {
  readonly depth: number;
  readonly width: number;
  /** One multiplier per row of counters. */
  readonly multipliers: readonly number[];
}

class SketchAccumulator implements Accumulator {
  private readonly totals: number[] = [];
  private readonly tables: Float64Array[] = [];

  constructor(private readonly shape: Shape) {}

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    const { depth, width } = this.shape;
    for (let i = 0; i < length; i++) {
      if (!isValid(column, i)) continue;
      const table = this.tables[groupIds[i]];
      const value = valueAt(column, i) as bigint | number | string | Uint8Array;
      const columnOf =
        typeof value === 'string' || value instanceof Uint8Array
          ? this.ofBytes(value)
          : this.ofNumber(BigInt(value));
      for (let row = 0; row < depth; row++) table[row * width + columnOf(row)]++;
      this.totals[groupIds[i]]++;
    }
  }

  private ofBytes(value: string | Uint8Array): (row: number) => number {
    const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
    const first = hashBytes(bytes, 0, bytes.length, 0);
    const second = hashBytes(bytes, 0, bytes.length, first);
    return (row) => Math.abs(((first + Math.imul(row, second)) | 0) % this.shape.width);
  }

  private ofNumber(value: bigint): (row: number) => number {
    return (row) => {
      let hash = BigInt.asIntN(64, BigInt(this.shape.multipliers[row]) * value);
      hash += hash >> 32n;
      return Number(hash & PRIME) % this.shape.width;
    };
  }

  merge(groupIds: Int32Array, [states]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    const { depth, width } = this.shape;
    for (let i = 0; i < length; i++) {
      const bytes = Buffer.from(valueAt(states, i) as Uint8Array);
      const table = this.tables[groupIds[i]];
      const start = HEADER_BYTES + 8 * depth;
      for (let k = 0; k < depth * width; k++) table[k] += Number(bytes.readBigInt64BE(start + 8 * k));
      this.totals[groupIds[i]] += Number(bytes.readBigInt64BE(4));
    }
  }

  state(groups: number): readonly Column[] {
    return [this.result(groups)];
  }

  result(groups: number): Column {
    this.reserve(groups);
    const { depth, width, multipliers } = this.shape;
    const builder = createBuilder(BINARY);
    for (let g = 0; g < groups; g++) {
      const bytes = Buffer.alloc(HEADER_BYTES + 8 * depth * (1 + width));
      bytes.writeInt32BE(1, 0);
      bytes.writeBigInt64BE(BigInt(this.totals[g]), 4);
      bytes.writeInt32BE(depth, 12);
      bytes.writeInt32BE(width, 16);
      multipliers.forEach((value, k) => bytes.writeBigInt64BE(BigInt(value), HEADER_BYTES + 8 * k));
      const start = HEADER_BYTES + 8 * depth;
      this.tables[g].forEach((value, k) => bytes.writeBigInt64BE(BigInt(value), start + 8 * k));
      builder.append(bytes);
    }
    return builder.finish();
  }

  private reserve(groups: number): void {
    const { depth, width } = this.shape;
    while (this.tables.length < groups) {
      this.tables.push(new Float64Array(depth * width));
      this.totals.push(0);
    }
  }
}

function numberOf({ literal }: ArgumentType, name: string): number {
  if (typeof literal !== 'number' && typeof literal !== 'bigint') {
    throw new ArgumentError(`The ${name} must be a literal that is not null`);
  }
  return Number(literal);
}

function shapeOf(args: readonly ArgumentType[]): Shape {
  const error = numberOf(args[1], 'relative error');
  const confidence = numberOf(args[2], 'confidence');
  if (error <= 0) throw new ArgumentError(`Relative error must be positive, found ${error}`);
  if (confidence <= 0 || confidence >= 1) {
    throw new ArgumentError(`Confidence must be within range (0.0, 1.0), found ${confidence}`);
  }
  const depth = Math.ceil(-Math.log(1 - confidence) / Math.log(2));
  const random = new JavaRandom(BigInt(numberOf(args[3], 'seed')));
  const multipliers = Array.from({ length: depth }, () => random.nextInt(2147483647));
  return { depth, width: Math.ceil(2 / error), multipliers };
}

const KINDS = ['byte', 'short', 'int', 'long', 'string', 'binary'];

export const countMinSketch: AggregateFunction = {
  kind: 'aggregate',
  names: ['count_min_sketch'],
  doc: 'A count-min sketch of the values, by relative error, confidence and seed, as bytes.',
  ignoresDuplicates: false,
  inputTypes: {
    rule: 'custom',
    min: 4,
    max: 4,
    types: ([{ type }]) => {
      if (!KINDS.includes(type.kind)) {
        throw new ArgumentError(`count_min_sketch expects integers, text or bytes, found ${type.kind}`);
      }
      return [type, DOUBLE, DOUBLE, { kind: 'int' }];
    },
  },
  resultType: (args) => {
    shapeOf(args);
    return { type: BINARY, nullable: false };
  },
  stateTypes: () => [BINARY],
  create: (args) => new SketchAccumulator(shapeOf(args)),
};

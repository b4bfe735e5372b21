import { arrayType, createBuilder, isValid, structType, valueAt } from '@graticule/columnar';
import type { Column, DataType, Value } from '@graticule/columnar';
import { ArgumentError } from '../definition.js';
import type { Accumulator, AggregateFunction, ArgumentType } from '../definition.js';
import { JavaRandom } from '../javaRandom.js';

/**
 * Histograms whose bins lie where the values are (Ben-Haim and Tom-Tov, "A streaming parallel decision tree algorithm"):
 * each value is a bin of its own at first; when there are too many, the two nearest become one.
 */

const DOUBLE = { kind: 'double' } as const;
/** As Spark has it, so that ties fall alike. */
const SEED = 31183n;

interface Bin {
  x: number;
  height: number;
}

class Histogram {
  readonly bins: Bin[] = [];
  private readonly random = new JavaRandom(SEED);

  constructor(private readonly size: number) {}

  add(x: number): void {
    const { bins } = this;
    let low = 0;
    let high = bins.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bins[middle].x < x) low = middle + 1;
      else high = middle;
    }
    if (low < bins.length && bins[low].x === x) bins[low].height++;
    else {
      bins.splice(low, 0, { x, height: 1 });
      this.trim();
    }
  }

  merge(other: readonly Bin[]): void {
    this.bins.push(...other);
    this.bins.sort((a, b) => a.x - b.x);
    this.trim();
  }

  private trim(): void {
    const { bins } = this;
    while (bins.length > this.size) {
      let nearest = 0;
      let distance = bins[1].x - bins[0].x;
      let equal = 1;
      for (let i = 1; i + 1 < bins.length; i++) {
        const next = bins[i + 1].x - bins[i].x;
        if (next < distance) {
          distance = next;
          nearest = i;
          equal = 1;
        } else if (next === distance && this.random.nextDouble() <= 1 / ++equal) nearest = i;
      }
      const [a, b] = [bins[nearest], bins[nearest + 1]];
      const height = a.height + b.height;
      bins.splice(nearest, 2, { x: a.x * (a.height / height) + (b.x / height) * b.height, height });
    }
  }
}

const binsType = (x: DataType): DataType =>
  arrayType(
    structType([
      { name: 'x', type: x, nullable: true },
      { name: 'y', type: DOUBLE, nullable: true },
    ]),
    true,
  );

class HistogramAccumulator implements Accumulator {
  private readonly groups: Histogram[] = [];

  constructor(
    private readonly size: number,
    private readonly type: DataType,
    /** Of the bins' positions. */
    private readonly position: DataType,
  ) {}

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    for (let i = 0; i < length; i++) {
      if (isValid(column, i)) this.groups[groupIds[i]].add(Number(valueAt(column, i)));
    }
  }

  merge(groupIds: Int32Array, [states]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    for (let i = 0; i < length; i++) {
      const bins = valueAt(states, i) as readonly (readonly [number, number])[] | null;
      if (bins !== null) this.groups[groupIds[i]].merge(bins.map(([x, height]) => ({ x, height })));
    }
  }

  state(groups: number): readonly Column[] {
    return [this.column(groups, binsType(DOUBLE), (x) => x)];
  }

  result(groups: number): Column {
    const { kind } = this.position;
    const whole = kind !== 'double' && kind !== 'float';
    const wide = kind === 'long' || kind === 'timestamp';
    return this.column(groups, this.type, (x) => {
      const value = whole ? Math.trunc(x) : x;
      return wide ? BigInt(value) : value;
    });
  }

  private column(groups: number, type: DataType, position: (x: number) => Value): Column {
    this.reserve(groups);
    const builder = createBuilder(type);
    for (let g = 0; g < groups; g++) {
      const { bins } = this.groups[g];
      builder.append(bins.length === 0 ? null : bins.map(({ x, height }) => [position(x), height]));
    }
    return builder.finish();
  }

  private reserve(groups: number): void {
    while (this.groups.length < groups) this.groups.push(new Histogram(this.size));
  }
}

function binCount({ literal }: ArgumentType): number {
  const count = typeof literal === 'bigint' ? Number(literal) : literal;
  if (typeof count !== 'number')
    throw new ArgumentError('histogram_numeric needs the nBins provided must be a constant literal.');
  if (count < 2)
    throw new ArgumentError(`histogram_numeric needs nBins to be at least 2, but you supplied ${count}.`);
  return count;
}

const KINDS = ['byte', 'short', 'int', 'long', 'float', 'double', 'date', 'timestamp', 'decimal'];

export const histogramNumeric: AggregateFunction = {
  kind: 'aggregate',
  names: ['histogram_numeric'],
  doc: 'A histogram of about that many bins, which lie where the values are: an array of the bins’ centres and heights.',
  ignoresDuplicates: false,
  inputTypes: {
    rule: 'custom',
    min: 2,
    max: 2,
    types: ([{ type }]) => {
      const known = KINDS.includes(type.kind);
      if (!known && type.kind !== 'null' && type.kind !== 'string') {
        throw new ArgumentError(`histogram_numeric expects numbers, dates or timestamps, found ${type.kind}`);
      }
      return [known && type.kind !== 'decimal' ? type : DOUBLE, { kind: 'int' }];
    },
  },
  resultType: (args) => {
    binCount(args[1]);
    return { type: binsType(args[0].type), nullable: true };
  },
  stateTypes: () => [binsType(DOUBLE)],
  create: (args, type) => new HistogramAccumulator(binCount(args[1]), type, args[0].type),
};

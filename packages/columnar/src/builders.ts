import { setBit } from './bitmap.js';
import type { Column, PrimitiveValues } from './column.js';
import { int64Words, writeInt64 } from './int64.js';
import { allocateValues, mapEntryType } from './make.js';
import type { DataType, StructType } from './types.js';
import type { Value } from './value.js';

/** Collects rows one by one into buffers that grow. After `finish` a builder must not be used any more. */
export interface ColumnBuilder {
  readonly length: number;
  append(value: Value): void;
  appendNull(): void;
  finish(): Column;
}

/** Validity of a growing column; the bitmap appears with the first null. */
class ValidityBuilder {
  private bits: Uint8Array | null = null;

  append(row: number, valid: boolean): void {
    if (this.bits === null) {
      if (valid) return;
      this.bits = new Uint8Array(Math.max(64, (row >> 3) + 1));
      for (let i = 0; i < row; i++) setBit(this.bits, i);
    }
    const needed = (row >> 3) + 1;
    if (needed > this.bits.length) {
      const larger = new Uint8Array(2 * needed);
      larger.set(this.bits);
      this.bits = larger;
    }
    if (valid) setBit(this.bits, row);
  }

  finish(length: number): Uint8Array | null {
    return this.bits === null ? null : this.bits.subarray(0, (length + 7) >> 3);
  }
}

/** boolean, byte, short, int, date, long, timestamp, float, double, the intervals of one number. */
export class PrimitiveBuilder implements ColumnBuilder {
  length = 0;
  private values: PrimitiveValues;
  private words: Int32Array | null;
  private readonly validity = new ValidityBuilder();

  constructor(
    private readonly type: DataType,
    capacity = 64,
  ) {
    const values = allocateValues(type, capacity);
    if (values === null) throw new TypeError(`${type.kind} is not a primitive type`);
    this.values = values;
    this.words = values instanceof BigInt64Array ? int64Words(values) : null;
  }

  /** For 64-bit types: an integer of at most 2^53 in size. */
  appendNumber(value: number): void {
    if (this.length === this.values.length) this.grow();
    if (this.words !== null) writeInt64(this.words, this.length, value);
    else (this.values as Float64Array)[this.length] = value;
    this.validity.append(this.length++, true);
  }

  append(value: Value): void {
    if (value === null) return this.appendNull();
    if (typeof value === 'bigint') {
      if (this.length === this.values.length) this.grow();
      (this.values as BigInt64Array)[this.length] = value;
      this.validity.append(this.length++, true);
    } else this.appendNumber(Number(value));
  }

  appendNull(): void {
    if (this.length === this.values.length) this.grow();
    this.validity.append(this.length++, false);
  }

  private grow(): void {
    const larger = allocateValues(this.type, Math.max(64, 2 * this.length))!;
    (larger as Float64Array).set(this.values as Float64Array);
    this.values = larger;
    this.words = larger instanceof BigInt64Array ? int64Words(larger) : null;
  }

  finish(): Column {
    const values = this.values.subarray(0, this.length);
    return {
      layout: 'primitive',
      type: this.type,
      length: this.length,
      validity: this.validity.finish(this.length),
      values,
    };
  }
}

const encoder = new TextEncoder();

/** string and binary. */
export class BytesBuilder implements ColumnBuilder {
  length = 0;
  private offsets = new Int32Array(65);
  private data = new Uint8Array(1024);
  private end = 0;
  private readonly validity = new ValidityBuilder();

  constructor(private readonly type: DataType) {}

  appendString(text: string): void {
    const size = text.length;
    this.reserve(3 * size);
    const data = this.data;
    let at = this.end;
    let i = 0;
    if (size < 64) {
      for (; i < size; i++) {
        const code = text.charCodeAt(i);
        if (code > 127) break;
        data[at++] = code;
      }
    }
    if (i < size) at += encoder.encodeInto(i === 0 ? text : text.slice(i), data.subarray(at)).written;
    this.finishRow(at);
  }

  /** Bytes start .. end of source. */
  appendBytes(source: Uint8Array, start = 0, end = source.length): void {
    this.reserve(end - start);
    const data = this.data;
    let at = this.end;
    if (end - start > 24) {
      data.set(source.subarray(start, end), at);
      at += end - start;
    } else for (let i = start; i < end; i++) data[at++] = source[i];
    this.finishRow(at);
  }

  append(value: Value): void {
    if (value === null) this.appendNull();
    else if (value instanceof Uint8Array) this.appendBytes(value);
    else this.appendString(String(value));
  }

  appendNull(): void {
    this.validity.append(this.length, false);
    this.nextOffset();
  }

  private finishRow(end: number): void {
    this.end = end;
    this.validity.append(this.length, true);
    this.nextOffset();
  }

  private nextOffset(): void {
    if (++this.length === this.offsets.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.offsets);
      this.offsets = larger;
    }
    this.offsets[this.length] = this.end;
  }

  private reserve(size: number): void {
    const needed = this.end + size;
    if (needed <= this.data.length) return;
    if (this.end > 0x7fffffff - size)
      throw new RangeError('more than 2147483647 bytes of text in one column');
    const larger = new Uint8Array(Math.min(Math.max(2 * this.data.length, needed), 0x7fffffff));
    larger.set(this.data.subarray(0, this.end));
    this.data = larger;
  }

  finish(): Column {
    return {
      layout: 'bytes',
      type: this.type,
      length: this.length,
      validity: this.validity.finish(this.length),
      offsets: this.offsets.subarray(0, this.length + 1),
      data: this.data.subarray(0, this.end),
    };
  }
}

class ListBuilder implements ColumnBuilder {
  length = 0;
  private readonly offsets = new PrimitiveBuilder({ kind: 'int' });
  private readonly validity = new ValidityBuilder();

  constructor(
    private readonly type: DataType,
    private readonly child: ColumnBuilder,
  ) {
    this.offsets.appendNumber(0);
  }

  append(value: Value): void {
    if (value === null) return this.appendNull();
    for (const item of value as readonly Value[]) this.child.append(item);
    this.close(true);
  }

  appendNull(): void {
    this.close(false);
  }

  private close(valid: boolean): void {
    this.validity.append(this.length++, valid);
    this.offsets.appendNumber(this.child.length);
  }

  finish(): Column {
    const { values } = this.offsets.finish() as Column & { layout: 'primitive' };
    return {
      layout: 'list',
      type: this.type,
      length: this.length,
      validity: this.validity.finish(this.length),
      offsets: values as Int32Array,
      stride: 0,
      child: this.child.finish(),
    };
  }
}

class StructBuilder implements ColumnBuilder {
  length = 0;
  private readonly children: readonly ColumnBuilder[];
  private readonly validity = new ValidityBuilder();

  constructor(private readonly type: StructType) {
    this.children = type.fields.map((f) => createBuilder(f.type));
  }

  append(value: Value): void {
    if (value === null) return this.appendNull();
    const values = value as readonly Value[];
    for (let k = 0; k < this.children.length; k++) this.children[k].append(values[k] ?? null);
    this.validity.append(this.length++, true);
  }

  appendNull(): void {
    for (const child of this.children) child.appendNull();
    this.validity.append(this.length++, false);
  }

  finish(): Column {
    return {
      layout: 'struct',
      type: this.type,
      length: this.length,
      validity: this.validity.finish(this.length),
      children: this.children.map((child) => child.finish()),
    };
  }
}

/** Types of several words per value: decimal (unscaled bigint) and interval. */
class WideBuilder implements ColumnBuilder {
  private readonly values: Value[] = [];
  private readonly validity = new ValidityBuilder();

  constructor(private readonly type: DataType) {}

  get length(): number {
    return this.values.length;
  }

  append(value: Value): void {
    this.validity.append(this.values.length, value !== null);
    this.values.push(value);
  }

  appendNull(): void {
    this.append(null);
  }

  finish(): Column {
    const { type, length } = this;
    const validity = this.validity.finish(length);
    if (type.kind === 'decimal') {
      const words = new BigInt64Array(2 * length);
      this.values.forEach((value, i) => {
        if (value === null) return;
        words[2 * i] = BigInt.asIntN(64, value as bigint);
        words[2 * i + 1] = (value as bigint) >> 64n;
      });
      return { layout: 'decimal', type, length, validity, words };
    }
    const months = new Int32Array(length);
    const days = new Int32Array(length);
    const micros = new BigInt64Array(length);
    this.values.forEach((value, i) => {
      if (value === null) return;
      const interval = value as { months: number; days: number; micros: bigint };
      months[i] = interval.months;
      days[i] = interval.days;
      micros[i] = interval.micros;
    });
    return { layout: 'interval', type, length, validity, months, days, micros };
  }
}

class NullBuilder implements ColumnBuilder {
  length = 0;

  constructor(private readonly type: DataType) {}

  append(): void {
    this.length++;
  }

  appendNull(): void {
    this.length++;
  }

  finish(): Column {
    return { layout: 'null', type: this.type, length: this.length, validity: null };
  }
}

/** A builder for any type. */
export function createBuilder(type: DataType): ColumnBuilder {
  switch (type.kind) {
    case 'null':
      return new NullBuilder(type);
    case 'string':
    case 'binary':
      return new BytesBuilder(type);
    case 'decimal':
    case 'interval':
      return new WideBuilder(type);
    case 'array':
      return new ListBuilder(type, createBuilder(type.element));
    case 'map':
      return new ListBuilder(type, createBuilder(mapEntryType(type)));
    case 'struct':
      return new StructBuilder(type);
    default:
      return new PrimitiveBuilder(type);
  }
}

/** A column of the given values (see Value for what each type takes). */
export function fromValues(type: DataType, values: readonly Value[]): Column {
  const builder = createBuilder(type);
  for (const value of values) builder.append(value);
  return builder.finish();
}

/**
 * Thrift's compact protocol as a tree. Source of the encoding:
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export type ThriftValue = boolean | number | Uint8Array | ThriftList | ThriftStruct;

export interface ThriftList {
  readonly kind: 'list';
  readonly elementType: number;
  readonly items: readonly ThriftValue[];
}

export interface ThriftStruct {
  readonly kind: 'struct';
  /** By field id, in the order of the ids. */
  readonly fields: ReadonlyMap<number, ThriftField>;
}

export interface ThriftField {
  readonly type: number;
  readonly value: ThriftValue;
}

const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const STRUCT = 12;
const DEPTH_MAX = 32;

/** Reads one struct from the start of `bytes`. Throws on anything that is not the compact protocol. */
export function decodeStruct(bytes: Uint8Array): ThriftStruct {
  return decodeStructAt(bytes, 0).struct;
}

/** The struct that begins at byte `start`, and where it ends. */
export function decodeStructAt(bytes: Uint8Array, start: number): { struct: ThriftStruct; end: number } {
  const decoder = new Decoder(bytes, start);
  const struct = decoder.struct(0);
  return { struct, end: decoder.at };
}

class Decoder {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  struct(depth: number): ThriftStruct {
    if (depth > DEPTH_MAX) throw new Error('structs are nested too deep');
    const fields = new Map<number, ThriftField>();
    let id = 0;
    for (;;) {
      const header = this.byte();
      if (header === 0) return { kind: 'struct', fields };
      const type = header & 15;
      const delta = header >> 4;
      id = delta === 0 ? this.integer() : id + delta;
      fields.set(id, {
        type,
        value: type === TRUE ? true : type === FALSE ? false : this.value(type, depth),
      });
    }
  }

  private value(type: number, depth: number): ThriftValue {
    switch (type) {
      case TRUE:
      case FALSE:
        return this.byte() === TRUE;
      case BYTE:
        return (this.byte() << 24) >> 24;
      case I16:
      case I32:
      case I64:
        return this.integer();
      case DOUBLE:
        return this.take(8);
      case BINARY:
        return this.take(this.unsigned());
      case LIST:
      case SET:
        return this.list(depth);
      case STRUCT:
        return this.struct(depth + 1);
      default:
        throw new Error(`unexpected type ${type}`);
    }
  }

  private list(depth: number): ThriftList {
    const header = this.byte();
    const size = header >> 4 === 15 ? this.unsigned() : header >> 4;
    const elementType = header & 15;
    const items: ThriftValue[] = [];
    for (let i = 0; i < size; i++) items.push(this.value(elementType, depth));
    return { kind: 'list', elementType, items };
  }

  private byte(): number {
    if (this.at >= this.bytes.length) throw new Error('it ends too early');
    return this.bytes[this.at++];
  }

  private take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new Error('it ends too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Up to 2^53; positions and counts in files are smaller. */
  private unsigned(): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
    throw new Error('a number is too long');
  }

  private integer(): number {
    const zigzag = this.unsigned();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }
}

import { PAGE_BYTES, createMemory, instantiate } from '@graticule/columnar';
import { FIELD_TEXTS } from './fieldTextsModule.js';
import { FIELD_VALUES } from './fieldValuesModule.js';
import { powersOfTen } from './powersOfTen.js';
import { RECORD_INDEX } from './recordIndexModule.js';

/** A field of many records, as fieldValues.wat takes it. */
export type FieldAddresses = [
  starts: number,
  ends: number,
  stride: number,
  text: number,
  faults: number,
  count: number,
];

/** What recordIndex.wat, fieldValues.wat and fieldTexts.wat export. */
interface Functions {
  find(
    ...block: [
      ...[from: number, end: number, shift: number, positions: number],
      ...[delimiter: number, quote: number, more: number, escape: number],
    ]
  ): number;
  enter(run: number): void;
  doubles(...field: [...FieldAddresses, values: number, states: number, spaces: number]): void;
  integers(
    ...field: [
      ...[...FieldAddresses, values: number, states: number, spaces: number],
      ...[width: number, digits: number, limit: bigint],
    ]
  ): void;
  strings(...field: [...FieldAddresses, values: number, states: number, offsets: number]): number;
  dictionary(
    ...field: [
      ...[...FieldAddresses, values: number, states: number, offsets: number],
      ...[indices: number, limit: number, table: number, mask: number],
    ]
  ): number;
}

/** Room that the functions need past the end of what they read and write. */
const SLACK_BYTES = 64;

const memory = createMemory(1);
const tables = powersOfTen();
let functions: Functions | null = null;

/** The functions that take delimited text apart. They work in one memory per thread. */
export function textFunctions(): Functions {
  if (functions === null) {
    new Uint8Array(memory.buffer).set(tables);
    const imports = { delimited: { memory } };
    functions = {
      ...instantiate<Functions>(RECORD_INDEX, imports),
      ...instantiate<Functions>(FIELD_VALUES, imports),
      ...instantiate<Functions>(FIELD_TEXTS, imports),
    };
  }
  return functions;
}

/** Addresses of areas of these sizes, in bytes; what was in earlier ones is lost, and so are views on the memory. */
export function reserve(sizes: readonly number[]): number[] {
  let end = tables.length;
  const addresses = sizes.map((size) => {
    const address = (end + 15) & -16;
    end = address + size + SLACK_BYTES;
    return address;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  return addresses;
}

export function textBuffer(): ArrayBuffer {
  return memory.buffer;
}

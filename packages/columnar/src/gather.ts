import { bytesOf, copyBytes } from './copyBytes.js';
import { GATHER } from './gatherModule.js';
import { blocksOf, KERNEL_BLOCK_ROWS, KERNEL_ROWS } from './kernelRows.js';
import { PAGE_BYTES, instantiate, type Memory } from './webAssembly.js';

/** gather.wat. */
interface Functions {
  readonly memory: Memory;
  gather4(rows: number, count: number, source: number, out: number): void;
  gather8(rows: number, count: number, source: number, out: number): void;
}

/** Larger sources are read where they are. */
const SOURCE_BYTES_MAX = 1 << 20;
/** So many numbers are copied into the memory in the time that a row takes without it. */
const NUMBERS_PER_ROW = 8;

/** Where in the memory a block of rows is, what it gathers, and the source. */
const ROWS = 0;
const OUT = ROWS + 4 * KERNEL_BLOCK_ROWS;
const SOURCE = OUT + 8 * KERNEL_BLOCK_ROWS;

let functions: Functions | null = null;

type Numbers = Int32Array | Float64Array | BigInt64Array;

/** out[i] = source[rows[i]], source[0] where a row is negative; false, with nothing done, where that would take longer. */
export function gather<Values extends Numbers>(source: Values, rows: Int32Array, out: Values): boolean {
  const { length } = rows;
  const width = source.BYTES_PER_ELEMENT;
  if (length < KERNEL_ROWS || source.byteLength > SOURCE_BYTES_MAX) return false;
  if (source.length > NUMBERS_PER_ROW * length) return false;
  functions ??= withMemory();
  const memory = new Uint8Array(functions.memory.buffer);
  copyBytes(bytesOf(source), memory, SOURCE);
  const target = bytesOf(out);
  for (const [start, end] of blocksOf(length)) {
    copyBytes(bytesOf(rows.subarray(start, end)), memory, ROWS);
    functions[width === 8 ? 'gather8' : 'gather4'](ROWS, end - start, SOURCE, OUT);
    target.set(memory.subarray(OUT, OUT + width * (end - start)), width * start);
  }
  return true;
}

function withMemory(): Functions {
  const made = instantiate<Functions>(GATHER);
  made.memory.grow(Math.ceil((SOURCE + SOURCE_BYTES_MAX) / PAGE_BYTES));
  return made;
}

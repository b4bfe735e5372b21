import { combinedChecksum, updateChecksum } from './bzip2Checksum.js';

/**
 * bzip2: streams of blocks of up to 900,000 bytes. A block was run-length encoded, sorted (Burrows-Wheeler), written as
 * positions in a list of recent bytes with runs of zeros, and Huffman coded in groups of 50 symbols.
 */
const BLOCK_MAGIC = [0x314159, 0x265359];
const END_MAGIC = [0x177245, 0x385090];
const GROUP_SYMBOLS = 50;
const CODE_BITS_MAX = 20;
const RUN_A = 0;
const RUN_B = 1;

/** The blocks of a file, unpacked. Throws when it is damaged or cut off. */
export function* unpackBzip2(bytes: Uint8Array): Generator<Buffer> {
  const input = new BitReader(bytes);
  // Streams may follow one another; each begins at a whole byte.
  while (input.hasBytes()) {
    if (input.bits(16) !== 0x425a || input.bits(8) !== 0x68)
      throw new Error('it does not begin as bzip2 does');
    const level = input.bits(8) - 48;
    if (level < 1 || level > 9) throw new Error(`a bzip2 stream has the level ${level}`);
    let checksum = 0;
    for (;;) {
      const magic = [input.bits(24), input.bits(24)];
      const expected = (input.bits(16) << 16) | input.bits(16);
      if (magic[0] === END_MAGIC[0] && magic[1] === END_MAGIC[1]) {
        if (checksum !== expected) throw new Error('the checksum of a bzip2 stream is wrong');
        break;
      }
      if (magic[0] !== BLOCK_MAGIC[0] || magic[1] !== BLOCK_MAGIC[1])
        throw new Error('a bzip2 block is damaged');
      const { text, crc } = readBlock(input, level * 100_000);
      if (crc !== expected) throw new Error('the checksum of a bzip2 block is wrong');
      checksum = combinedChecksum(checksum, expected);
      yield text;
    }
    input.toByte();
  }
}

class BitReader {
  private at = 0;
  private held = 0;
  private left = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** The next bits as a number, at most 24. */
  bits(count: number): number {
    while (this.left < count) {
      if (this.at >= this.bytes.length) throw new Error('it ends early');
      this.held = (this.held << 8) | this.bytes[this.at++];
      this.left += 8;
    }
    this.left -= count;
    return (this.held >>> this.left) & ((1 << count) - 1);
  }

  toByte(): void {
    this.left -= this.left % 8;
  }

  hasBytes(): boolean {
    return this.left >= 8 || this.at < this.bytes.length;
  }
}

function readBlock(input: BitReader, size: number): { text: Buffer; crc: number } {
  if (input.bits(1) === 1) throw new Error('randomised bzip2 blocks are not supported');
  const origin = input.bits(24);
  const used = usedBytes(input);
  const groups = input.bits(3);
  const selectorCount = input.bits(15);
  if (groups < 2 || groups > 6 || selectorCount === 0) throw new Error('a bzip2 block is damaged');
  const selectors = readSelectors(input, groups, selectorCount);
  const tables = Array.from({ length: groups }, () => new HuffmanTable(readLengths(input, used.length + 2)));
  const { sorted, count } = readSorted(input, size, used, selectors, tables);
  if (origin >= count) throw new Error('a bzip2 block is damaged');
  return unsorted(sorted, count, origin);
}

/** The bytes that occur in a block: 16 bits say which sixteenths, 16 bits for each of those which bytes. */
function usedBytes(input: BitReader): Uint8Array {
  const sixteenths = input.bits(16);
  const used: number[] = [];
  for (let i = 0; i < 16; i++) {
    if ((sixteenths & (0x8000 >> i)) === 0) continue;
    const bits = input.bits(16);
    for (let k = 0; k < 16; k++) if ((bits & (0x8000 >> k)) !== 0) used.push(16 * i + k);
  }
  if (used.length === 0) throw new Error('a bzip2 block has no bytes');
  return Uint8Array.from(used);
}

function readSelectors(input: BitReader, groups: number, count: number): Uint8Array {
  const recent = Array.from({ length: groups }, (_, i) => i);
  const selectors = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let position = 0;
    while (input.bits(1) === 1) if (++position >= groups) throw new Error('a bzip2 block is damaged');
    const [group] = recent.splice(position, 1);
    recent.unshift(group);
    selectors[i] = group;
  }
  return selectors;
}

/** Lengths of the codes of all symbols, each as a difference to the one before. */
function readLengths(input: BitReader, symbols: number): Uint8Array {
  const lengths = new Uint8Array(symbols);
  let length = input.bits(5);
  for (let i = 0; i < symbols; i++) {
    while (input.bits(1) === 1) length += input.bits(1) === 0 ? 1 : -1;
    if (length < 1 || length > CODE_BITS_MAX) throw new Error('a bzip2 block is damaged');
    lengths[i] = length;
  }
  return lengths;
}

/** Codes of each length are consecutive numbers, in the order of their symbols. */
class HuffmanTable {
  private readonly first = new Int32Array(CODE_BITS_MAX + 2);
  private readonly counts = new Int32Array(CODE_BITS_MAX + 2);
  private readonly starts = new Int32Array(CODE_BITS_MAX + 2);
  private readonly symbols: Uint16Array;

  constructor(lengths: Uint8Array) {
    this.symbols = new Uint16Array(lengths.length);
    for (const length of lengths) this.counts[length]++;
    let code = 0;
    let start = 0;
    for (let length = 1; length <= CODE_BITS_MAX; length++) {
      this.first[length] = code;
      this.starts[length] = start;
      code = (code + this.counts[length]) << 1;
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] === length) this.symbols[start++] = symbol;
      }
    }
  }

  next(input: BitReader): number {
    let code = 0;
    for (let length = 1; length <= CODE_BITS_MAX; length++) {
      code = (code << 1) | input.bits(1);
      const index = code - this.first[length];
      if (index < this.counts[length] && index >= 0) return this.symbols[this.starts[length] + index];
    }
    throw new Error('a bzip2 block has a code that stands for nothing');
  }
}

/** The last column of the sorted rotations. */
function readSorted(
  input: BitReader,
  size: number,
  used: Uint8Array,
  selectors: Uint8Array,
  tables: readonly HuffmanTable[],
): { sorted: Uint8Array; count: number } {
  const recent = used.slice();
  const sorted = new Uint8Array(size);
  const end = used.length + 1;
  let count = 0;
  let run = 0;
  let unit = 1;
  for (let group = 0; ; group++) {
    if (group >= selectors.length) throw new Error('a bzip2 block has no end');
    const table = tables[selectors[group]];
    for (let i = 0; i < GROUP_SYMBOLS; i++) {
      const symbol = table.next(input);
      if (symbol === RUN_A || symbol === RUN_B) {
        // Digits of the run's length, the lowest first, of the values one and two.
        run += unit << symbol;
        unit <<= 1;
        if (run > size) throw new Error('a bzip2 block is too long');
        continue;
      }
      if (run > 0) {
        if (count + run > size) throw new Error('a bzip2 block is too long');
        sorted.fill(recent[0], count, count + run);
        count += run;
        run = 0;
        unit = 1;
      }
      if (symbol === end) return { sorted, count };
      if (count >= size) throw new Error('a bzip2 block is too long');
      const byte = recent[symbol - 1];
      recent.copyWithin(1, 0, symbol - 1);
      recent[0] = byte;
      sorted[count++] = byte;
    }
  }
}

/** Undoes the sorting and then the first run-length encoding: four equal bytes are followed by how many more there are. */
function unsorted(sorted: Uint8Array, count: number, origin: number): { text: Buffer; crc: number } {
  const starts = new Int32Array(257);
  for (let i = 0; i < count; i++) starts[sorted[i] + 1]++;
  for (let byte = 0; byte < 256; byte++) starts[byte + 1] += starts[byte];
  const next = new Int32Array(count);
  for (let i = 0; i < count; i++) next[starts[sorted[i]]++] = i;
  let text = Buffer.allocUnsafe(2 * count + 256);
  let written = 0;
  let crc = -1;
  let at = next[origin];
  let repeats = 0;
  let before = -1;
  for (let i = 0; i < count; i++) {
    const byte = sorted[at];
    at = next[at];
    const length = repeats === 4 ? byte : 1;
    const value = repeats === 4 ? before : byte;
    repeats = repeats === 4 ? 0 : byte === before ? repeats + 1 : 1;
    before = repeats === 0 ? -1 : byte;
    if (written + length > text.length) text = Buffer.concat([text], 2 * text.length);
    text.fill(value, written, written + length);
    written += length;
    crc = updateChecksum(crc, value, length);
  }
  return { text: text.subarray(0, written), crc: ~crc };
}

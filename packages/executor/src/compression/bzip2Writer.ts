import { combinedChecksum, updateChecksum } from './bzip2Checksum.js';

/** Bytes of a block after the first run-length encoding; a little less than the level says, for the last run. */
const BLOCK_BYTES = 899_900;
const GROUP_SYMBOLS = 50;
/** What other programs keep to; the format allows 20. */
const CODE_BITS_MAX = 17;
const RUN_MAX = 255;

/** Packs text as bzip2, piece by piece: `push` and, at the end, `finish` answer what is ready. See bzip2Reader. */
export class Bzip2Writer {
  private readonly out = new BitWriter();
  private readonly block = new Uint8Array(BLOCK_BYTES + 8);
  private length = 0;
  private crc = -1;
  private streamCrc = 0;
  private byte = -1;
  private run = 0;

  constructor() {
    this.out.bits(0x425a, 16);
    this.out.bits(0x6839, 16);
  }

  push(bytes: Uint8Array): Uint8Array {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte === this.byte && this.run < RUN_MAX) {
        this.run++;
        continue;
      }
      this.endRun();
      if (this.length >= BLOCK_BYTES) this.endBlock();
      this.byte = byte;
      this.run = 1;
    }
    return this.out.take();
  }

  finish(): Uint8Array {
    this.endRun();
    this.endBlock();
    this.out.bits(0x177245, 24);
    this.out.bits(0x385090, 24);
    this.out.bits(this.streamCrc >>> 16, 16);
    this.out.bits(this.streamCrc & 0xffff, 16);
    this.out.toByte();
    return this.out.take();
  }

  /** Up to three equal bytes as they are; four are followed by how many more there are. */
  private endRun(): void {
    const { byte, run, block } = this;
    if (run === 0) return;
    this.crc = updateChecksum(this.crc, byte, run);
    for (let i = 0; i < Math.min(run, 4); i++) block[this.length++] = byte;
    if (run >= 4) block[this.length++] = run - 4;
    this.run = 0;
    this.byte = -1;
  }

  private endBlock(): void {
    if (this.length === 0) return;
    const crc = ~this.crc;
    this.streamCrc = combinedChecksum(this.streamCrc, crc);
    writeBlock(this.block.subarray(0, this.length), crc, this.out);
    this.length = 0;
    this.crc = -1;
  }
}

class BitWriter {
  private bytes = new Uint8Array(1 << 16);
  private end = 0;
  private held = 0;
  private count = 0;

  /** At most 24 bits. */
  bits(value: number, count: number): void {
    this.held = (this.held << count) | (value & ((1 << count) - 1));
    this.count += count;
    while (this.count >= 8) {
      if (this.end === this.bytes.length) {
        const larger = new Uint8Array(2 * this.end);
        larger.set(this.bytes);
        this.bytes = larger;
      }
      this.count -= 8;
      this.bytes[this.end++] = this.held >>> this.count;
    }
  }

  toByte(): void {
    if (this.count > 0) this.bits(0, 8 - this.count);
  }

  /** The whole bytes so far, which are given away. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.end);
    this.end = 0;
    return taken;
  }
}

function writeBlock(block: Uint8Array, crc: number, out: BitWriter): void {
  const rotations = sortedRotations(block);
  out.bits(0x314159, 24);
  out.bits(0x265359, 24);
  out.bits(crc >>> 16, 16);
  out.bits(crc & 0xffff, 16);
  out.bits(0, 1);
  out.bits(rotations.indexOf(0), 24);
  const used = new Uint8Array(256);
  for (const byte of block) used[byte] = 1;
  writeUsed(used, out);
  const { symbols, count, kinds } = moveToFront(block, rotations, used);
  const lengths = codeLengths(symbols.subarray(0, count), kinds);
  const codes = codesOf(lengths);
  const groups = Math.ceil(count / GROUP_SYMBOLS);
  // The format wants two tables at least; one is enough here, so that all groups choose the first of two equal ones.
  out.bits(2, 3);
  out.bits(groups, 15);
  for (let i = 0; i < groups; i++) out.bits(0, 1);
  writeLengths(lengths, out);
  writeLengths(lengths, out);
  for (let i = 0; i < count; i++) out.bits(codes[symbols[i]], lengths[symbols[i]]);
}

/**
 * Where the rotations of a block begin, in their order: rotations are ordered by their first 1, 2, 4 ... bytes, each time
 * by the order of two halves known before.
 */
function sortedRotations(block: Uint8Array): Int32Array {
  const size = block.length;
  let order = new Int32Array(size);
  let spare = new Int32Array(size);
  let rank = Int32Array.from(block);
  let nextRank = new Int32Array(size);
  const counts = new Int32Array(Math.max(256, size) + 1);
  countingSort(size, (i) => i, rank, counts.fill(0), order);
  for (let width = 1; ; width *= 2) {
    let kinds = 0;
    for (let i = 0; i < size; i++) {
      const at = order[i];
      const before = i === 0 ? -1 : order[i - 1];
      const same =
        before >= 0 &&
        rank[at] === rank[before] &&
        (width === 1 || rank[(at + width / 2) % size] === rank[(before + width / 2) % size]);
      if (!same) kinds++;
      nextRank[at] = kinds - 1;
    }
    [rank, nextRank] = [nextRank, rank];
    if (kinds === size || width >= size) return order;
    // By the second half first, which `order` has already, then stably by the first.
    const shift = width;
    const seconds = order;
    countingSort(size, (i) => (seconds[i] - shift + size) % size, rank, counts.fill(0), spare);
    [order, spare] = [spare, order];
  }
}

/** The items in the order of their ranks, equal ones in the order in which they are given. */
function countingSort(
  size: number,
  item: (i: number) => number,
  rank: Int32Array,
  counts: Int32Array,
  into: Int32Array,
): void {
  for (let i = 0; i < size; i++) counts[rank[i] + 1]++;
  for (let i = 1; i < counts.length; i++) counts[i] += counts[i - 1];
  for (let i = 0; i < size; i++) {
    const own = item(i);
    into[counts[rank[own]]++] = own;
  }
}

function writeUsed(used: Uint8Array, out: BitWriter): void {
  const rows = Array.from({ length: 16 }, (_, i) =>
    used.subarray(16 * i, 16 * i + 16).reduce((bits, flag) => (bits << 1) | flag, 0),
  );
  out.bits(
    rows.reduce((bits, row) => (bits << 1) | (row > 0 ? 1 : 0), 0),
    16,
  );
  for (const row of rows) if (row > 0) out.bits(row, 16);
}

/** The last column of the rotations as positions in the list of recent bytes; runs of the first position as digits. */
function moveToFront(
  block: Uint8Array,
  rotations: Int32Array,
  used: Uint8Array,
): { symbols: Uint16Array; count: number; kinds: number } {
  const recent = Uint8Array.from(Array.from(used.keys()).filter((byte) => used[byte] === 1));
  const symbols = new Uint16Array(block.length + 1);
  const kinds = recent.length + 2;
  let count = 0;
  let run = 0;
  const endRun = () => {
    for (; run > 0; run = (run - 1) >> 1) symbols[count++] = (run - 1) & 1;
    run = 0;
  };
  for (const at of rotations) {
    const byte = block[at === 0 ? block.length - 1 : at - 1];
    if (byte === recent[0]) {
      run++;
      continue;
    }
    endRun();
    const position = recent.indexOf(byte);
    recent.copyWithin(1, 0, position);
    recent[0] = byte;
    symbols[count++] = position + 1;
  }
  endRun();
  symbols[count++] = kinds - 1;
  return { symbols, count, kinds };
}

/** Lengths of Huffman codes by how often symbols occur, flattened until none is too long. */
function codeLengths(symbols: Uint16Array, kinds: number): Uint8Array {
  const weights = new Array<number>(kinds).fill(1);
  for (const symbol of symbols) weights[symbol]++;
  for (;;) {
    const lengths = huffmanLengths(weights);
    if (Math.max(...lengths) <= CODE_BITS_MAX) return lengths;
    for (let i = 0; i < kinds; i++) weights[i] = Math.max(1, weights[i] >> 2);
  }
}

function huffmanLengths(weights: readonly number[]): Uint8Array {
  interface Node {
    readonly weight: number;
    readonly symbols: readonly number[];
  }
  const lengths = new Uint8Array(weights.length);
  const nodes: Node[] = weights.map((weight, symbol) => ({ weight, symbols: [symbol] }));
  while (nodes.length > 1) {
    nodes.sort((a, b) => b.weight - a.weight);
    const [a, b] = [nodes.pop()!, nodes.pop()!];
    const joined = [...a.symbols, ...b.symbols];
    for (const symbol of joined) lengths[symbol]++;
    nodes.push({ weight: a.weight + b.weight, symbols: joined });
  }
  return lengths;
}

/** Codes of each length are consecutive numbers, in the order of their symbols. */
function codesOf(lengths: Uint8Array): Int32Array {
  const codes = new Int32Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= CODE_BITS_MAX; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] === length) codes[symbol] = code++;
    }
    code <<= 1;
  }
  return codes;
}

function writeLengths(lengths: Uint8Array, out: BitWriter): void {
  let current = lengths[0];
  out.bits(current, 5);
  for (const length of lengths) {
    for (; current < length; current++) out.bits(0b10, 2);
    for (; current > length; current--) out.bits(0b11, 2);
    out.bits(0, 1);
  }
}

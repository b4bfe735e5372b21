/** CRC-32 with the highest bit first, as bzip2 has it; starts with 0xffffffff, the result is inverted. */
const TABLE = new Int32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  TABLE[byte] = value;
}

/** The checksum `crc` continued by one byte, `count` times. */
export function updateChecksum(crc: number, byte: number, count: number): number {
  let value = crc;
  for (let i = 0; i < count; i++) value = (value << 8) ^ TABLE[((value >>> 24) ^ byte) & 255];
  return value;
}

/** The checksum of a stream from those of its blocks. */
export function combinedChecksum(stream: number, block: number): number {
  return ((stream << 1) | (stream >>> 31)) ^ block;
}

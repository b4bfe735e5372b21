/** Fewer bytes are copied directly. */
const LENGTH_MIN = 256;
const WAY_BYTES = 16_384;
const way = new Uint8Array(WAY_BYTES + 8);

/**
 * target.set(source, at). V8 copies to or from shared memory byte by byte, unless both sides begin at the same place
 * within eight bytes. Others go by way of memory where they begin so, which is three to four times as fast.
 */
export function copyBytes(source: Uint8Array, target: Uint8Array, at: number): void {
  const fromShared = source.buffer instanceof SharedArrayBuffer;
  const toShared = target.buffer instanceof SharedArrayBuffer;
  const targetPlace = (target.byteOffset + at) & 7;
  const sourcePlace = source.byteOffset & 7;
  if ((!fromShared && !toShared) || targetPlace === sourcePlace || source.length < LENGTH_MIN) {
    target.set(source, at);
    return;
  }
  const enters = fromShared ? sourcePlace : targetPlace;
  const leaves = toShared ? targetPlace : enters;
  for (let start = 0; start < source.length; start += WAY_BYTES) {
    const part = source.subarray(start, start + WAY_BYTES);
    way.set(part, enters);
    if (enters !== leaves) way.copyWithin(leaves, enters, enters + part.length);
    target.set(way.subarray(leaves, leaves + part.length), at + start);
  }
}

/** The bytes of a typed array. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

import { PAGE_BYTES, createMemory, instantiate, type Memory } from '@graticule/columnar';

/**
 * The thread's memory for unpacking blocks and for decoding what was in them, so that nothing is copied in between. What
 * lies in it is overwritten by the next block; only bytes that are held stay, at address 0.
 */
export interface UnpackMemory {
  readonly memory: Memory;
  /** Instances of modules that work on it, by their text. */
  readonly modules: Map<string, object>;
  /** Where the text of the last block ends, which stays until the next one. */
  textEnd: number;
}

/** Bytes in the memory, and what is free behind them. */
export interface Placed {
  readonly on: UnpackMemory;
  readonly at: number;
  readonly end: number;
  /** A multiple of 16. */
  readonly free: number;
}

/** Room that loops need past the end of what they read and write. */
export const ROOM_BYTES = 128;
/** Memory that is kept for the next block; more is given back when a smaller block comes. */
const KEPT_BYTES_MAX = 64 << 20;

const NOTHING = new Uint8Array(0);
let current: UnpackMemory | null = null;
let held: Uint8Array = NOTHING;

/** A module (base64) on the memory. It imports it as `thread.memory`. */
export function moduleOn<Functions extends object>(
  { memory, modules }: UnpackMemory,
  module: string,
): Functions {
  let functions = modules.get(module);
  if (functions === undefined) {
    functions = instantiate<Functions>(module, { thread: { memory } });
    modules.set(module, functions);
  }
  return functions as Functions;
}

/** `bytes` stay at address 0, whatever is unpacked, until others are held. What else is in the memory is lost. */
export function hold(bytes: Uint8Array): void {
  held = bytes;
  const on = unpackMemory(heldEnd());
  new Uint8Array(on.memory.buffer).set(bytes);
  on.textEnd = 0;
}

export function release(): void {
  held = NOTHING;
}

/** Where the first block goes. */
export function heldEnd(): number {
  return held.length === 0 ? 0 : alignedRoom(held.length);
}

/** The next multiple of 16 behind `end` and room. */
export function alignedRoom(end: number): number {
  return (end + ROOM_BYTES + 15) & -16;
}

/** The memory that bytes lie in, null when it is another one. */
export function memoryOf(bytes: Uint8Array): UnpackMemory | null {
  return current !== null && current.memory.buffer === bytes.buffer ? current : null;
}

/** The memory, at least `bytes` of it. */
export function unpackMemory(bytes: number): UnpackMemory {
  if (bytes <= KEPT_BYTES_MAX && current !== null && current.memory.buffer.byteLength > KEPT_BYTES_MAX)
    current = null;
  if (current !== null) return grown(current, bytes);
  current = grown({ memory: createMemory(1), modules: new Map(), textEnd: 0 }, Math.max(bytes, heldEnd()));
  new Uint8Array(current.memory.buffer).set(held);
  return current;
}

/** Addresses stay what they are, views on the memory do not. */
function grown(on: UnpackMemory, bytes: number): UnpackMemory {
  const missing = bytes - on.memory.buffer.byteLength;
  if (missing > 0) on.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return on;
}

/**
 * Bytes where they were unpacked, or else a copy behind the text of the last block, with `needed` free bytes behind both.
 * What is written there stays until something else is placed or unpacked.
 */
export function place(bytes: Uint8Array, needed: number): Placed {
  // Views on memory that grows lose their length.
  const { length, byteOffset } = bytes;
  const textEnd = current?.textEnd ?? 0;
  const here = memoryOf(bytes);
  const at = here === null ? Math.max(heldEnd(), alignedRoom(textEnd)) : byteOffset;
  const end = at + length;
  const free = alignedRoom(Math.max(end, textEnd));
  const on = here === null ? unpackMemory(free + needed) : grown(here, free + needed);
  if (here === null) new Uint8Array(on.memory.buffer).set(bytes, at);
  return { on, at, end, free };
}

import { open, type FileHandle } from 'node:fs/promises';

/** Reads exactly the bytes start .. end of an open file; throws when the file is shorter. */
export async function readRange(
  file: FileHandle,
  start: number,
  end: number,
  into?: Uint8Array,
): Promise<Uint8Array> {
  const bytes = into ?? new Uint8Array(end - start);
  let done = 0;
  while (done < end - start) {
    const { bytesRead } = await file.read(bytes, done, end - start - done, start + done);
    if (bytesRead === 0) throw new Error(`the file ends at byte ${start + done}; expected ${end} bytes`);
    done += bytesRead;
  }
  return bytes;
}

/** Opens a file for the time of `use`. */
export async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

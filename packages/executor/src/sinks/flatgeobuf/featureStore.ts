/** Encoded features in memory with their boxes, until their order in the file is known. */
const CHUNK_BYTES = 8 << 20;

export class FeatureStore {
  count = 0;
  bytes = 0;
  /** xmin, ymin, xmax, ymax of each feature; inverted infinities without geometry. */
  boxes = new Float64Array(4 * 1024);
  private readonly chunks: Uint8Array[] = [];
  private chunkOf = new Int32Array(1024);
  private starts = new Int32Array(1024);
  private sizes = new Int32Array(1024);
  private chunk = new Uint8Array(0);
  private end = 0;

  /** Room for a feature of at most `size` bytes at an offset that is a multiple of 8; `commit` tells its real size. */
  reserve(size: number): { bytes: Uint8Array; offset: number } {
    if (this.end + size > this.chunk.length) {
      this.chunk = new Uint8Array(Math.max(CHUNK_BYTES, size));
      this.chunks.push(this.chunk);
      this.end = 0;
    }
    return { bytes: this.chunk, offset: this.end };
  }

  /** size: a multiple of 4. */
  commit(size: number, xmin: number, ymin: number, xmax: number, ymax: number): void {
    const feature = this.count++;
    if (feature === this.starts.length) this.grow();
    this.chunkOf[feature] = this.chunks.length - 1;
    this.starts[feature] = this.end;
    this.sizes[feature] = size;
    const { boxes } = this;
    boxes[4 * feature] = xmin;
    boxes[4 * feature + 1] = ymin;
    boxes[4 * feature + 2] = xmax;
    boxes[4 * feature + 3] = ymax;
    this.end += (size + 7) & ~7;
    this.bytes += size;
  }

  /** The encoded feature. */
  feature(index: number): Uint8Array {
    const start = this.starts[index];
    return this.chunks[this.chunkOf[index]].subarray(start, start + this.sizes[index]);
  }

  size(index: number): number {
    return this.sizes[index];
  }

  private grow(): void {
    const larger = <T extends Int32Array | Float64Array>(array: T, out: T): T => {
      out.set(array);
      return out;
    };
    this.chunkOf = larger(this.chunkOf, new Int32Array(2 * this.chunkOf.length));
    this.starts = larger(this.starts, new Int32Array(2 * this.starts.length));
    this.sizes = larger(this.sizes, new Int32Array(2 * this.sizes.length));
    this.boxes = larger(this.boxes, new Float64Array(2 * this.boxes.length));
  }
}

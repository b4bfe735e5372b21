import type { StructColumn } from '@graticule/columnar';
import { GrowingInt32 } from '../growing.js';
import { pathColumn, pointColumn } from './build.js';
import { strideOf } from './kind.js';
import type { Dimensions, GeometryKind } from './kind.js';

/**
 * Collects geometries of one kind, row after row: `vertex` ..., `endPart` after each path or ring, then `endGeometry`,
 * `addNull` or `discard` (the row becomes null and what was collected for it is dropped). A point takes one vertex; a
 * multipoint's vertices are one part whatever is ended. z and m are kept as the dimensions say, NaN where missing.
 */
export class GeometryBuilder {
  private readonly stride: number;
  private coords: Float64Array;
  private vertices = 0;
  private readonly partOffsets: GrowingInt32;
  private readonly geometryOffsets: GrowingInt32;
  private readonly bits: Uint8Array;
  private rows = 0;
  private nulls = 0;

  constructor(
    readonly kind: GeometryKind,
    readonly dimensions: Dimensions,
    private readonly capacity: number,
  ) {
    this.stride = strideOf(dimensions);
    this.coords = new Float64Array(this.stride * Math.max(16, capacity));
    this.partOffsets = new GrowingInt32(capacity + 1);
    this.geometryOffsets = new GrowingInt32(capacity + 1);
    this.partOffsets.push(0);
    this.geometryOffsets.push(0);
    this.bits = new Uint8Array((capacity + 7) >> 3);
  }

  vertex(x: number, y: number, z = NaN, m = NaN): void {
    this.reserve(1);
    let at = this.vertices * this.stride;
    this.coords[at++] = x;
    this.coords[at++] = y;
    if (this.dimensions.hasZ) this.coords[at++] = z;
    if (this.dimensions.hasM) this.coords[at] = m;
    this.vertices++;
  }

  /** Vertices as they lie in memory: little-endian doubles at exactly the builder's stride. */
  verticesFromBytes(bytes: Uint8Array, count: number): void {
    this.reserve(count);
    const width = 8 * this.stride;
    new Uint8Array(this.coords.buffer).set(bytes, this.vertices * width);
    this.vertices += count;
  }

  /** Numbers per vertex that verticesFromBytes expects. */
  get width(): number {
    return this.stride;
  }

  endPart(): void {
    if (this.kind !== 'point' && this.kind !== 'multipoint') this.partOffsets.push(this.vertices);
  }

  endGeometry(): void {
    if (this.kind === 'point' && this.vertices === this.rows) return this.addNull();
    this.bits[this.rows >> 3] |= 1 << (this.rows & 7);
    this.endRow();
  }

  addNull(): void {
    if (this.kind === 'point') this.vertex(NaN, NaN);
    this.nulls++;
    this.endRow();
  }

  discard(): void {
    const before = this.geometryOffsets.values[this.geometryOffsets.length - 1];
    this.partOffsets.length = before + 1;
    this.vertices = this.kind === 'point' ? this.rows : this.partOffsets.values[before];
    this.addNull();
  }

  finish(): StructColumn {
    const { kind, dimensions, stride } = this;
    const validity = this.nulls === 0 ? null : this.bits.subarray(0, (this.rows + 7) >> 3);
    if (kind === 'point') {
      const arrays = Array.from({ length: stride }, () => new Float64Array(this.rows));
      for (let row = 0; row < this.rows; row++) {
        for (let k = 0; k < stride; k++) arrays[k][row] = this.coords[row * stride + k];
      }
      const [xs, ys, ...further] = arrays;
      return pointColumn(xs, ys, validity, dimensions, further);
    }
    const coords = this.coords.slice(0, this.vertices * stride);
    const partOffsets = this.partOffsets.view().slice();
    const geometryOffsets = this.geometryOffsets.view().slice();
    return pathColumn(kind, { coords, partOffsets, geometryOffsets, validity }, dimensions);
  }

  private endRow(): void {
    if (this.kind === 'point' && this.vertices !== this.rows + 1) {
      throw new Error(`a point takes one vertex, found ${this.vertices - this.rows}`);
    }
    if (this.kind === 'multipoint') this.partOffsets.push(this.vertices);
    this.geometryOffsets.push(this.partOffsets.length - 1);
    this.rows++;
    if (this.rows > this.capacity) throw new Error(`more rows than the ${this.capacity} announced`);
  }

  private reserve(count: number): void {
    const needed = (this.vertices + count) * this.stride;
    if (needed <= this.coords.length) return;
    const larger = new Float64Array(Math.max(needed, 2 * this.coords.length));
    larger.set(this.coords);
    this.coords = larger;
  }
}

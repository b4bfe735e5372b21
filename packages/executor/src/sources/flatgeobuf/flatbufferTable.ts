/** Reads tables of a flatbuffer (https://flatbuffers.dev/internals/) in place. All positions are in `view`. */
export class FlatbufferTable {
  private readonly vtable: number;
  private readonly vtableBytes: number;

  constructor(
    readonly view: DataView,
    readonly position: number,
  ) {
    this.vtable = position - view.getInt32(position, true);
    this.vtableBytes = view.getUint16(this.vtable, true);
  }

  /** The root table of a buffer whose root offset lies at `start`. */
  static root(view: DataView, start: number): FlatbufferTable {
    return new FlatbufferTable(view, start + view.getUint32(start, true));
  }

  /** Where a field's value lies; 0 when the field is absent. */
  at(field: number): number {
    const slot = 4 + 2 * field;
    if (slot >= this.vtableBytes) return 0;
    const offset = this.view.getUint16(this.vtable + slot, true);
    return offset === 0 ? 0 : this.position + offset;
  }

  /** Where a vector's or string's length lies (elements follow 4 bytes after); 0 when absent. */
  vector(field: number): number {
    const at = this.at(field);
    return at === 0 ? 0 : at + this.view.getUint32(at, true);
  }

  table(field: number): FlatbufferTable | null {
    const at = this.vector(field);
    return at === 0 ? null : new FlatbufferTable(this.view, at);
  }

  tables(field: number): FlatbufferTable[] {
    const at = this.vector(field);
    if (at === 0) return [];
    return Array.from({ length: this.view.getUint32(at, true) }, (_, i) => {
      const reference = at + 4 + 4 * i;
      return new FlatbufferTable(this.view, reference + this.view.getUint32(reference, true));
    });
  }

  text(field: number): string | null {
    const at = this.vector(field);
    if (at === 0) return null;
    const length = this.view.getUint32(at, true);
    return Buffer.from(this.view.buffer, this.view.byteOffset + at + 4, length).toString('utf8');
  }

  byte(field: number, absent: number): number {
    const at = this.at(field);
    return at === 0 ? absent : this.view.getUint8(at);
  }
}

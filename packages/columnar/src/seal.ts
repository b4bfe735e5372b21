import type { Batch, Column } from './column.js';
import { compact } from './compact.js';
import { bytesOf, copyBytes } from './copyBytes.js';
import type { DataType, StructType } from './types.js';

type TypedArray =
  Uint8Array | Int8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;
type ArrayName =
  | 'Uint8Array'
  | 'Int8Array'
  | 'Int16Array'
  | 'Int32Array'
  | 'BigInt64Array'
  | 'Float32Array'
  | 'Float64Array';

/** Where one typed array lies: in which of the batch's buffers, and at which byte. */
interface View {
  readonly array: ArrayName;
  readonly buffer: number;
  readonly offset: number;
  readonly length: number;
}

interface ColumnDescriptor {
  readonly layout: Column['layout'];
  readonly type: DataType;
  readonly length: number;
  readonly stride: number;
  readonly views: Readonly<Record<string, View | null>>;
  readonly children: readonly ColumnDescriptor[];
}

/** A batch in shared memory. Plain data: postMessage hands it to another thread without a copy. */
export interface SealedBatch {
  readonly buffers: readonly SharedArrayBuffer[];
  /** How much of that memory was made for this batch. */
  readonly ownBytes: number;
  readonly schema: StructType;
  readonly length: number;
  readonly columns: readonly ColumnDescriptor[];
}

const ALIGNMENT = 64;
const CONSTRUCTORS = {
  Uint8Array,
  Int8Array,
  Int16Array,
  Int32Array,
  BigInt64Array,
  Float32Array,
  Float64Array,
} as const;

/** Gives every distinct array of a batch its place in one buffer, and copies them once the total is known. */
class Layout {
  size = 0;
  /** Buffers, numbered from 1, whose arrays stay where they are. */
  readonly shared: SharedArrayBuffer[] = [];
  private readonly placed = new Map<TypedArray, View>();

  /** keepsShared: whether arrays that lie in shared memory stay there. */
  constructor(private readonly keepsShared: boolean) {}

  place(array: TypedArray): View {
    const { buffer } = array;
    if (this.keepsShared && buffer instanceof SharedArrayBuffer) {
      return viewOf(array, this.numberOf(buffer), array.byteOffset);
    }
    let view = this.placed.get(array);
    if (view === undefined) {
      view = viewOf(array, 0, this.size);
      this.placed.set(array, view);
      this.size += (array.byteLength + ALIGNMENT - 1) & -ALIGNMENT;
    }
    return view;
  }

  copyTo(buffer: SharedArrayBuffer): void {
    for (const [array, view] of this.placed) {
      copyBytes(bytesOf(array), new Uint8Array(buffer), view.offset);
    }
  }

  private numberOf(buffer: SharedArrayBuffer): number {
    let place = this.shared.indexOf(buffer);
    if (place < 0) place = this.shared.push(buffer) - 1;
    return place + 1;
  }
}

function viewOf(array: TypedArray, buffer: number, offset: number): View {
  return { array: array.constructor.name as ArrayName, buffer, offset, length: array.length };
}

/** The same rows in one SharedArrayBuffer, every buffer aligned to 64 bytes. */
export function seal(batch: Batch): SealedBatch {
  return sealed(batch, batch.columns.map(compact), new Layout(false));
}

/**
 * The same rows without a copy of what lies in shared memory already: for slices of opened batches. The whole memory of
 * these lives as long as the slices do.
 */
export function sealSlice(batch: Batch): SealedBatch {
  return sealed(batch, batch.columns, new Layout(true));
}

function sealed({ schema, length }: Batch, columns: readonly Column[], layout: Layout): SealedBatch {
  const descriptors = columns.map((column) => describe(column, layout));
  const buffer = new SharedArrayBuffer(layout.size);
  layout.copyTo(buffer);
  return {
    buffers: [buffer, ...layout.shared],
    ownBytes: layout.size,
    schema,
    length,
    columns: descriptors,
  };
}

/** The batch in a sealed block, on the shared memory itself. */
export function openSealed(sealed: SealedBatch): Batch {
  const columns = sealed.columns.map((descriptor) => open(descriptor, sealed.buffers));
  return { schema: sealed.schema, length: sealed.length, columns };
}

function describe(column: Column, layout: Layout): ColumnDescriptor {
  const views: Record<string, View | null> = {};
  let children: readonly Column[] = [];
  if (column.validity !== null) views.validity = layout.place(column.validity);
  switch (column.layout) {
    case 'null':
      break;
    case 'primitive':
      views.values = layout.place(column.values);
      break;
    case 'decimal':
      views.words = layout.place(column.words);
      break;
    case 'bytes':
      views.offsets = layout.place(column.offsets);
      views.data = layout.place(column.data);
      break;
    case 'dictionary':
      views.indices = layout.place(column.indices);
      children = [column.dictionary];
      break;
    case 'list':
      views.offsets = column.offsets === null ? null : layout.place(column.offsets);
      children = [column.child];
      break;
    case 'struct':
      children = column.children;
      break;
    case 'interval':
      views.months = layout.place(column.months);
      views.days = layout.place(column.days);
      views.micros = layout.place(column.micros);
      break;
  }
  return {
    layout: column.layout,
    type: column.type,
    length: column.length,
    stride: column.layout === 'list' ? column.stride : 0,
    views,
    children: children.map((child) => describe(child, layout)),
  };
}

function open(descriptor: ColumnDescriptor, buffers: readonly SharedArrayBuffer[]): Column {
  const { layout, type, length, stride } = descriptor;
  const array = <T extends TypedArray>(name: string): T | null => {
    const view = descriptor.views[name] ?? null;
    if (view === null) return null;
    const construct = CONSTRUCTORS[view.array] as unknown as new (
      buffer: SharedArrayBuffer,
      offset: number,
      length: number,
    ) => T;
    return new construct(buffers[view.buffer], view.offset, view.length);
  };
  const children = descriptor.children.map((child) => open(child, buffers));
  const validity = array<Uint8Array>('validity');
  const column = { layout, type, length, validity };
  switch (layout) {
    case 'null':
      return column as Column;
    case 'primitive':
      return { ...column, values: array('values') } as Column;
    case 'decimal':
      return { ...column, words: array('words') } as Column;
    case 'bytes':
      return { ...column, offsets: array('offsets'), data: array('data') } as Column;
    case 'dictionary':
      return { ...column, indices: array('indices'), dictionary: children[0] } as Column;
    case 'list':
      return { ...column, offsets: array('offsets'), stride, child: children[0] } as Column;
    case 'struct':
      return { ...column, children } as Column;
    case 'interval':
      return { ...column, months: array('months'), days: array('days'), micros: array('micros') } as Column;
  }
}

/** Bytes of all distinct buffers of a batch: what sealing it would take, up to alignment. */
export function batchBytes(batch: Batch): number {
  const layout = new Layout(false);
  for (const column of batch.columns) describe(column, layout);
  return layout.size;
}

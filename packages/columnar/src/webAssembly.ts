/** The part of the global that is used here; the compiler knows it only among a browser's types. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports?: object) => { readonly exports: object };
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum?: number;
    readonly shared?: boolean;
  }) => Memory;
};

/** A module's memory; views on `buffer` end when it grows, unless it is shared. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export const PAGE_BYTES = 65_536;
const PAGES_MAX = 65_536;

const compiled = new Map<string, object>();

/** A new instance of a module (base64); the module is compiled once per thread. imports: what it imports, by its names. */
export function instantiate<Exports extends object>(base64: string, imports?: object): Exports {
  let module = compiled.get(base64);
  if (module === undefined) {
    module = new WebAssembly.Module(Buffer.from(base64, 'base64'));
    compiled.set(base64, module);
  }
  return new WebAssembly.Instance(module, imports).exports as Exports;
}

/** Memory for modules that share it. */
export function createMemory(pages: number): Memory {
  return new WebAssembly.Memory({ initial: pages });
}

/** Memory that keeps its views when it grows, up to 4 GB. */
export function createSharedMemory(): Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: PAGES_MAX, shared: true });
}

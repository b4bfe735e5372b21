import type { ThriftList, ThriftStruct } from './compactProtocol.js';

/** Field `id`, a number that has to be there. */
export function number(struct: ThriftStruct, id: number): number {
  const value = struct.fields.get(id)?.value;
  if (typeof value !== 'number') throw new Error(`field ${id} is missing`);
  return value;
}

/** Field `id` as a list, null when it is absent or something else. */
export function list(struct: ThriftStruct, id: number): ThriftList | null {
  const value = struct.fields.get(id)?.value;
  return typeof value === 'object' && 'kind' in value && value.kind === 'list' ? value : null;
}

/** The structs of the list in field `id`, none when it is absent. */
export function items(struct: ThriftStruct, id: number): readonly ThriftStruct[] {
  return (list(struct, id)?.items ?? []) as ThriftStruct[];
}

/** Field `id` as a struct, null when it is absent or something else. */
export function child(struct: ThriftStruct, id: number): ThriftStruct | null {
  const value = struct.fields.get(id)?.value;
  return typeof value === 'object' && 'kind' in value && value.kind === 'struct' ? value : null;
}

/** Field `id` as text, empty when it is absent. */
export function text(struct: ThriftStruct, id: number): string {
  const value = struct.fields.get(id)?.value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
}

/** Field `id`, a number or `fallback`. */
export function numberOr(struct: ThriftStruct, id: number, fallback: number): number {
  const value = struct.fields.get(id)?.value;
  return typeof value === 'number' ? value : fallback;
}

/**
 * Plans travel as JSON text. What JSON cannot hold is written as an object with one tag key:
 * bigint `{"$bigint":"1"}`, Uint8Array `{"$bytes":"<base64>"}`, NaN, infinities and -0 `{"$number":"NaN"}`.
 * A plain object that happens to look like that is wrapped as `{"$object":[[key, value]]}`.
 */
const TAGS = new Set(['$bigint', '$bytes', '$number', '$object']);

/** value: a tree of plain objects, arrays and literal values, such as a PhysicalNode, a Stage or an Expression. */
export function encodePlan(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => encodeItem(item));
}

/** The inverse of encodePlan: equal to what was encoded, except that properties holding undefined are absent. */
export function decodePlan<T>(text: string): T {
  return JSON.parse(text, (_key, item: unknown) => decodeItem(item)) as T;
}

function encodeItem(item: unknown): unknown {
  if (typeof item === 'bigint') return { $bigint: item.toString() };
  if (typeof item === 'number') {
    if (Number.isFinite(item) && !Object.is(item, -0)) return item;
    return { $number: Object.is(item, -0) ? '-0' : String(item) };
  }
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  if (item instanceof Uint8Array) {
    return { $bytes: Buffer.from(item.buffer, item.byteOffset, item.byteLength).toString('base64') };
  }
  const prototype: unknown = Object.getPrototypeOf(item);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`a plan holds plain data only, found ${item.constructor.name}`);
  }
  const keys = Object.keys(item);
  if (keys.length === 1 && TAGS.has(keys[0])) return { $object: Object.entries(item) };
  return item;
}

function decodeItem(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const entries = Object.entries(item);
  if (entries.length !== 1) return item;
  const [tag, content] = entries[0] as [string, unknown];
  switch (tag) {
    case '$bigint':
      return BigInt(content as string);
    case '$number':
      return Number(content as string);
    case '$bytes':
      return new Uint8Array(Buffer.from(content as string, 'base64'));
    case '$object':
      return Object.fromEntries(content as [string, unknown][]);
    default:
      return item;
  }
}

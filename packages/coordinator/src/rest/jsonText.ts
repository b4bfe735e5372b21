import { randomUUID } from 'node:crypto';

/**
 * JSON text of a plain value in which integers beyond 2^53 come as bigint and are written with all their digits.
 * @param indent blanks per level; 0 = compact.
 */
export function jsonText(value: unknown, indent = 0): string {
  let mark: string | undefined;
  const text = JSON.stringify(
    value,
    (_key, item: unknown) => {
      if (typeof item !== 'bigint') return item;
      mark ??= randomUUID();
      return `${mark}${item}`;
    },
    indent,
  );
  return mark === undefined ? text : text.replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}

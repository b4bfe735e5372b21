import type { Cursor } from './cursor.js';

/** `(key 'value', other.key = 5, flag true)`, past OPTIONS: values as their texts. */
export function optionList(cursor: Cursor): Record<string, string> {
  const options: Record<string, string> = {};
  const open = cursor.peek();
  const without: string[] = [];
  cursor.expectSymbol('(');
  cursor.list(() => {
    const key = optionKey(cursor);
    if (!cursor.acceptSymbol('=')) cursor.acceptSymbol('==');
    const value = optionValue(cursor);
    if (value === null) without.push(key);
    else options[key] = value;
  });
  cursor.expectSymbol(')');
  if (without.length > 0) {
    throw cursor.failureAt(
      open,
      `Operation not allowed: Values must be specified for key(s): [${without.join(',')}]`,
    );
  }
  return options;
}

/** Keys as they stand, with or without values, as in TBLPROPERTIES ('key'). */
export function optionKey(cursor: Cursor): string {
  if (cursor.peek().kind === 'string') return cursor.next().value;
  const parts = [cursor.identifier()];
  while (cursor.acceptSymbol('.')) parts.push(cursor.identifier());
  return parts.join('.');
}

function optionValue(cursor: Cursor): string | null {
  const sign = cursor.isSymbol('-') && cursor.peek(1).kind === 'number' ? cursor.next().text : '';
  const token = cursor.peek();
  if (token.kind === 'number') return sign + cursor.next().text;
  if (token.kind === 'string') return cursor.next().value;
  if (cursor.isWord('TRUE') || cursor.isWord('FALSE')) return cursor.next().text.toLowerCase();
  return null;
}

import type { AboutView, CommandName } from '../plan/command.js';
import type { Cursor } from './cursor.js';
import type { Token } from './lexer.js';

export function nameParts(cursor: Cursor): string[] {
  const parts = [cursor.identifier()];
  while (cursor.acceptSymbol('.')) parts.push(cursor.identifier());
  return parts;
}

/** The name of a table or view, with its place for messages about it. */
export function commandName(cursor: Cursor): CommandName {
  const place = cursor.place();
  return { parts: nameParts(cursor), place };
}

/** Takes everything up to the end of the statement and gives it as it stands. */
export function restOfText(cursor: Cursor): string {
  const { start } = cursor.peek();
  while (cursor.peek().kind !== 'end') cursor.next();
  return cursor.text.slice(start).trim().replace(/;+$/, '').trim();
}

/** Whether the statement goes on. */
export function atEnd(cursor: Cursor): boolean {
  return cursor.peek().kind === 'end' || cursor.isSymbol(';');
}

export function stringToken(cursor: Cursor, what: string): Token {
  if (cursor.peek().kind !== 'string') throw cursor.failure(what);
  return cursor.next();
}

/** What Spark says when a statement is for tables and its name is that of a temporary view. */
export function ofTemporaryView(statement: string, wanted: string, advice = ''): AboutView {
  return { text: `% is a temp view. '${statement}' expects ${wanted}.${advice}`, placed: true };
}

import type { GeometryBuilder } from './builder.js';
import { GeometryTextError, KIND_OF_SHAPE, checkShape } from './shape.js';
import type { ShapeName } from './shape.js';

/** Levels of parentheses around vertices. */
const DEPTH: Readonly<Record<ShapeName, number>> = {
  Point: 1,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};
const SHAPES = new Map(
  (Object.keys(KIND_OF_SHAPE) as ShapeName[]).map((shape) => [shape.toUpperCase(), shape]),
);
const HEAD = /^\s*(?:SRID\s*=\s*\d+\s*;\s*)?([A-Z]+?)\s*(ZM|Z|M)?\s*(EMPTY\s*$|\()/i;

/** Reads one well-known text (OGC 06-103r4, section 7; an SRID before it is skipped) into the builder's current row. */
export function readWkt(text: string, builder: GeometryBuilder): void {
  const head = HEAD.exec(text);
  const shape = head === null ? undefined : SHAPES.get(head[1].toUpperCase());
  if (head === null || shape === undefined) {
    throw new GeometryTextError(
      `found ${text.slice(0, 30)}, expected POINT, LINESTRING, POLYGON or a MULTI form`,
    );
  }
  checkShape(shape, builder);
  if (head[3] !== '(') return;
  const dimensions = (head[2] ?? '').toUpperCase();
  const scanner = { text, at: head[0].length - 1 };
  readList(scanner, DEPTH[shape], shape, dimensions, builder);
  skipBlanks(scanner);
  if (scanner.at < text.length) throw new GeometryTextError(`unexpected text at character ${scanner.at + 1}`);
}

interface Scanner {
  readonly text: string;
  at: number;
}

function readList(
  scanner: Scanner,
  depth: number,
  shape: ShapeName,
  dimensions: string,
  builder: GeometryBuilder,
): void {
  skipBlanks(scanner);
  if (/^EMPTY/i.test(scanner.text.slice(scanner.at, scanner.at + 5))) {
    scanner.at += 5;
    return;
  }
  expect(scanner, '(');
  do {
    if (depth > 1) readList(scanner, depth - 1, shape, dimensions, builder);
    else if (shape === 'MultiPoint' && nextIs(scanner, '(')) {
      scanner.at++;
      readVertex(scanner, dimensions, builder);
      expect(scanner, ')');
    } else readVertex(scanner, dimensions, builder);
  } while (take(scanner, ','));
  expect(scanner, ')');
  if (depth === 1) builder.endPart();
}

function readVertex(scanner: Scanner, dimensions: string, builder: GeometryBuilder): void {
  const x = readNumber(scanner);
  const y = readNumber(scanner);
  if (x === null || y === null)
    throw new GeometryTextError(`expected a coordinate at character ${scanner.at + 1}`);
  const third = readNumber(scanner) ?? NaN;
  const fourth = readNumber(scanner) ?? NaN;
  if (dimensions === 'M') builder.vertex(x, y, NaN, third);
  else builder.vertex(x, y, third, fourth);
}

/** The next number, or null when something else follows. */
function readNumber(scanner: Scanner): number | null {
  skipBlanks(scanner);
  const { text } = scanner;
  let end = scanner.at;
  while (end < text.length && !isEnd(text.charCodeAt(end))) end++;
  if (end === scanner.at) return null;
  const value = Number(text.slice(scanner.at, end));
  if (value !== value) {
    throw new GeometryTextError(
      `${text.slice(scanner.at, end)} at character ${scanner.at + 1} is not a number`,
    );
  }
  scanner.at = end;
  return value;
}

/** Blank, comma or parenthesis. */
function isEnd(code: number): boolean {
  return code <= 32 || code === 44 || code === 40 || code === 41;
}

function skipBlanks(scanner: Scanner): void {
  while (scanner.at < scanner.text.length && scanner.text.charCodeAt(scanner.at) <= 32) scanner.at++;
}

function nextIs(scanner: Scanner, character: string): boolean {
  skipBlanks(scanner);
  return scanner.text[scanner.at] === character;
}

function take(scanner: Scanner, character: string): boolean {
  const found = nextIs(scanner, character);
  if (found) scanner.at++;
  return found;
}

function expect(scanner: Scanner, character: string): void {
  if (take(scanner, character)) return;
  throw new GeometryTextError(`expected ${character} at character ${scanner.at + 1}`);
}

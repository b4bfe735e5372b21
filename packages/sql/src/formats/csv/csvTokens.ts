/**
 * Splits delimited records into fields as Spark's parser does: a quote that is not the last before a separator and not
 * escaped makes the whole field, quotes included, plain text up to the next separator.
 */
export interface CsvDialect {
  readonly separator: Uint8Array;
  /** Byte, or -1: nothing is quoted. */
  readonly quote: number;
  /** Byte that makes a quote inside quotes text, or -1. */
  readonly escape: number;
  /** The escape makes itself text too. */
  readonly escapesItself: boolean;
  readonly trimsStart: boolean;
  readonly trimsEnd: boolean;
  /** Line feeds inside quotes belong to the field; outside they end the record. */
  readonly multiLine: boolean;
  /** Byte that ends records instead of line feeds, or -1. */
  readonly lineEnd: number;
}

export const PLAIN = 0;
export const QUOTED = 1;
/** Quoted, with escapes (or carriage returns) still in it. */
export const ESCAPED = 2;

/** Positions of the fields of up to `capacity` records, `width` fields each; reused. */
export class CsvTokens {
  /** Field c of record r is bytes[starts[r * width + c] .. ends[..]); fields that a record lacks are -1, -1. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly kinds: Uint8Array;
  /** How many fields each record has, those beyond `width` counted. */
  readonly counts: Int32Array;
  readonly recordStarts: Int32Array;
  readonly recordEnds: Int32Array;
  readonly lines: Int32Array;
  count = 0;

  constructor(
    readonly capacity: number,
    readonly width: number,
  ) {
    this.starts = new Int32Array(capacity * width);
    this.ends = new Int32Array(capacity * width);
    this.kinds = new Uint8Array(capacity * width);
    this.counts = new Int32Array(capacity);
    this.recordStarts = new Int32Array(capacity);
    this.recordEnds = new Int32Array(capacity);
    this.lines = new Int32Array(capacity);
  }
}

/**
 * Enters the record at `start` as record `tokens.count` and returns where the next one begins; -1: bytes[.. end) do not
 * hold all of it. final: nothing follows `end`. Without multiLine, [start, end) is one line.
 */
export function readRecord(
  bytes: Uint8Array,
  start: number,
  end: number,
  final: boolean,
  dialect: CsvDialect,
  tokens: CsvTokens,
): number {
  const { separator, quote, escape, escapesItself, trimsStart, trimsEnd, multiLine, lineEnd } = dialect;
  const { starts, ends, kinds, width, count: record } = tokens;
  const first = separator[0];
  const wide = separator.length > 1;
  const base = record * width;
  let at = start;
  let column = 0;
  for (;;) {
    if (trimsStart) {
      const stop = lineEnd < 0 ? 10 : lineEnd;
      while (at < end && bytes[at] <= 32 && bytes[at] !== first && bytes[at] !== stop) at++;
    }
    let from = at;
    let to = -1;
    let kind = PLAIN;
    if (at < end && bytes[at] === quote) {
      kind = QUOTED;
      from = at + 1;
      let p = from;
      for (;;) {
        if (p >= end) {
          if (!final) return -1;
          to = at = end;
          break;
        }
        const byte = bytes[p];
        if (byte === escape && escape !== quote) {
          if (p + 1 >= end && !final) return -1;
          const next = p + 1 < end ? bytes[p + 1] : -1;
          if (next === quote || (next === escape && escapesItself)) {
            kind = ESCAPED;
            p++;
          }
          p++;
        } else if (byte === quote) {
          let q = p + 1;
          if (q >= end && !final) return -1;
          if (q < end && bytes[q] === quote) {
            if (escape === quote) {
              kind = ESCAPED;
              p += 2;
              continue;
            }
            if (q + 1 >= end && !final) return -1;
            if (endsField(bytes, q + 1, end, dialect)) {
              to = q;
              at = q + 1;
              break;
            }
          } else {
            while (q < end && bytes[q] <= 32 && !endsField(bytes, q, end, dialect)) q++;
            if (endsField(bytes, q, end, dialect)) {
              if (q >= end && !final) return -1;
              to = p;
              at = q;
              break;
            }
          }
          kind = PLAIN;
          from--;
          at = p;
          break;
        } else {
          if (byte === 13 && multiLine && lineEnd < 0) kind = ESCAPED;
          p++;
        }
      }
    }
    if (kind === PLAIN) {
      if (wide || multiLine) while (!endsField(bytes, at, end, dialect)) at++;
      else while (at < end && bytes[at] !== first) at++;
      to = at;
      if (trimsEnd) while (to > from && bytes[to - 1] <= 32) to--;
    }
    if (column < width) {
      starts[base + column] = from;
      ends[base + column] = to;
      kinds[base + column] = kind;
    }
    column++;
    if (at >= end) {
      if (!final) return -1;
      break;
    }
    if (multiLine && endsRecord(bytes, at, end, lineEnd) && bytes[at] !== first) break;
    at += separator.length;
  }
  for (let k = column; k < width; k++) starts[base + k] = ends[base + k] = -1;
  tokens.counts[record] = column;
  tokens.recordStarts[record] = start;
  tokens.recordEnds[record] = at;
  if (at < end && bytes[at] === 13 && lineEnd < 0) at++;
  return at < end ? at + 1 : at;
}

/** Whether a separator, the end of the text or (multiLine) of the line is at a position. */
function endsField(
  bytes: Uint8Array,
  at: number,
  end: number,
  { separator, multiLine, lineEnd }: CsvDialect,
): boolean {
  if (at >= end) return true;
  if (multiLine && endsRecord(bytes, at, end, lineEnd)) return true;
  if (bytes[at] !== separator[0]) return false;
  for (let i = 1; i < separator.length; i++) if (bytes[at + i] !== separator[i]) return false;
  return true;
}

function endsRecord(bytes: Uint8Array, at: number, end: number, lineEnd: number): boolean {
  const byte = bytes[at];
  if (lineEnd >= 0) return byte === lineEnd;
  return byte === 10 || (byte === 13 && (at + 1 >= end || bytes[at + 1] === 10));
}

/** The text of an escaped field: escapes resolved, carriage returns before line feeds dropped. */
export function unescapeField(
  bytes: Uint8Array,
  start: number,
  end: number,
  dialect: CsvDialect,
  out: Uint8Array,
): number {
  const { quote, escape, escapesItself, multiLine, lineEnd } = dialect;
  let written = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (
      byte === escape &&
      i + 1 < end &&
      (bytes[i + 1] === quote || (bytes[i + 1] === escape && escapesItself))
    )
      i++;
    else if (byte === 13 && multiLine && lineEnd < 0 && i + 1 < end && bytes[i + 1] === 10) i++;
    out[written++] = bytes[i];
  }
  return written;
}

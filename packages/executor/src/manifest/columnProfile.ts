import type { EsriFieldType } from '@graticule/sql';
import {
  clearParts,
  compileTimeFormat,
  parseParts,
  partsToMicros,
  ISO_FORMATS,
} from '../sources/dataset/timeFormat.js';

const INTEGER = /^[+-]?\d{1,19}$/;
const LEADING_ZERO = /^[+-]?0\d/;
const DOUBLE = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^nan$|^[+-]?inf(inity)?$/i;
const WKT = /^(?:SRID=\d+;)?(MULTI)?(POINT|LINESTRING|POLYGON)\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)/i;

/** Times that are no ISO 8601; day and month are told apart by what fits. */
const OTHER_TIMES = [
  'yyyy/MM/dd HH:mm:ss',
  'yyyy/MM/dd',
  'MM/dd/yyyy HH:mm:ss',
  'dd/MM/yyyy HH:mm:ss',
  'MM/dd/yyyy hh:mm:ss a',
  'MM/dd/yyyy',
  'dd/MM/yyyy',
  'dd-MMM-yy HH:mm:ss',
  'dd-MMM-yyyy HH:mm:ss',
  'dd-MMM-yyyy',
  'dd.MM.yyyy HH:mm:ss',
  'dd.MM.yyyy',
].map(compileTimeFormat);
const TIMES = [...ISO_FORMATS, ...OTHER_TIMES];

const SEEN_MAX = 4096;

/** What the values of one column of delimited text look like, as far as they were seen. */
export class ColumnProfile {
  /** Different values; those past the first so many are counted again when they repeat. */
  values = 0;
  private readonly seen = new Set<string>();
  private integers = 0;
  private leadingZeros = 0;
  private doubles = 0;
  private largest = 0n;
  private readonly wktKinds = new Map<string, number>();
  private readonly times = new Map<string, number>();
  min = Infinity;
  max = -Infinity;

  add(text: string): void {
    const value = text.trim();
    if (value === '' || this.seen.has(value)) return;
    if (this.seen.size < SEEN_MAX) this.seen.add(value);
    this.values++;
    if (LEADING_ZERO.test(value) && !value.includes('.')) this.leadingZeros++;
    if (INTEGER.test(value)) {
      this.integers++;
      const size = BigInt(value.replace(/^[+-]/, ''));
      if (size > this.largest) this.largest = size;
    }
    if (DOUBLE.test(value)) {
      this.doubles++;
      const number = Number(value);
      if (number < this.min) this.min = number;
      if (number > this.max) this.max = number;
      return;
    }
    const shape = WKT.exec(value);
    if (shape) {
      const kind = shape[2].toUpperCase();
      const word =
        kind === 'POINT' ? (shape[1] ? 'multipoint' : 'point') : kind === 'POLYGON' ? 'polygon' : 'polyline';
      this.wktKinds.set(word, (this.wktKinds.get(word) ?? 0) + 1);
    } else this.addTime(text);
  }

  private addTime(text: string): void {
    const bytes = Buffer.from(text);
    const parts = new Int32Array(9);
    for (const { pattern, steps } of TIMES) {
      clearParts(parts);
      if (!parseParts(steps, bytes, 0, bytes.length, parts) || Number.isNaN(partsToMicros(parts))) continue;
      this.times.set(pattern, (this.times.get(pattern) ?? 0) + 1);
    }
  }

  get isNumber(): boolean {
    return this.values > 0 && this.doubles === this.values && this.leadingZeros === 0;
  }

  /** Digits with leading zeros are codes, not numbers: they stay text. */
  get type(): EsriFieldType {
    if (this.values === 0 || this.leadingZeros > 0) return 'esriFieldTypeString';
    if (this.integers === this.values && this.largest < 1n << 63n) {
      return this.largest < 1n << 31n ? 'esriFieldTypeInteger' : 'esriFieldTypeBigInteger';
    }
    if (this.doubles === this.values) return 'esriFieldTypeDouble';
    return this.isIsoTime ? 'esriFieldTypeDate' : 'esriFieldTypeString';
  }

  /** One kind of WKT in every value, or null. */
  get wktKind(): string | null {
    const [first] = this.wktKinds;
    return first !== undefined && first[1] === this.values && this.values > 0 ? first[0] : null;
  }

  private get isIsoTime(): boolean {
    const formats = this.timeFormats;
    return formats.length === 1 && ISO_FORMATS.some((iso) => iso.pattern === formats[0]);
  }

  /** The one pattern that fits every value; none, or more than one (days and months that cannot be told apart): []. */
  get timeFormats(): string[] {
    const fitting = [...this.times].filter(([, count]) => count === this.values && this.values > 0);
    return fitting.length === 1 ? [fitting[0][0]] : [];
  }
}

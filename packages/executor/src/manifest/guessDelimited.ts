import { isUtf8 } from 'node:buffer';
import type { GeometryKind } from '@graticule/geoanalytics';
import { ESRI_GEOMETRY_TYPE } from '@graticule/geoanalytics';
import type { DatasetManifest } from '@graticule/sql';
import { readRange, withFile } from '../files/byteRange.js';
import type { DatasetFile } from '../files/datasetFiles.js';
import { ByteWindow } from '../sources/delimited/byteWindow.js';
import { byteOrderMark, fieldNames, fieldText } from '../sources/delimited/header.js';
import { indexRecords } from '../sources/delimited/indexRecords.js';
import { RecordIndex, type Dialect } from '../sources/delimited/recordIndex.js';
import { refuseUtf16, textEncoding } from '../sources/delimited/textEncoding.js';
import { SourceError } from '../sources/sourceError.js';
import { ColumnProfile } from './columnProfile.js';
import { coordinateNames, isTimeName } from './coordinateNames.js';
import type { Guess } from './inspectShare.js';

const SAMPLE_BYTES = 1 << 20;
/** Small files are looked at as a whole, larger ones at the beginning, in the middle and at the end. */
const WHOLE_BYTES_MAX = 16 << 20;
const SAMPLE_FILES_MAX = 50;
/** Values of a file that are looked at, in rows spread evenly over its samples. */
const SAMPLE_VALUES_MAX = 500_000;
const DELIMITERS = [',', '\t', ';', '|'];
const QUOTE = 34;
const COLUMNS_MAX = 10_000;

/** Guesses delimiter, header, encoding, fields, geometry and time from samples of the files. */
export async function guessDelimited(
  name: string,
  extension: string,
  files: readonly DatasetFile[],
): Promise<Guess> {
  const notes: string[] = [];
  const samples = await Promise.all(files.slice(0, SAMPLE_FILES_MAX).map(readSamples));
  samples.forEach(([head], i) => refuseUtf16(head, files[i].name));
  const filled = samples.filter(([head]) => head.length > 0);
  if (filled.length === 0) throw new SourceError('SOURCE_MALFORMED', 'its files are empty');
  const isUtf8File = (parts: readonly Uint8Array[], i: number): boolean =>
    parts.every((part) => isUtf8Sample(part, part.length === files[i].bytes));
  const encoding = samples.every(isUtf8File) ? 'UTF-8' : 'windows-1252';
  const delimiter = guessDelimiter(filled[0][0], extension);
  const dialect: Dialect = { delimiter: delimiter.charCodeAt(0), quote: QUOTE, width: 0 };
  const table = textEncoding(encoding, name);
  const profiles = new Map<string, { name: string; profile: ColumnProfile; files: number }>();
  const first = records(filled[0][0], dialect, 1)[0]?.(table) ?? [];
  const hasHeaderRow = !first.some((text) => /^[+-]?\d*\.?\d+([eE][+-]?\d+)?$/.test(text.trim()));
  filled.forEach(([head, ...further]) => {
    const rows = records(head, dialect, Infinity);
    const names = fieldNames(hasHeaderRow ? (rows[0]?.(table) ?? []) : first.map((_, i) => `field_${i + 1}`));
    const columns = names.map((column) => {
      const known = profiles.get(column.toLowerCase()) ?? {
        name: column,
        profile: new ColumnProfile(),
        files: 0,
      };
      profiles.set(column.toLowerCase(), known);
      known.files++;
      return known.profile;
    });
    const all = [
      ...rows.slice(hasHeaderRow ? 1 : 0),
      ...further.flatMap((part) => records(part, dialect, Infinity)),
    ];
    const step = Math.max(1, Math.ceil((all.length * columns.length) / SAMPLE_VALUES_MAX));
    for (let i = 0; i < all.length; i += step) {
      const texts = all[i](table);
      if (texts.length === columns.length) texts.forEach((text, k) => columns[k].add(text));
    }
  });
  const fields = [...profiles.values()];
  const partial = fields.filter((f) => f.files < filled.length).map((f) => f.name);
  if (partial.length > 0) {
    notes.push(`its files differ: ${partial.join(', ')} are not in all of them and are null where absent`);
  }
  const geometry = guessGeometry(fields, notes);
  const time = guessTime(fields);
  const manifest: DatasetManifest = {
    name,
    format: {
      type: 'delimited',
      extension,
      fieldDelimiter: delimiter,
      recordTerminator: '\n',
      quoteChar: '"',
      hasHeaderRow,
      encoding,
    },
    schema: { fields: fields.map((f) => ({ name: f.name, type: f.profile.type })) },
    ...(geometry ? { geometry } : {}),
    ...(time ? { time } : {}),
  };
  return { manifest, notes };
}

/** Parts of a file: the first begins with it, the others (of large files) at the start of a line. */
async function readSamples(file: DatasetFile): Promise<Uint8Array[]> {
  if (file.name.toLowerCase().endsWith('.gz')) {
    const window = await ByteWindow.open(file.path, 0, 'gzip');
    try {
      await window.refill();
      return [window.bytes.subarray(0, Math.min(window.end, SAMPLE_BYTES))];
    } finally {
      await window.close();
    }
  }
  return withFile(file.path, async (handle) => {
    if (file.bytes <= WHOLE_BYTES_MAX) return [await readRange(handle, 0, file.bytes)];
    const parts = [await readRange(handle, 0, SAMPLE_BYTES)];
    for (const start of [Math.floor(file.bytes / 2), file.bytes - SAMPLE_BYTES]) {
      const bytes = await readRange(handle, start, start + SAMPLE_BYTES);
      parts.push(bytes.subarray(bytes.indexOf(10) + 1));
    }
    return parts;
  });
}

/** A sample that is not the whole file may end inside a character. */
function isUtf8Sample(bytes: Uint8Array, whole: boolean): boolean {
  const end = bytes.lastIndexOf(10);
  return isUtf8(whole || end < 0 ? bytes : bytes.subarray(0, end));
}

type RecordTexts = (table: ReturnType<typeof textEncoding>) => string[];

/** The complete records of a sample, at most `limit`; each gives its texts when asked. */
function records(sample: Uint8Array, dialect: Dialect, limit: number): RecordTexts[] {
  const start = byteOrderMark(sample);
  const final = true;
  const probe = new RecordIndex(1, 0, 1);
  indexRecords(sample, start, sample.length, sample.length, final, dialect, new Int32Array(0), probe);
  const width = Math.min(probe.fieldCounts[0], COLUMNS_MAX);
  if (probe.count === 0 || width === 0) return [];
  const slots = Int32Array.from({ length: width }, (_, i) => i);
  const found: RecordTexts[] = [];
  const batch = Math.max(1, Math.min(limit, 4096));
  const index = new RecordIndex(batch, width, 1);
  for (let at = start; at < sample.length && found.length < limit;) {
    at = indexRecords(sample, at, sample.length, sample.length, final, dialect, slots, index);
    if (index.count === 0) break;
    // Texts are asked for when the index has others.
    const bounds = { starts: index.starts.slice(), ends: index.ends.slice() };
    for (let row = 0; row < index.count; row++) {
      if (index.faults[row] !== 0) continue;
      const count = index.fieldCounts[row];
      const read = Math.min(count, width);
      found.push((table) => {
        const texts = Array.from({ length: read }, (_, i) =>
          fieldText(sample, bounds, row * width + i, table),
        );
        return count === read ? texts : [...texts, ''];
      });
    }
  }
  return found.slice(0, limit);
}

/** The delimiter that gives the first records most fields of an equal number; by the extension when none does. */
function guessDelimiter(head: Uint8Array, extension: string): string {
  let best = extension === 'tsv' || extension === 'tab' ? '\t' : ',';
  let bestScore = 1;
  for (const delimiter of DELIMITERS) {
    const dialect = { delimiter: delimiter.charCodeAt(0), quote: QUOTE, width: 0 };
    const widths = records(head, dialect, 100).map((row) => row(null).length);
    const [width] = widths;
    const score = (width ?? 0) * (widths.filter((w) => w === width).length / Math.max(1, widths.length));
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

type Columns = readonly { readonly name: string; readonly profile: ColumnProfile }[];

function guessGeometry(columns: Columns, notes: string[]): DatasetManifest['geometry'] {
  const wkt = columns.find((column) => column.profile.wktKind !== null);
  if (wkt) {
    return {
      geometryType: ESRI_GEOMETRY_TYPE[wkt.profile.wktKind as GeometryKind] as 'esriGeometryPoint',
      spatialReference: { wkid: 4326 },
      fields: [{ name: wkt.name, formats: ['WKT'] }],
    };
  }
  const numeric = columns.filter((column) => column.profile.isNumber);
  const pair = coordinateNames(numeric.map((column) => column.name));
  if (pair === null) return undefined;
  const y = columns.find((column) => column.name === pair.y)!.profile;
  const x = columns.find((column) => column.name === pair.x)!.profile;
  const projected = /^[xy]$/i.test(pair.x) && (x.max > 360 || x.min < -360 || y.max > 90 || y.min < -90);
  if (projected) {
    notes.push(
      `${pair.x}, ${pair.y} are not degrees; add a geometry with their spatial reference to the manifest`,
    );
    return undefined;
  }
  if (x.max > 360 || x.min < -360 || y.max > 90 || y.min < -90) {
    notes.push(`${pair.x}, ${pair.y} hold values that are no degrees; those rows will be rejected`);
  }
  return {
    geometryType: 'esriGeometryPoint',
    spatialReference: { wkid: 4326 },
    fields: [
      { name: pair.x, formats: ['x'] },
      { name: pair.y, formats: ['y'] },
    ],
  };
}

function guessTime(columns: Columns): DatasetManifest['time'] {
  const times = columns.filter((column) => column.profile.timeFormats.length > 0);
  const chosen = times.find((column) => isTimeName(column.name)) ?? times[0];
  if (chosen === undefined) return undefined;
  return {
    timeType: 'instant',
    timeReference: { timeZone: 'UTC' },
    fields: [{ name: chosen.name, formats: chosen.profile.timeFormats }],
  };
}

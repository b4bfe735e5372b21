import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataType, Value } from '@graticule/columnar';
import { parseSchema, typeText, type FilesSource } from '@graticule/sql';
import { describeSource } from '../readers.js';
import { FILE_SESSION, readAll } from '../testing.js';

/** What real Spark 3.3 reads from small files; made by bench/oracles/files/generate.py. */
interface ReadCase {
  readonly name: string;
  readonly format: FilesSource['format'];
  /** Texts, or bytes. */
  readonly files: Readonly<Record<string, string | { readonly base64: string }>>;
  readonly options: Readonly<Record<string, string>>;
  readonly schema: string | null;
  readonly paths: readonly string[];
  readonly zone: string;
  /** When files were changed, in seconds since 1970. */
  readonly modified: Readonly<Record<string, number>>;
  readonly expected:
    | { readonly schema: string; readonly rows: readonly unknown[] }
    | { readonly error: string; readonly message: string; readonly cause: string | null };
}

const cases = JSON.parse(
  readFileSync(
    new URL('../../../../../bench/oracles/files/fixtures/readCases.json', import.meta.url),
    'utf8',
  ),
) as ReadCase[];

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'graticule-files-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.each(['csv', 'json', 'text', 'orc', 'parquet'] as const)(
  'files of format %s are read as Spark reads them',
  (format) => {
    for (const one of cases.filter((candidate) => candidate.format === format)) {
      it(one.name, async () => {
        const source = prepare(one);
        const { expected } = one;
        const refused = refusedOption(one);
        if (refused !== undefined) {
          await expect(read(source)).rejects.toThrow(`Option ${refused} of format`);
          return;
        }
        if ('error' in expected) {
          await expect(read(source)).rejects.toThrow(expectedMessage(expected));
          return;
        }
        const { schema, rows } = await read(source);
        expect(schema).toBe(expected.schema);
        // The order of files is Spark's own affair (larger ones first).
        expect(rows.map((row) => JSON.stringify(row)).sort()).toEqual(
          expected.rows.map((row) => JSON.stringify(row)).sort(),
        );
      });
    }
  },
);

function prepare({ format, files, options, schema, paths, zone, modified }: ReadCase): FilesSource {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(
      join(folder, name),
      typeof content === 'string' ? content : Buffer.from(content.base64, 'base64'),
    );
  }
  for (const [name, seconds] of Object.entries(modified)) utimesSync(join(folder, name), seconds, seconds);
  return {
    kind: 'files',
    format,
    paths: paths.map((path) => join(folder, path)),
    options: Object.fromEntries(
      Object.entries(options).map(([key, value]) => [key.toLowerCase(), value.replace('FOLDER', folder)]),
    ),
    ...(schema !== null && { schema: parseSchema(schema) }),
    allowedPaths: [folder],
    session: { ...FILE_SESSION, timeZone: zone },
  };
}

async function read(source: FilesSource): Promise<{ schema: string; rows: unknown[] }> {
  const schema = await describeSource(source);
  const { columns, rows } = await readAll({ ...source, schema });
  const { fields } = schema;
  const table = Array.from({ length: rows }, (_, row) =>
    fields.map(({ name, type }) => plain(type, columns[name][row])),
  );
  return { schema: typeText(schema), rows: table };
}

/** The form of bench/oracles/files/generate.py: numbers as text. */
function plain(type: DataType, value: Value): unknown {
  if (value === null || typeof value === 'boolean') return value;
  switch (type.kind) {
    case 'array':
      return (value as Value[]).map((item) => plain(type.element, item));
    case 'map':
      return (value as [Value, Value][])
        .map(([k, v]) => [plain(type.key, k), plain(type.value, v)])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('hex');
    case 'struct':
      return (value as Value[]).map((item, i) => plain(type.fields[i].type, item));
    case 'float':
    case 'double':
      return pythonFloat(value as number);
    case 'decimal': {
      const unscaled = value as bigint;
      const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(type.scale + 1, '0');
      const whole = digits.slice(0, digits.length - type.scale);
      const text = type.scale === 0 ? whole : `${whole}.${digits.slice(-type.scale)}`;
      return unscaled < 0n ? `-${text}` : text;
    }
    default:
      return String(value);
  }
}

/** repr of Python for the doubles that occur. */
function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** An option that Spark heeds and we refuse by its name. */
function refusedOption({ options }: ReadCase): string | undefined {
  return Object.keys(options).find(
    (name) =>
      name === 'locale' ||
      name === 'charToEscapeQuoteEscaping' ||
      (name === 'unescapedQuoteHandling' && options[name] !== 'STOP_AT_DELIMITER'),
  );
}

/** What Spark says where a frame is made is what we say; the errors of its tasks have words of their own. */
function expectedMessage({ error, message }: { error: string; message: string }): RegExp {
  if (error === 'Py4JJavaError') return /./;
  if (error === 'ParseException') return /not supported \(UNION/;
  return new RegExp(message.replace('FOLDER', folder).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}

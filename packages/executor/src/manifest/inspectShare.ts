import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetManifest } from '@graticule/sql';
import { listFiles, type DatasetFile } from '../files/datasetFiles.js';
import { SourceError } from '../sources/sourceError.js';
import { guessColumnar } from './guessColumnar.js';
import { guessDelimited } from './guessDelimited.js';
import { guessGeojson } from './guessGeojson.js';

/** A guess, and what to tell people about it. */
export interface Guess {
  readonly manifest: DatasetManifest;
  readonly notes: readonly string[];
}

const FORMATS: Readonly<Record<string, 'delimited' | 'parquet' | 'orc' | 'geojson'>> = {
  csv: 'delimited',
  tsv: 'delimited',
  tab: 'delimited',
  txt: 'delimited',
  parquet: 'parquet',
  orc: 'orc',
  geojson: 'geojson',
  geojsonl: 'geojson',
  geojsons: 'geojson',
  ndjson: 'geojson',
};

/**
 * Guesses the manifest of a big data file share: every sub-folder that holds files of a supported format is a dataset.
 * notes say what was left out and what is worth a look. Throws SOURCE_NOT_FOUND when the folder cannot be read.
 */
export async function inspectShare(
  folder: string,
): Promise<{ manifest: { datasets: DatasetManifest[] }; notes: string[] }> {
  const datasets: DatasetManifest[] = [];
  const notes: string[] = [];
  for (const name of await subFolders(folder, notes)) {
    const guess = await inspectDataset(join(folder, name), name, notes);
    if (guess === null) continue;
    datasets.push(guess.manifest);
    notes.push(...guess.notes.map((note) => `${name}: ${note}`));
  }
  return { manifest: { datasets }, notes };
}

async function subFolders(folder: string, notes: string[]): Promise<string[]> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (error) {
    throw new SourceError(
      'SOURCE_NOT_FOUND',
      `the folder ${folder} cannot be read: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  const folders: string[] = [];
  for (const name of entries.sort()) {
    if (name.startsWith('.') || name.startsWith('_')) continue;
    try {
      if ((await stat(join(folder, name))).isDirectory()) folders.push(name);
      else notes.push(`${name} is left out: datasets are sub-folders of the share`);
    } catch (error) {
      notes.push(`${name} is left out: ${(error as Error).message}`);
    }
  }
  return folders;
}

async function inspectDataset(folder: string, name: string, notes: string[]): Promise<Guess | null> {
  const byExtension = new Map<string, DatasetFile[]>();
  let all: DatasetFile[];
  try {
    all = await listFiles(folder);
  } catch (error) {
    notes.push(`${name} is left out: ${(error as Error).message}`);
    return null;
  }
  for (const file of all) {
    const extension = /\.([^./]+)(?:\.gz)?$/i.exec(file.name)?.[1].toLowerCase() ?? '';
    const usable = FORMATS[extension] !== undefined && !/^(readme|licen[cs]e)\b/i.test(file.name);
    if (usable) byExtension.set(extension, [...(byExtension.get(extension) ?? []), file]);
    else notes.push(`${name}/${file.name} is left out: its format is not supported`);
  }
  const groups = [...byExtension].sort(([, a], [, b]) => totalBytes(b) - totalBytes(a));
  if (groups.length === 0) {
    notes.push(
      `${name} is left out: it holds no file of a supported format (${Object.keys(FORMATS).join(', ')})`,
    );
    return null;
  }
  const [[extension, files], ...others] = groups;
  for (const [other, left] of others) {
    notes.push(
      `${name}: ${left.length} .${other} file(s) are left out; a dataset has one format, here .${extension}`,
    );
  }
  try {
    const format = FORMATS[extension];
    switch (format) {
      case 'parquet':
      case 'orc':
        return await guessColumnar(name, format, files);
      case 'geojson':
        return await guessGeojson(name, extension, files);
      default:
        return await guessDelimited(name, extension, files);
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    notes.push(`${name} is left out: ${error.message}`);
    return null;
  }
}

function totalBytes(files: readonly DatasetFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

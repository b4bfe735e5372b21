// Writes docs/functions.md from the built function registry, with examples of what Spark gave (npm run functions).
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { examplesOfFiles } from '../dist/functions/examples.js';
import { referencePage } from '../dist/functions/reference.js';
import { listFunctions } from '../dist/functions/registry.js';

const fixtures = new URL('../src/functions/fixtures/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'));
const target = new URL('../../../docs/functions.md', import.meta.url);
mkdirSync(new URL('.', target), { recursive: true });
writeFileSync(
  fileURLToPath(target),
  referencePage(listFunctions(), examplesOfFiles(readdirSync(fixtures), read)),
);

// Writes packages/python/geoanalytics/definitions.json from the built tool definitions (npm run definitions).
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definitionsJson } from '../dist/index.js';

const target = fileURLToPath(new URL('../../python/geoanalytics/definitions.json', import.meta.url));
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, definitionsJson());

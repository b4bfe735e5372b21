// npm run unpackers -w @graticule/executor: assembles unpackers.wat.
import { writeFileSync } from 'node:fs';
import { folder, unpackersSource } from './unpackers.mjs';

writeFileSync(new URL('unpackersModule.ts', folder), await unpackersSource());

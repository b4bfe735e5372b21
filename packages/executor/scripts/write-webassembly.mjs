// npm run webassembly -w @graticule/executor: assembles the modules written in WebAssembly text.
import { writeFileSync } from 'node:fs';
import { assembledModules } from './webAssembly.mjs';

for (const { file, text } of await assembledModules()) writeFileSync(file, text);

// npm run webassembly: assembles the modules written in WebAssembly text.
import { writeFileSync } from 'node:fs';
import { assembledModules } from './assemble.mjs';

for (const { file, text } of await assembledModules()) writeFileSync(file, text);

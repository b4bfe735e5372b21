import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import wabt from 'wabt';

/** The modules written in WebAssembly text. NAME.wat is assembled into NAMEModule.ts beside it. */
const SOURCES = [
  'columnar/src/bytes.wat',
  'columnar/src/fillMemory.wat',
  'columnar/src/gather.wat',
  'columnar/src/sort/radixSort.wat',
  'executor/src/compression/unpackers.wat',
  'executor/src/sources/delimited/fieldTexts.wat',
  'executor/src/sources/delimited/fieldValues.wat',
  'executor/src/sources/delimited/recordIndex.wat',
  'executor/src/sources/parquet/pageDecoder.wat',
  'sql/src/functions/aggregates/groupKernels.wat',
  'sql/src/operators/keys/keyKernels.wat',
  'sql/src/operators/rowsByTarget.wat',
];

/** For every module the file to write and its text: the module in binary form, as base64. */
export async function assembledModules() {
  const assembler = await wabt();
  return SOURCES.map((path) => {
    const source = new URL(`../../packages/${path}`, import.meta.url);
    const name = basename(path, '.wat');
    const features = { bulk_memory: true, simd: true, threads: true };
    const module = assembler.parseWat(`${name}.wat`, readFileSync(source, 'utf8'), features);
    const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
    const constant = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    const text = [
      `/** ${name}.wat assembled by \`npm run webassembly\`, base64. */`,
      `export const ${constant} = [`,
      ...base64.match(/.{1,100}/g).map((line) => `  '${line}',`),
      "].join('');",
      '',
    ].join('\n');
    return { file: new URL(`${name}Module.ts`, source), text };
  });
}

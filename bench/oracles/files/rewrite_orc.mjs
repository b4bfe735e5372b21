/**
 * Reads the ORC files of fixtures/readCases.json and writes their rows again, for check_rewritten.py to read:
 *   node rewrite_orc.mjs FOLDER
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeSource, planScan, readSource } from '../../../packages/executor/dist/sources/readers.js';
import { fileKernels } from '../../../packages/executor/dist/sinks/files/fileKernels.js';

const [, , folder] = process.argv;
const fixtures = new URL('fixtures/readCases.json', import.meta.url);
const session = {
  timeZone: 'UTC',
  compat: '3.3',
  corruptRecordColumn: '_corrupt_record',
  timeParserPolicy: 'EXCEPTION',
  infersPartitionTypes: true,
};
const codecs = ['none', 'snappy', 'zlib', 'zstd', 'lz4'];

const cases = JSON.parse(readFileSync(fixtures, 'utf8')).filter(
  ({ format, schema, options, expected }) =>
    format === 'orc' && schema === null && Object.keys(options).length === 0 && !('error' in expected),
);
for (const [i, { files }] of cases.entries()) {
  const input = join(folder, `in-${i}`);
  for (const [name, { base64 }] of Object.entries(files)) {
    mkdirSync(dirname(join(input, name)), { recursive: true });
    writeFileSync(join(input, name), Buffer.from(base64, 'base64'));
  }
  const plain = {
    kind: 'files',
    format: 'orc',
    paths: [input],
    options: {},
    allowedPaths: [folder],
    session,
  };
  const schema = await describeSource(plain);
  const source = { ...plain, schema };
  const request = { columns: schema.fields.map(({ name }) => name), extent: null, filters: [] };
  const batches = [];
  for (const split of await planScan(source, request)) {
    const context = { rejected: () => undefined, signal: new AbortController().signal };
    for await (const batch of readSource(source, split, request, context)) batches.push(batch);
  }
  const sink = {
    ...{
      format: 'orc',
      path: join(folder, `out-${i}`),
      temporary: '_temporary-1',
      id: 'id',
      mode: 'overwrite',
    },
    ...{
      options: { compression: codecs[i % codecs.length] },
      partitionBy: [],
      allowedPaths: [folder],
      session,
    },
  };
  await run('openTarget', [], { ...sink, schema });
  await run('commitParts', await run('writeParts', batches, sink), { ...sink, schema });
}
console.log(`${cases.length} cases written`);

async function run(name, batches, parameters) {
  async function* rows() {
    yield* batches;
  }
  const made = [];
  for await (const batch of fileKernels.get(name).run([rows()], parameters, { kind: 'struct', fields: [] })) {
    made.push(batch);
  }
  return made;
}

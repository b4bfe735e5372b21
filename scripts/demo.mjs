/**
 * `npm run demo`: three million flights, aggregated by a script on a server of its own, drawn as a map. Ends by itself;
 * `npm run demo -- --keep` leaves the server running.
 */
import fs from 'node:fs';
import path from 'node:path';
import { localFolder, note, repository, run, step } from './setup/console.mjs';
import { build } from './setup/build.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensurePythonEnvironment } from './setup/pythonEnvironment.mjs';
import { watchMemory } from './demo/processMemory.mjs';
import { freePort, graticule, isAlive, startServer, stopServer } from './demo/server.mjs';

const folder = path.join(localFolder, 'demo');
const data = path.join(folder, 'data');
const share = path.join(folder, 'share');
const mapFile = path.join(folder, 'flight-delays.svg');
const BIN_MILES = 100;

/** Runs a `graticule` command against the demo server and shows the command line. */
async function command(environment, ...args) {
  console.log(`$ npx graticule ${args.map((arg) => (/[\s"]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`);
  const { code } = await run(process.execPath, [graticule, ...args], { env: environment });
  if (code !== 0) throw new Error(`graticule ${args[0]} ended with exit code ${code}`);
}

/** An empty demo folder. Refuses while a server that `--keep` left behind still uses it. */
function clearFolder() {
  const record = path.join(data, 'server.json');
  if (fs.existsSync(record)) {
    const { pid, url } = JSON.parse(fs.readFileSync(record, 'utf8'));
    if (isAlive(pid))
      throw new Error(`a demo server still runs at ${url} (process ${pid}); stop it first: kill ${pid}`);
  }
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
}

async function drawMap(environment) {
  const { connect, readConnectionOptions } = await import('@graticule/cli');
  const { readFeatures, mapOf } = await import('./demo/results.mjs');
  const { api, close } = connect(readConnectionOptions({ user: 'admin' }, environment));
  try {
    const hexagons = await readFeatures(api, 'flight_delays_hexagons');
    fs.writeFileSync(mapFile, mapOf(hexagons, 'Where flights leave late'));
    note(`${path.relative(repository, mapFile)} (open it in a browser)`);
  } finally {
    close();
  }
}

function sayHowToGoOn(keep, server) {
  step('How to look further');
  if (keep) {
    note(
      `the server keeps running at ${server.url} (process ${server.pid}, log in .graticule/demo/server.log)`,
    );
    const data = path.join('.graticule', 'demo', 'data');
    note(`npx graticule submit examples/flights.py --data ${data} ...    or the form at the address above`);
    note(`stop it with: kill ${server.pid}`);
    return;
  }
  note(
    'npm run demo -- --keep            leaves the server running: layers by REST, a form to submit scripts',
  );
  note('npx graticule up                  starts a server of your own; npx graticule --help shows the rest');
  note('examples/flights.py               is the script; change it and submit it again');
}

async function main(keep) {
  await ensureDependencies();
  await build();
  const python = await ensurePythonEnvironment();
  const started = performance.now();

  clearFolder();
  step('Building a big data file share from the npm packages vega-datasets and us-atlas');
  const { buildShare } = await import('./demo/shareFolder.mjs');
  await buildShare(share);

  step('Starting a server (one coordinator, one executor)');
  const environment = { ...process.env, PYSPARK_PYTHON: python, GRATICULE_DATA: data };
  for (const name of ['GRATICULE_URL', 'GRATICULE_TOKEN', 'GRATICULE_ADMIN_PASSWORD'])
    delete environment[name];
  const logFile = path.join(folder, 'server.log');
  const server = await startServer({ data, port: await freePort(), logFile, environment });
  const memory = watchMemory(server.pid);
  let finished = false;
  const onInterrupt = () => void stopServer(server.pid).then(() => process.exit(130));
  process.once('SIGINT', onInterrupt);
  try {
    note(server.url);
    step('Registering the share');
    await command(environment, 'share', 'add', 'demo', share);
    step(
      'Submitting examples/flights.py: join, filter, aggregate into hexagons and counties, write two layers',
    );
    const catalog = '/arcgis/rest/services/DataStoreCatalogs/bigDataFileShares_demo/BigDataCatalogServer';
    const layers = ['flights', 'airports', 'counties'].flatMap((name) => ['--layer', `${catalog}/${name}`]);
    const script = path.join('examples', 'flights.py');
    await command(environment, 'submit', script, ...layers, '--var', `bin_size=${BIN_MILES}`);
    step('The layers it has written');
    await command(environment, 'layers');
    step('Drawing the hexagons, read back from the layer');
    await drawMap(environment);
    finished = true;
  } finally {
    const peak = memory.stop();
    process.off('SIGINT', onInterrupt);
    if (!keep || !finished) await stopServer(server.pid);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const used =
      peak === null ? '' : `, at most ${Math.round(peak / 2 ** 20)} MB of memory in all server processes`;
    step(`${finished ? 'Done' : 'Stopped'} after ${seconds} s${used}`);
  }
  sayHowToGoOn(keep, server);
}

try {
  await main(process.argv.includes('--keep'));
} catch (error) {
  console.error(`demo: ${error.message}`);
  process.exitCode = 1;
}

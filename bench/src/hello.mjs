/** `npm run bench:hello`: from submitting "hello world" to its success, on a running server, every job in a new Python. */
import { runJob, withServer } from './benchServer.mjs';
import { printTable, spread } from './figures.mjs';

const RUNS = 10;
const GOAL_SECONDS = 1;

const seconds = await withServer(async ({ api }) => {
  await runJob(api, 'print("warm-up")');
  const measured = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    await runJob(api, 'print("Hello World!")');
    measured.push((performance.now() - started) / 1000);
  }
  return measured;
});
const { min, median } = spread(seconds);
printTable(
  ['hello world, submit to success', 'runs', 'min s', 'median s', 'goal s'],
  [['esriJobSucceeded seen', String(RUNS), min.toFixed(3), median.toFixed(3), GOAL_SECONDS.toFixed(1)]],
);

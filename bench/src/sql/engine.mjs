import fs from 'node:fs';

/**
 * What the programs of `graticuleEngine.mjs` and `duckdbEngine.mjs` have in common: every query runs `rounds` times, the
 * first to warm up; one JSON line per query on standard output, a last one with the peak of the process' memory.
 * run(query): runs it and answers a function that summarises the answer (outside the measured time).
 */
export async function measure(queries, rounds, run) {
  for (const query of queries) {
    try {
      const seconds = [];
      let summary = null;
      for (let round = 0; round < rounds; round++) {
        const started = performance.now();
        const summarise = await run(query);
        seconds.push((performance.now() - started) / 1000);
        if (round === rounds - 1) summary = await summarise();
      }
      print({ query: query.name, seconds, summary });
    } catch (error) {
      print({ query: query.name, error: String(error.message ?? error).split('\n')[0] });
    }
  }
  print({ peakBytes: peakMemory() });
}

function print(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Largest resident set of this process so far, bytes. */
function peakMemory() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/VmHWM:\s*(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
}

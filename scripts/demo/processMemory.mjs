import fs from 'node:fs';

const SAMPLE_MS = 250;

/** Resident bytes of a process and all its descendants, from /proc; null where there is none (not Linux). */
export function treeBytes(root) {
  if (!fs.existsSync('/proc/self/status')) return null;
  const parents = new Map();
  const bytes = new Map();
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = fs.readFileSync(`/proc/${name}/status`, 'utf8');
      parents.set(Number(name), Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0));
      bytes.set(Number(name), Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // The process ended between the listing and the reading.
    }
  }
  const belongs = (pid) => pid === root || (parents.has(pid) && pid > 1 && belongs(parents.get(pid)));
  return [...bytes].reduce((sum, [pid, resident]) => sum + (belongs(pid) ? resident : 0), 0);
}

/** Watches a process tree until `stop()`, which returns the largest sum of resident bytes seen, or null. */
export function watchMemory(root) {
  let peak = treeBytes(root);
  const timer = setInterval(() => {
    const now = treeBytes(root);
    if (now !== null) peak = Math.max(peak ?? 0, now);
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

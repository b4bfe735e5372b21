import type { Command } from 'commander';
import { formatTable } from '../table.js';
import { serverCommand } from './command.js';

/** `graticule node list [--json]`: the executors of the cluster. */
export function registerNode(program: Command): void {
  const node = program.command('node').description('the executors of the cluster');
  const list = node.command('list').description('list the executors').option('--json', 'as JSON');
  serverCommand<{ json?: boolean }>(list, async (api, _parameters, options) => {
    const nodes = (await api.nodes()).map(({ id, hostName, address, pid, slots, state, runningDrivers }) => {
      return { id, host: hostName, address, pid, slots, state, drivers: runningDrivers };
    });
    if (options.json === true) {
      console.log(JSON.stringify(nodes, null, 2));
      return 0;
    }
    const rows = nodes.map((entry) => [
      entry.id,
      entry.host,
      entry.address,
      String(entry.pid),
      String(entry.slots),
      entry.state,
      String(entry.drivers),
    ]);
    const columns = [
      { heading: 'NODE' },
      { heading: 'HOST' },
      { heading: 'ADDRESS' },
      { heading: 'PID', right: true },
      { heading: 'SLOTS', right: true },
      { heading: 'STATE' },
      { heading: 'DRIVERS', right: true },
    ];
    console.log(formatTable(columns, rows));
    return 0;
  });
}

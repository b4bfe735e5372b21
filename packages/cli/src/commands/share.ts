import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { formatTable } from '../table.js';
import { serverCommand } from './command.js';

/** `graticule share add NAME FOLDER` and `graticule share list`. */
export function registerShare(program: Command): void {
  const share = program.command('share').description('big data file shares: folders that scripts read');
  const add = share
    .command('add')
    .description('register a folder; each of its sub-folders is a dataset')
    .argument('<name>', 'name of the share')
    .argument('<folder>', 'the folder, as the executors see it; a folder of this machine may be relative');
  serverCommand(add, async (api, [name = '', folder = '']) => {
    // A path that exists here is made absolute; any other is the executors' business and passed on as it is.
    const added = await api.addShare(name, fs.existsSync(folder) ? path.resolve(folder) : folder);
    for (const note of added.notes ?? []) console.error(`note: ${note}`);
    for (const dataset of added.datasets) {
      console.log(
        `${api.root}/rest/services/DataStoreCatalogs/bigDataFileShares_${added.name}/BigDataCatalogServer/${dataset}`,
      );
    }
    return 0;
  });

  const list = share.command('list').description('list the shares and their datasets');
  serverCommand(list, async (api) => {
    const shares = await api.shares();
    const rows = shares.map((entry) => [entry.name, entry.folder, entry.datasets.join(', ')]);
    console.log(formatTable([{ heading: 'SHARE' }, { heading: 'FOLDER' }, { heading: 'DATASETS' }], rows));
    return 0;
  });
}

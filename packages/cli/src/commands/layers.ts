import type { Command } from 'commander';
import { formatTable, formatTime } from '../table.js';
import { serverCommand } from './command.js';

/** `graticule layers`: the hosted layers with their addresses. */
export function registerLayers(program: Command): void {
  const command = program.command('layers').description('list the layers that scripts have written');
  serverCommand(command, async (api) => {
    const layers = await api.layers();
    const rows = layers.map((layer) => [
      layer.name,
      String(layer.count),
      (layer.geometryType ?? 'table').replace(/^esriGeometry/, '').toLowerCase(),
      layer.owner,
      formatTime(layer.created),
      api.layerUrl(layer.name),
    ]);
    const columns = [
      { heading: 'LAYER' },
      { heading: 'FEATURES', right: true },
      { heading: 'GEOMETRY' },
      { heading: 'OWNER' },
      { heading: 'CREATED (UTC)' },
      { heading: 'ADDRESS' },
    ];
    console.log(formatTable(columns, rows));
    return 0;
  });
}

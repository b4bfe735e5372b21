import type { DatasetManifest } from '@graticule/sql';
import type { Share } from '../../state/share.js';
import { CURRENT_VERSION, type RestContext } from '../context.js';
import { html, type Html } from '../html.js';
import { linkList, properties, table, trail } from '../page.js';
import { notFound } from '../requestError.js';
import { CONTEXT, type Answer, type Call, type Resource } from '../resource.js';
import { sharePath } from './paths.js';

const FOLDER_STEP = ['DataStoreCatalogs', 'DataStoreCatalogs'] as const;
const PREFIX = 'bigDataFileShares_';

/** Big data file shares: their datasets and manifest. */
export function catalogResources(context: RestContext): Resource[] {
  const { shares } = context.services;

  function shareOf(call: Call): Share {
    const name = call.path.share;
    const share = shares.get(name);
    if (share === undefined) throw notFound(`The big data file share '${name}'`);
    return share;
  }

  function dataset(call: Call): Answer {
    const share = shareOf(call);
    const wanted = call.path.dataset;
    const found =
      share.datasets.find((entry) => entry.name === wanted) ??
      share.datasets.find((entry) => entry.name.toLowerCase() === wanted.toLowerCase());
    if (found === undefined) {
      const known = share.datasets.map((entry) => entry.name).join(', ');
      throw notFound(`The dataset '${wanted}' of the share '${share.name}' (it has ${known || 'none'})`);
    }
    return datasetAnswer(share, found);
  }

  const path = `/rest/services/DataStoreCatalogs/${PREFIX}:share/BigDataCatalogServer`;
  return [
    { path, access: 'user', answer: (call) => shareAnswer(shareOf(call)) },
    { path: `${path}/manifest`, access: 'user', answer: (call) => manifestAnswer(shareOf(call)) },
    { path: `${path}/:dataset`, access: 'user', answer: dataset },
  ];
}

function dataStoreId(share: Share): string {
  return `/bigDataFileShares/${share.name}`;
}

function datasetType(dataset: DatasetManifest): 'table' | 'featureclass' {
  return hasGeometry(dataset) ? 'featureclass' : 'table';
}

/** Formats with geometry of their own need no entry for it in the manifest. */
function hasGeometry(dataset: DatasetManifest): boolean {
  return dataset.geometry !== undefined || dataset.format.type === 'shapefile';
}

function shareAnswer(share: Share): Answer {
  const children = share.datasets.map((dataset) => ({
    name: dataset.name,
    type: datasetType(dataset),
    ...(dataset.geometry && { geometryType: dataset.geometry.geometryType }),
  }));
  const path = `${CONTEXT}/rest/services/${sharePath(share.name)}`;
  return {
    json: { dataStoreID: dataStoreId(share), currentVersion: CURRENT_VERSION, children },
    page: () => ({
      title: `${PREFIX}${share.name}`,
      breadcrumb: trail(FOLDER_STEP),
      body: html`${properties({ 'Data store': dataStoreId(share) })}
        <h2>Datasets</h2>
        ${linkList(
          share.datasets.map(({ name }) => ({ label: name, href: `${path}/${encodeURIComponent(name)}` })),
          'The share has no datasets.',
        )}
        ${linkList([{ label: 'Manifest', href: `${path}/manifest` }], '')}`,
    }),
  };
}

function datasetAnswer(share: Share, dataset: DatasetManifest): Answer {
  const { geometry, time } = dataset;
  return {
    json: {
      currentVersion: CURRENT_VERSION,
      dataStoreID: dataStoreId(share),
      name: dataset.name,
      type: datasetType(dataset),
      fields: dataset.schema.fields,
      ...(geometry && {
        geometryType: geometry.geometryType,
        spatialReference: geometry.spatialReference,
        geometry: { fields: geometry.fields },
      }),
      ...(time && { time }),
    },
    page: () => ({
      title: dataset.name,
      breadcrumb: trail(FOLDER_STEP, [`${PREFIX}${share.name}`, sharePath(share.name)]),
      body: html`${properties({
          Type: datasetType(dataset),
          Format: `${dataset.format.type} (${dataset.format.extension})`,
          ...(geometry && {
            'Geometry type': geometry.geometryType,
            'Spatial reference': geometry.spatialReference,
          }),
          ...(time && { Time: time }),
        })}
        <h2>Fields</h2>
        ${fieldTable(dataset)}`,
    }),
  };
}

function fieldTable(dataset: DatasetManifest): Html {
  return table(
    ['Name', 'Type'],
    dataset.schema.fields.map((field) => [field.name, field.type]),
  );
}

function manifestAnswer(share: Share): Answer {
  const json = { datasets: share.datasets };
  return {
    json,
    page: () => ({
      title: 'Manifest',
      breadcrumb: trail(FOLDER_STEP, [`${PREFIX}${share.name}`, sharePath(share.name)]),
      body: html`<pre>${JSON.stringify(json, null, 2)}</pre>`,
    }),
  };
}

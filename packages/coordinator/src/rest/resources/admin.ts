import type { Layer } from '../../state/layer.js';
import type { Share } from '../../state/share.js';
import type { DatasetManifest } from '@graticule/sql';
import { ADMINISTER, hasPrivilege } from '../../security/user.js';
import type { RestContext } from '../context.js';
import { html } from '../html.js';
import { instant, linkList, properties, table, trail } from '../page.js';
import { badRequest, forbidden, notFound } from '../requestError.js';
import { CONTEXT, type Answer, type Call, type Link, type Resource } from '../resource.js';
import type { ClusterNode } from '../services.js';
import { jobSummary, JOBS_PAGE_SIZE, jobTable } from './jobs.js';
import { layerPath, sharePath } from './paths.js';

const ADMIN = '/admin/graticule';
const SHARE_NAME = /^[A-Za-z0-9_-]{1,100}$/;
export const ADMIN_TRAIL: readonly Link[] = [
  ...trail(),
  { label: 'Administration', href: `${CONTEXT}/admin` },
];

/** What the command line and administrators need: shares, nodes, layers, jobs. */
export function adminResources(context: RestContext): Resource[] {
  const { services } = context;
  return [
    { path: '/admin', access: 'administrator', answer: start },
    { path: ADMIN, access: 'administrator', answer: start },
    ...shareResources(context),
    { path: `${ADMIN}/nodes`, access: 'administrator', answer: () => nodes(services.cluster.nodes()) },
    { path: `${ADMIN}/layers`, access: 'user', answer: () => layers(services.layers.list()) },
    {
      path: `${ADMIN}/layers/:layer/delete`,
      access: 'publisher',
      answer: async (call) => {
        const layer = ownLayer(context, call);
        await services.layers.remove(layer);
        return done('Layer deleted', { deleted: layer.name }, `${ADMIN}/layers`);
      },
    },
    {
      path: `${ADMIN}/jobs`,
      access: 'administrator',
      answer: (call) => {
        const offset = call.parameters.integer('offset', 0);
        const found = services.jobs.list(null, offset, JOBS_PAGE_SIZE);
        return {
          json: { jobs: found.map(jobSummary) },
          page: () => ({ title: 'Jobs', breadcrumb: ADMIN_TRAIL, body: jobTable(found, offset) }),
        };
      },
    },
  ];
}

function start(): Answer {
  const parts = [
    { label: 'System properties', href: `${CONTEXT}/admin/system/properties` },
    ...['nodes', 'shares', 'layers', 'jobs'].map((name) => ({
      label: name[0].toUpperCase() + name.slice(1),
      href: `${CONTEXT}${ADMIN}/${name}`,
    })),
  ];
  return {
    json: {
      resources: ['system/properties', ...['nodes', 'shares', 'layers', 'jobs'].map((n) => `graticule/${n}`)],
    },
    page: () => ({ title: 'Administration', breadcrumb: trail(), body: linkList(parts, '') }),
  };
}

function shareResources(context: RestContext): Resource[] {
  const { shares } = context.services;
  const list = `${ADMIN}/shares`;

  function shareOf(call: Call): Share {
    const share = shares.get(call.path.share);
    if (share === undefined) throw notFound(`The big data file share '${call.path.share}'`);
    return share;
  }

  async function add(call: Call): Promise<Answer> {
    const name = call.parameters.text('name')?.trim();
    const folder = call.parameters.text('folder')?.trim();
    if (call.format === 'html' && name === undefined && folder === undefined) return addForm();
    if (name === undefined || folder === undefined) {
      throw badRequest('Parameters name and folder are required: the name of the share and its folder.');
    }
    if (!SHARE_NAME.test(name)) {
      throw badRequest(
        `A share name has 1 to 100 letters, digits, underscores and hyphens; found '${name}'.`,
      );
    }
    const share = await shares.add(name, folder);
    const answer = done('Share added', { ...shareJson(share), notes: share.notes }, list);
    // A person stays on the page that shows what was ignored; without notes the list says it all.
    return share.notes.length === 0 ? answer : { ...answer, redirect: undefined };
  }

  async function setManifest(call: Call): Promise<Answer> {
    const share = shareOf(call);
    const text = call.parameters.text('manifest');
    if (text === undefined) throw badRequest('Parameter manifest is required: JSON with datasets.');
    const changed = await shares.setManifest(share, readDatasets(text));
    return done('Manifest changed', shareJson(changed), list);
  }

  async function remove(call: Call): Promise<Answer> {
    const share = shareOf(call);
    await shares.remove(share);
    return done('Share removed', { deleted: share.name }, list);
  }

  return [
    { path: list, access: 'administrator', answer: () => shareList(shares.list()) },
    { path: `${list}/add`, access: 'administrator', answer: add },
    { path: `${list}/:share/manifest`, access: 'administrator', answer: setManifest },
    { path: `${list}/:share/delete`, access: 'administrator', answer: remove },
  ];
}

/** Only the outline is checked here; what a dataset entry may hold is the share service's to know. */
function readDatasets(text: string): DatasetManifest[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badRequest(`Parameter manifest is not JSON: ${(error as Error).message}.`);
  }
  const datasets = (value as { datasets?: unknown } | null)?.datasets;
  if (!Array.isArray(datasets))
    throw badRequest('Parameter manifest: expected an object with a list `datasets`.');
  for (const [index, dataset] of datasets.entries()) {
    const { name, format, schema } = (dataset ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof format !== 'object' || typeof schema !== 'object') {
      throw badRequest(`Parameter manifest: datasets[${index}] needs name, format and schema.`);
    }
  }
  return datasets as DatasetManifest[];
}

function shareJson(share: Share): Readonly<Record<string, unknown>> {
  return { name: share.name, folder: share.folder, datasets: share.datasets.map((dataset) => dataset.name) };
}

function shareList(shares: readonly Share[]): Answer {
  return {
    json: { shares: shares.map(shareJson) },
    page: () => ({
      title: 'Big data file shares',
      breadcrumb: ADMIN_TRAIL,
      body: html`${table(
          ['Share', 'Folder', 'Datasets'],
          shares.map((share) => [
            html`<a href="${CONTEXT}/rest/services/${sharePath(share.name)}">${share.name}</a>`,
            share.folder,
            share.datasets.map((dataset) => dataset.name).join(', '),
          ]),
        )}
        <p class="actions"><a href="${CONTEXT}${ADMIN}/shares/add">Add a share</a></p>`,
    }),
  };
}

function addForm(): Answer {
  return {
    json: undefined,
    page: () => ({
      title: 'Add a share',
      breadcrumb: [...ADMIN_TRAIL, { label: 'Big data file shares', href: `${CONTEXT}${ADMIN}/shares` }],
      body: html`<form method="post" action="${CONTEXT}${ADMIN}/shares/add">
        <label for="name">Name</label><input id="name" name="name" />
        <label for="folder"
          >Folder <span class="help">as the executors see it; each sub-folder is a dataset</span></label
        ><input id="folder" name="folder" />
        <p class="actions"><button>Add</button></p>
      </form>`,
    }),
  };
}

function nodes(nodes: readonly ClusterNode[]): Answer {
  return {
    json: { nodes },
    page: () => ({
      title: 'Nodes',
      breadcrumb: ADMIN_TRAIL,
      body: table(
        ['Executor', 'Host', 'Address', 'State', 'Tasks', 'Drivers', 'Memory (MB)', 'Last heartbeat'],
        nodes.map((node) => [
          node.id,
          `${node.hostName} (pid ${node.pid})`,
          node.address,
          node.state,
          `${node.runningTasks} of ${node.slots}`,
          node.runningDrivers,
          `${megabytes(node.storedBytes)} of ${megabytes(node.memoryBudgetBytes)}`,
          instant(node.lastHeartbeat),
        ]),
      ),
    }),
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

function layers(layers: readonly Layer[]): Answer {
  return {
    json: {
      layers: layers.map((layer) => ({
        name: layer.name,
        owner: layer.owner,
        job: layer.job,
        created: layer.created,
        count: layer.count,
        geometryType: layer.geometryType,
        spatialReference: layer.spatialReference,
      })),
    },
    page: () => ({
      title: 'Layers',
      breadcrumb: ADMIN_TRAIL,
      body: table(
        ['Layer', 'Owner', 'Created', 'Features', 'Geometry', ''],
        layers.map((layer) => [
          html`<a href="${CONTEXT}/rest/services/${layerPath(layer.name)}/0">${layer.name}</a>`,
          layer.owner,
          instant(layer.created),
          layer.count,
          layer.geometryType?.replace('esriGeometry', '') ?? 'Table',
          html`<form
            method="post"
            action="${CONTEXT}${ADMIN}/layers/${encodeURIComponent(layer.name)}/delete"
          >
            <button>Delete</button>
          </form>`,
        ]),
      ),
    }),
  };
}

function ownLayer(context: RestContext, call: Call): Layer {
  const layer = context.services.layers.get(call.path.layer);
  if (layer === undefined) throw notFound(`The layer '${call.path.layer}'`);
  const { user } = call;
  const may = user !== null && (user.name === layer.owner || hasPrivilege(user, ADMINISTER));
  if (!may) throw forbidden(`the layer '${layer.name}' of another user`);
  return layer;
}

function done(title: string, json: Readonly<Record<string, unknown>>, path: string): Answer {
  return {
    json: { success: true, ...json },
    page: () => ({ title, breadcrumb: ADMIN_TRAIL, body: properties(json) }),
    redirect: CONTEXT + path,
  };
}

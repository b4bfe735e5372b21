import { CURRENT_VERSION, type RestContext } from '../context.js';
import { html, type Html } from '../html.js';
import { linkList, properties, trail } from '../page.js';
import { notFound } from '../requestError.js';
import { CONTEXT, type Answer, type Call, type Resource } from '../resource.js';
import { GP_SERVER, layerPath, sharePath } from './paths.js';

interface ServiceEntry {
  readonly name: string;
  readonly type: 'GPServer' | 'FeatureServer' | 'BigDataCatalogServer';
  /** Below /rest/services. */
  readonly path: string;
}

/** Identity of the server, the directory of services and its folders. */
export function directoryResources(context: RestContext): Resource[] {
  const { layers, shares } = context.services;
  const folders: Readonly<Record<string, () => ServiceEntry[]>> = {
    System: () => [{ name: 'System/GeoAnalyticsTools', type: 'GPServer', path: GP_SERVER }],
    Hosted: () =>
      layers
        .list()
        .map(({ name }) => ({ name: `Hosted/${name}`, type: 'FeatureServer', path: layerPath(name) })),
    DataStoreCatalogs: () =>
      shares.list().map(({ name }) => ({
        name: `DataStoreCatalogs/bigDataFileShares_${name}`,
        type: 'BigDataCatalogServer',
        path: sharePath(name),
      })),
  };

  function folder(name: string): Answer {
    const services = folders[name]();
    return {
      json: {
        currentVersion: CURRENT_VERSION,
        folders: [],
        services: services.map((service) => ({ name: service.name, type: service.type })),
      },
      page: () => ({ title: name, breadcrumb: trail(), body: serviceList(services) }),
    };
  }

  return [
    { path: '/rest/info', access: 'anyone', answer: serverInfo },
    { path: '/rest/services', access: 'anyone', answer: () => root(Object.keys(folders)) },
    // What the tools are is no secret; which layers and shares there are, is.
    { path: '/rest/services/System', access: 'anyone', answer: () => folder('System') },
    { path: '/rest/services/Hosted', access: 'user', answer: () => folder('Hosted') },
    { path: '/rest/services/DataStoreCatalogs', access: 'user', answer: () => folder('DataStoreCatalogs') },
    {
      path: '/rest/services/:folder',
      access: 'anyone',
      answer: (call) => {
        throw notFound(`The folder '${call.path.folder}'`);
      },
    },
  ];
}

/** Tells clients where tokens are issued and which portal the server belongs to: this one. */
function serverInfo(call: Call): Answer {
  const json = {
    currentVersion: CURRENT_VERSION,
    fullVersion: '11.1.0',
    owningSystemUrl: call.root,
    authInfo: { isTokenBasedSecurity: true, tokenServicesUrl: `${call.root}/sharing/rest/generateToken` },
  };
  return { json, page: () => ({ title: 'Server information', breadcrumb: trail(), body: properties(json) }) };
}

function root(folders: readonly string[]): Answer {
  return {
    json: { currentVersion: CURRENT_VERSION, folders, services: [] },
    page: () => ({
      title: 'Services',
      breadcrumb: [],
      body: html`<h2>Folders</h2>
        ${linkList(
          folders.map((name) => ({ label: name, href: `${CONTEXT}/rest/services/${name}` })),
          '',
        )}
        <h2>Server</h2>
        ${linkList(
          [
            { label: 'Jobs', href: `${CONTEXT}/rest/services/${GP_SERVER}/RunPythonScript/jobs` },
            { label: 'Server information', href: `${CONTEXT}/rest/info` },
            { label: 'Administration', href: `${CONTEXT}/admin` },
          ],
          '',
        )}`,
    }),
  };
}

function serviceList(services: readonly ServiceEntry[]): Html {
  return linkList(
    services.map(({ name, type, path }) => ({
      label: `${name} (${type})`,
      href: `${CONTEXT}/rest/services/${path}`,
    })),
    'Nothing here yet.',
  );
}

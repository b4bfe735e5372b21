import type { Source } from '@graticule/sql';
import type { Settings } from '../state/settings.js';
import { findLayer } from '../state/layers.js';
import type { StateDatabase } from '../state/database.js';
import type { LayerInput } from '../state/job.js';
import { findShare } from '../state/shares.js';
import { parseLayerUrl } from './layerUrl.js';
import { datasetSource } from './shareService.js';

/** A layer cannot be read as asked; the message says what was expected and what was found. */
export class LayerReadError extends Error {
  readonly userMessage: string;
  constructor(message: string) {
    super(message);
    this.name = 'LayerReadError';
    this.userMessage = message;
  }
}

/** From what users write (URLs, inline collections) to what executors open. */
export class LayerCatalog {
  constructor(
    private readonly state: StateDatabase,
    private readonly settings: () => Settings,
    private readonly isOwnHost: (host: string) => boolean,
  ) {}

  /** Throws LayerReadError or LayerUrlError, naming what exists. */
  source(
    input:
      | Pick<LayerInput & { kind: 'url' }, 'kind' | 'url' | 'serviceToken'>
      | (LayerInput & { kind: 'collection' }),
  ): Source {
    if (input.kind === 'collection') {
      return { kind: 'collection', layerDefinition: input.layerDefinition, featureSet: input.featureSet };
    }
    const reference = parseLayerUrl(input.url, this.isOwnHost);
    switch (reference.kind) {
      case 'dataset':
        return this.#dataset(reference.share, reference.dataset);
      case 'hosted':
        return this.#hosted(reference.layer);
      case 'remote':
        return this.#remote(reference.url, reference.host, input.serviceToken);
    }
  }

  #dataset(shareName: string, datasetName: string): Source {
    const share = findShare(this.state, shareName);
    if (!share) {
      throw new LayerReadError(
        `There is no big data file share "${shareName}". Register one with: graticule share add ${shareName} FOLDER.`,
      );
    }
    const wanted = datasetName.toLowerCase();
    const dataset =
      share.datasets.find(({ name }) => name === datasetName) ??
      share.datasets.find(({ name }) => name.toLowerCase() === wanted);
    if (dataset) return datasetSource(share, dataset);
    const names = share.datasets.map(({ name }) => name).join(', ') || '(none)';
    throw new LayerReadError(`Share "${share.name}" has no dataset "${datasetName}"; it has: ${names}.`);
  }

  #hosted(name: string): Source {
    const layer = findLayer(this.state, name);
    if (!layer) throw new LayerReadError(`There is no hosted layer "${name}" on this server.`);
    return { kind: 'layer', name: layer.name, path: layer.file };
  }

  #remote(url: string, host: string, serviceToken: string | undefined): Source {
    const allowed = this.settings().allowedHosts;
    const name = host.toLowerCase();
    if (!allowed.includes(name) && !allowed.includes(name.replace(/:\d+$/, ''))) {
      throw new LayerReadError(
        `The URL ${url} is not accessible: ${host} is neither this server nor among its allowed hosts ` +
          `(${allowed.join(', ') || 'none are set'}). An administrator can add it to the system property allowedHosts.`,
      );
    }
    const parsed = new URL(url);
    const token = serviceToken ?? parsed.searchParams.get('token') ?? undefined;
    parsed.search = '';
    return { kind: 'featureService', url: parsed.href, ...(token !== undefined && { token }) };
  }
}

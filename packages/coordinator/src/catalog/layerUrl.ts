/** What a layer URL of `load(url)` or `inputLayers` points at. */
export type LayerReference =
  | { readonly kind: 'dataset'; readonly share: string; readonly dataset: string }
  | { readonly kind: 'hosted'; readonly layer: string }
  /** A service elsewhere (or one of ours that is neither): read over HTTP when its host is allowed. */
  | { readonly kind: 'remote'; readonly url: string; readonly host: string };

/** The URL cannot name a layer: it says what was expected. */
export class LayerUrlError extends Error {
  readonly userMessage: string;
  constructor(url: string, reason: string) {
    const message =
      `"${url}" is not the URL of a layer: ${reason}. Expected .../rest/services/Hosted/<layer>/FeatureServer/0 or ` +
      `.../rest/services/DataStoreCatalogs/bigDataFileShares_<share>/BigDataCatalogServer/<dataset>.`;
    super(message);
    this.userMessage = message;
  }
}

const SERVICES = '/rest/services/';
const DATASET = /^DataStoreCatalogs\/bigDataFileShares_([^/]+)\/BigDataCatalogServer\/([^/]+)$/i;
const HOSTED = /^Hosted\/([^/]+)\/FeatureServer(?:\/0)?$/i;

/**
 * isOwnHost: whether host:port is this server. The context path (`arcgis` or a web adaptor's name) does not matter, and a
 * path without a host (`/arcgis/rest/services/...`) means this server.
 */
export function parseLayerUrl(text: string, isOwnHost: (host: string) => boolean): LayerReference {
  const trimmed = text.trim();
  let url: URL;
  try {
    url = new URL(trimmed, 'https://own-server.invalid');
  } catch {
    throw new LayerUrlError(text, 'it cannot be parsed');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new LayerUrlError(text, `the scheme ${url.protocol} is not http or https`);
  }
  const own = url.hostname === 'own-server.invalid' || isOwnHost(url.host);
  const start = url.pathname.toLowerCase().indexOf(SERVICES);
  if (!own) return { kind: 'remote', url: trimmed, host: url.host };
  if (start < 0) throw new LayerUrlError(text, 'it has no /rest/services/ part');
  const path = decodeURIComponent(url.pathname.slice(start + SERVICES.length)).replace(/\/+$/, '');
  const dataset = DATASET.exec(path);
  if (dataset) return { kind: 'dataset', share: dataset[1], dataset: dataset[2] };
  const hosted = HOSTED.exec(path);
  if (hosted) return { kind: 'hosted', layer: hosted[1] };
  throw new LayerUrlError(text, `this server has no layer at ${path || '(nothing)'}`);
}

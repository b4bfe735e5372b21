import { CliError } from './cliError.js';

/** One item of the `inputLayers` parameter. */
export interface InputLayer {
  readonly url: string;
  readonly filter?: string;
}

/**
 * Input layers from repeated `--layer URL[,filter]` options. The filter is a SQL condition and starts after the first
 * comma. A URL that begins with `/` is a path on the server (`/arcgis/rest/services/...`) and is completed with `origin`.
 */
export function parseLayers(options: readonly string[], origin: string): InputLayer[] {
  return options.map((option) => {
    const comma = option.indexOf(',');
    const address = (comma < 0 ? option : option.slice(0, comma)).trim();
    const filter = comma < 0 ? '' : option.slice(comma + 1).trim();
    const url = address.startsWith('/') ? origin + address : address;
    if (!/^https?:\/\//i.test(url)) {
      throw new CliError(
        `--layer ${option}: expected the URL of a layer, with an optional filter: URL,population > 1000`,
      );
    }
    return filter === '' ? { url } : { url, filter };
  });
}

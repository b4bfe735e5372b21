import type { Client } from '../security/authority.js';
import type { User } from '../security/user.js';
import type { Html } from './html.js';
import type { Parameters } from './parameters.js';

/** Every path of the interface begins with it. */
export const CONTEXT = '/arcgis';

/** What a client must be to use a resource: anyone, signed in, allowed to submit scripts, an administrator. */
export type Access = 'anyone' | 'user' | 'publisher' | 'administrator';

/** One request, freed from HTTP. */
export interface Call {
  readonly parameters: Parameters;
  /** Values of the named parts of the resource's path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** Null only where the resource is open to anyone. */
  readonly user: User | null;
  readonly client: Client;
  /** `https://host:port/arcgis`, as the client sees it. */
  readonly root: string;
  readonly format: Format;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

export type Format = 'html' | 'json' | 'pjson' | 'geojson';

export interface Link {
  readonly label: string;
  readonly href: string;
}

/** What a person sees: made from the same values as the JSON. */
export interface Page {
  readonly title: string;
  readonly breadcrumb: readonly Link[];
  readonly body: Html;
  /** Seconds after which the page is loaded again; absent = never. */
  readonly reloadSeconds?: number;
}

export interface Answer {
  /** A plain JSON value; bigint where integers may pass 2^53. Undefined for a form, which is for people only. */
  readonly json: unknown;
  /** Made only when f=html. */
  readonly page: () => Page;
  /** Path to go to instead of showing the page. */
  readonly redirect?: string;
  /** Token to keep in the browser's cookie; null removes it. */
  readonly session?: { readonly token: string; readonly expires: number } | null;
}

/** One resource of the interface: GET and POST of a path. */
export interface Resource {
  /** Below CONTEXT; `:name` parts are handed over in Call.path. */
  readonly path: string;
  readonly access: Access;
  /** Besides html, json and pjson. */
  readonly geoJson?: boolean;
  readonly answer: (call: Call) => Answer | Promise<Answer>;
}

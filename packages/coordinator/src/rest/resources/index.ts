import type { RestContext } from '../context.js';
import type { Resource } from '../resource.js';
import { adminResources } from './admin.js';
import { catalogResources } from './catalogs.js';
import { directoryResources } from './directory.js';
import { featureServerResources } from './featureServer.js';
import { gpServerResources } from './gpServer.js';
import { jobResources } from './jobs.js';
import { loginResources } from './login.js';
import { oauthResources } from './oauth.js';
import { portalResources } from './portal.js';
import { propertiesResources } from './properties.js';
import { tokenResources } from './tokens.js';

/** Everything the interface serves. */
export function resources(context: RestContext): readonly Resource[] {
  return [
    ...directoryResources(context),
    ...tokenResources(context),
    ...loginResources(context),
    ...oauthResources(context),
    ...portalResources(),
    ...gpServerResources(context),
    ...jobResources(context),
    ...catalogResources(context),
    ...featureServerResources(context),
    ...propertiesResources(context),
    ...adminResources(context),
  ];
}

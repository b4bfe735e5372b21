import { privilegesOf, type User } from '../../security/user.js';
import { properties, trail } from '../page.js';
import { forbidden, tokenRequired } from '../requestError.js';
import { CONTEXT, type Answer, type Call, type Resource } from '../resource.js';
import { GP_SERVER } from './paths.js';

/** Clients split it at dots and read each part as a whole number. */
const PORTAL_VERSION = '11.1';
const PORTAL_ID = '0123456789ABCDEF';

/** The little of a portal that clients read before they submit a script: what it is and who is asking. */
export function portalResources(): Resource[] {
  return [
    {
      path: '/sharing/rest',
      access: 'anyone',
      answer: () => answer('Portal', { currentVersion: PORTAL_VERSION }),
    },
    { path: '/sharing/rest/info', access: 'anyone', answer: info },
    { path: '/info', access: 'anyone', answer: info },
    { path: '/sharing/rest/portals/self', access: 'anyone', answer: self },
    { path: '/sharing/rest/community/self', access: 'user', answer: (call) => person(call.user) },
    { path: '/sharing/rest/community/users/:name', access: 'user', answer: named },
  ];
}

function answer(title: string, json: Readonly<Record<string, unknown>>): Answer {
  return { json, page: () => ({ title, breadcrumb: trail(), body: properties(json) }) };
}

function info(call: Call): Answer {
  return answer('Portal information', {
    owningSystemUrl: call.root,
    authInfo: { isTokenBasedSecurity: true, tokenServicesUrl: `${call.root}/sharing/rest/generateToken` },
  });
}

function self(call: Call): Answer {
  const host = new URL(call.root).host;
  return answer('Portal', {
    id: PORTAL_ID,
    name: 'Graticule',
    portalName: 'Graticule',
    isPortal: true,
    portalMode: 'singletenant',
    portalHostname: `${host}${CONTEXT}`,
    customBaseUrl: '',
    urlKey: null,
    allSSL: true,
    supportsOAuth: true,
    supportsHostedServices: true,
    currentVersion: PORTAL_VERSION,
    authorizedCrossOriginDomains: [],
    helperServices: { geoanalytics: { url: `${call.root}/rest/services/${GP_SERVER}` } },
    ...(call.user && { user: portalUser(call.user) }),
  });
}

function person(user: User | null): Answer {
  if (user === null) throw tokenRequired();
  return answer(user.name, portalUser(user));
}

/** Everyone sees himself; who else there is, is not shown here. */
function named(call: Call): Answer {
  const { user } = call;
  if (user?.name.toLowerCase() !== call.path.name.toLowerCase()) {
    throw forbidden(`the user '${call.path.name}'`);
  }
  return person(user);
}

function portalUser(user: User): Readonly<Record<string, unknown>> {
  return {
    username: user.name,
    id: user.name.toLowerCase(),
    fullName: user.fullName,
    firstName: '',
    lastName: '',
    email: '',
    role: user.role,
    privileges: privilegesOf(user),
    level: '2',
    orgId: PORTAL_ID,
    created: user.created,
    groups: [],
  };
}

import type { FastifyRequest } from 'fastify';
import type { Authority, Client } from '../security/authority.js';
import { ADMINISTER, hasPrivilege, PUBLISH_TOOLS, type User } from '../security/user.js';
import type { Parameters } from './parameters.js';
import { forbidden, invalidToken, tokenRequired } from './requestError.js';
import type { Access } from './resource.js';

/** Holds the token of a person who signed in on the HTML pages. */
export const SESSION_COOKIE = 'graticule_token';

/**
 * The user of a request, who may use a resource of this access. Throws 499 without a token, 498 with one that is not
 * good, 403 when the user lacks the privilege. Where anyone may go, a bad token is as good as none.
 */
export function identify(
  access: Access,
  request: FastifyRequest,
  parameters: Parameters,
  client: Client,
  authority: Authority,
): User | null {
  const sent = sentToken(request, parameters);
  const cookie = sent === undefined ? cookieToken(request) : undefined;
  const token = sent ?? cookie;
  const user = token === undefined ? null : (authority.authenticate(token, client)?.user ?? null);
  if (access === 'anyone') return user;
  if (user === null) throw sent === undefined ? tokenRequired() : invalidToken();
  if (access === 'publisher' && !hasPrivilege(user, PUBLISH_TOOLS)) {
    throw forbidden('this operation: it needs the privilege to publish web tools (' + PUBLISH_TOOLS + ')');
  }
  if (access === 'administrator' && !hasPrivilege(user, ADMINISTER)) {
    throw forbidden('this resource: it is for administrators');
  }
  return user;
}

function sentToken(request: FastifyRequest, parameters: Parameters): string | undefined {
  return (
    parameters.text('token') ??
    bearer(request.headers['x-esri-authorization']) ??
    bearer(request.headers.authorization)
  );
}

function bearer(header: string | string[] | undefined): string | undefined {
  return /^bearer\s+(\S+)\s*$/i.exec(String(header ?? ''))?.[1];
}

/**
 * A browser sends cookies by itself, so a foreign page could make it submit a script. Besides SameSite=Strict, which
 * still lets other ports of this host through, the browser must say that the request comes from our own pages.
 */
function cookieToken(request: FastifyRequest): string | undefined {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return undefined;
  for (const cookie of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = cookie.trim().split('=', 2);
    if (name === SESSION_COOKIE && value) return value;
  }
  return undefined;
}

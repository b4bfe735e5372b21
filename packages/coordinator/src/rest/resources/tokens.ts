import { TOKEN_DEFAULT_MINUTES } from '../../security/authority.js';
import type { ClientBinding } from '../../security/token.js';
import type { RestContext } from '../context.js';
import { html } from '../html.js';
import { properties, trail } from '../page.js';
import type { Parameters } from '../parameters.js';
import { badRequest, invalidToken } from '../requestError.js';
import { CONTEXT, type Answer, type Call, type Resource } from '../resource.js';
import { signIn } from './login.js';

const PATHS = ['/sharing/rest/generateToken', '/tokens/generateToken', '/rest/generateToken', '/tokens'];

/** Tokens for a name and a password, or for a portal token (clients ask for one per server). */
export function tokenResources(context: RestContext): Resource[] {
  const { authority } = context;

  async function answer(call: Call): Promise<Answer> {
    const { parameters } = call;
    const minutes = readMinutes(parameters);
    const given = parameters.text('token');
    if (given !== undefined) return issued(exchange(given, minutes, call));
    const name = parameters.text('username');
    const password = parameters.text('password');
    if (name === undefined && password === undefined && call.format === 'html') return form();
    if (name === undefined || password === undefined) {
      throw badRequest('Unable to generate token.', 'Parameters username and password are required.');
    }
    const user = await signIn(authority, name, password, call.client.ip);
    return issued(authority.issue(user, minutes, readBinding(parameters, call.client.ip)));
  }

  /** The new token is bound as the old one was. */
  function exchange(token: string, minutes: number, call: Call): { token: string; expires: number } {
    const known = authority.authenticate(token, call.client);
    if (known === null) throw invalidToken();
    const issuedToken = authority.issue(known.user, minutes, known.claims.binding);
    // An exchange must not prolong a login for ever.
    if (issuedToken.expires <= known.claims.expires) return issuedToken;
    return { token, expires: known.claims.expires };
  }

  return PATHS.map((path): Resource => ({ path, access: 'anyone', answer }));
}

function issued(token: { readonly token: string; readonly expires: number }): Answer {
  const json = { token: token.token, expires: token.expires, ssl: true };
  return { json, page: () => ({ title: 'Token', breadcrumb: trail(), body: properties(json) }) };
}

function readMinutes(parameters: Parameters): number {
  return parameters.integer('expiration', TOKEN_DEFAULT_MINUTES, 1);
}

function readBinding(parameters: Parameters, ip: string): ClientBinding | null {
  const client = parameters.text('client')?.toLowerCase();
  switch (client) {
    case undefined:
      return null;
    case 'requestip':
      return { kind: 'ip', value: ip };
    case 'ip':
      return { kind: 'ip', value: required(parameters, 'ip') };
    case 'referer':
      return { kind: 'referer', value: required(parameters, 'referer') };
    default:
      throw badRequest(
        'Unable to generate token.',
        `Parameter client: expected referer, ip or requestip, found '${client}'.`,
      );
  }
}

function required(parameters: Parameters, name: string): string {
  const value = parameters.text(name);
  if (value === undefined) throw badRequest('Unable to generate token.', `Parameter ${name} is required.`);
  return value;
}

function form(): Answer {
  return {
    json: undefined,
    page: () => ({
      title: 'Generate token',
      breadcrumb: trail(),
      body: html`<form method="post" action="${CONTEXT}/tokens/generateToken">
        <label for="username">Username</label><input id="username" name="username" autocomplete="username" />
        <label for="password">Password</label
        ><input id="password" name="password" type="password" autocomplete="current-password" />
        <label for="client">Client <span class="help">where the token will be good</span></label
        ><select id="client" name="client">
          <option value="requestip">this address (requestip)</option>
          <option value="referer">requests with this referer</option>
          <option value="ip">this IP address</option>
        </select>
        <label for="referer">Referer</label><input id="referer" name="referer" />
        <label for="ip">IP address</label><input id="ip" name="ip" />
        <label for="expiration">Expiration (minutes)</label
        ><input id="expiration" name="expiration" value="${TOKEN_DEFAULT_MINUTES}" />
        <label for="f">Format</label
        ><select id="f" name="f">
          <option>html</option>
          <option>json</option>
          <option>pjson</option>
        </select>
        <p class="actions"><button>Generate token</button></p>
      </form>`,
    }),
  };
}

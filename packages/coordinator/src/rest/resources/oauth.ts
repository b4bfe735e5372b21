import { TOKEN_DEFAULT_MINUTES } from '../../security/authority.js';
import type { RestContext } from '../context.js';
import { Html, html } from '../html.js';
import { trail } from '../page.js';
import { badRequest, RequestError } from '../requestError.js';
import { CONTEXT, type Answer, type Call, type Resource } from '../resource.js';
import { signIn } from './login.js';

const SIGN_IN = `${CONTEXT}/sharing/oauth2/signin`;

/** What travels from the authorize page through its form to the sign-in. */
interface AuthorizeState {
  readonly grant: 'token' | 'code';
  /** The client's own text; it rejects an answer without it. */
  readonly state: string;
  readonly minutes: number;
}

/**
 * The part of OAuth 2 that the Python client signs in with (implicit grant): it reads `oauth_state` from the authorize
 * page, posts it with name and password, and takes the token from the fragment of the redirect without following it.
 * When that fails it starts over asking for a code, only to read the reason from the page: so that page is served too,
 * but codes are not issued. The redirect always leads to this server, whatever redirect_uri says: a token is handed to nobody else.
 */
export function oauthResources(context: RestContext): Resource[] {
  const { authority } = context;

  function authorize(call: Call): Answer {
    const { parameters } = call;
    const grant = parameters.text('response_type') ?? 'token';
    if (grant !== 'token' && grant !== 'code') {
      throw badRequest(`Parameter response_type: expected token, found '${grant}'.`);
    }
    // -1 and the like mean: as long as allowed.
    const minutes = Number(parameters.text('expiration') ?? TOKEN_DEFAULT_MINUTES);
    return signInPage({
      grant,
      state: parameters.text('state') ?? '',
      minutes: minutes > 0 ? minutes : TOKEN_DEFAULT_MINUTES,
    });
  }

  async function signedIn(call: Call): Promise<Answer> {
    const { parameters } = call;
    const authorized = readState(parameters.text('oauth_state'));
    const name = parameters.text('username') ?? '';
    try {
      const user = await signIn(authority, name, parameters.text('password') ?? '', call.client.ip);
      if (authorized.grant === 'code') {
        throw badRequest(
          'Unable to sign in.',
          'Authorization codes are not issued: ask for response_type=token.',
        );
      }
      const { token, expires } = authority.issue(user, authorized.minutes, null);
      const fragment = new URLSearchParams({
        access_token: token,
        expires_in: String(Math.floor((expires - Date.now()) / 1000)),
        username: user.name,
        ssl: 'true',
        state: authorized.state,
      });
      return { ...signInPage(authorized), redirect: `${new URL(call.root).origin}/#${fragment}` };
    } catch (error) {
      if (error instanceof RequestError) return signInPage(authorized, error.details);
      throw error;
    }
  }

  return [
    { path: '/sharing/rest/oauth2/authorize', access: 'anyone', answer: authorize },
    { path: '/sharing/oauth2/authorize', access: 'anyone', answer: authorize },
    { path: '/sharing/oauth2/signin', access: 'anyone', answer: signedIn },
  ];
}

function writeState(state: AuthorizeState): string {
  return Buffer.from(JSON.stringify(state)).toString('base64url');
}

function readState(text: string | undefined): AuthorizeState {
  try {
    const { grant, state, minutes } = JSON.parse(
      Buffer.from(text ?? '', 'base64url').toString(),
    ) as AuthorizeState;
    const known = grant === 'token' || grant === 'code';
    if (known && typeof state === 'string' && typeof minutes === 'number') return { grant, state, minutes };
  } catch {
    // Below.
  }
  throw badRequest('Parameter oauth_state: expected the value of the authorize page.');
}

/** Clients read `oAuthInfo` out of the page's text; in a browser the content policy keeps it from running. */
function signInPage(authorized: AuthorizeState, messages: readonly string[] = []): Answer {
  const oauthState = writeState(authorized);
  const information = JSON.stringify({ oauth_state: oauthState, ...(messages.length > 0 && { messages }) });
  const script = new Html(`<script>var oAuthInfo = ${information.replace(/</g, '\\u003c')};</script>`);
  return {
    json: undefined,
    page: () => ({
      title: 'Sign in',
      breadcrumb: trail(),
      body: html`${script} ${messages.map((message) => html`<p>${message}</p>`)}
        <form method="post" action="${SIGN_IN}">
          <input type="hidden" name="oauth_state" value="${oauthState}" />
          <label for="username">Username</label
          ><input id="username" name="username" autocomplete="username" autofocus />
          <label for="password">Password</label
          ><input id="password" name="password" type="password" autocomplete="current-password" />
          <p class="actions"><button>Sign in</button></p>
        </form>`,
    }),
  };
}

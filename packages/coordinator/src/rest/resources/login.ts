import type { Authority } from '../../security/authority.js';
import type { User } from '../../security/user.js';
import type { RestContext } from '../context.js';
import { html } from '../html.js';
import { trail } from '../page.js';
import { badRequest } from '../requestError.js';
import { CONTEXT, type Answer, type Call, type Resource } from '../resource.js';

/** How long a person stays signed in on the HTML pages. */
const SESSION_MINUTES = 12 * 60;
const START = `${CONTEXT}/rest/services`;

/** Signing in and out on the HTML pages. */
export function loginResources(context: RestContext): Resource[] {
  const { authority } = context;

  async function login(call: Call): Promise<Answer> {
    const target = localPath(call.parameters.text('redirect'));
    const name = call.parameters.text('username');
    const password = call.parameters.text('password');
    if (name === undefined && password === undefined && call.format === 'html') return form(target);
    const user = await signIn(authority, name ?? '', password ?? '', call.client.ip);
    return {
      json: { username: user.name },
      page: () => ({ title: 'Signed in', breadcrumb: trail(), body: html`` }),
      redirect: target,
      session: authority.issue(user, SESSION_MINUTES, null),
    };
  }

  return [
    { path: '/rest/login', access: 'anyone', answer: login },
    {
      path: '/rest/logout',
      access: 'anyone',
      answer: () => ({
        json: {},
        page: () => ({ title: 'Signed out', breadcrumb: trail(), body: html`` }),
        redirect: START,
        session: null,
      }),
    },
  ];
}

/** The user of a name and a password; throws 400 in the words clients look for. */
export async function signIn(
  authority: Authority,
  name: string,
  password: string,
  ip: string,
): Promise<User> {
  const result = await authority.login(name, password, ip);
  switch (result.kind) {
    case 'user':
      return result.user;
    case 'refused':
      throw badRequest('Unable to generate token.', 'Invalid username or password.');
    case 'tooMany':
      throw badRequest(
        'Unable to generate token.',
        // The first two sentences are the words clients look for.
        `Too many invalid attempts. Please try again later. Wait ${result.waitSeconds} seconds.`,
      );
  }
}

/** Only a path of ours: a link must not lead through the login to another site. */
function localPath(text: string | undefined): string {
  return text !== undefined && text.startsWith(`${CONTEXT}/`) && !/[\\\s]/.test(text) ? text : START;
}

function form(target: string): Answer {
  return {
    json: undefined,
    page: () => ({
      title: 'Sign in',
      breadcrumb: trail(),
      body: html`<form method="post" action="${CONTEXT}/rest/login">
        <input type="hidden" name="redirect" value="${target}" />
        <label for="username">Username</label
        ><input id="username" name="username" autocomplete="username" autofocus />
        <label for="password">Password</label
        ><input id="password" name="password" type="password" autocomplete="current-password" />
        <p class="actions"><button>Sign in</button></p>
      </form>`,
    }),
  };
}

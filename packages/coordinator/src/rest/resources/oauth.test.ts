import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN_PASSWORD, get, post, startTestServer, type TestServer } from '../testServer.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

async function oauthState(grant = 'token'): Promise<string> {
  const page = await get(server, '/sharing/rest/oauth2/authorize', {
    response_type: grant,
    client_id: 'arcgisonline',
    redirect_uri: 'https://elsewhere.example',
    state: 'a b</script>&c',
    expiration: '20',
  });
  return /"oauth_state":"([^"]+)"/.exec(page.body)?.[1] ?? '';
}

test('the state of the authorize page and a password give a token in the fragment, at this server only', async () => {
  const answer = await post(server, '/sharing/oauth2/signin', {
    oauth_state: await oauthState(),
    username: 'ADMIN',
    password: ADMIN_PASSWORD,
    expiration: '20',
  });
  expect(answer.statusCode).toBe(302);
  const location = new URL(String(answer.headers.location));
  expect(location.host).not.toBe('elsewhere.example');
  const fragment = new URLSearchParams(location.hash.slice(1));
  expect(fragment.get('state')).toBe('a b</script>&c');
  expect(fragment.get('username')).toBe('admin');
  expect(fragment.get('ssl')).toBe('true');
  expect(Number(fragment.get('expires_in'))).toBeGreaterThan(1190);
  const token = fragment.get('access_token') ?? '';
  expect((await get(server, '/sharing/rest/community/self', { f: 'json', token })).json()).toMatchObject({
    username: 'admin',
  });
});

test.each(['token', 'code'])(
  'asking for a %s, a wrong password gives the message clients read',
  async (grant) => {
    const answer = await post(server, '/sharing/oauth2/signin', {
      oauth_state: await oauthState(grant),
      username: 'admin',
      password: 'wrong',
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('"messages":["Invalid username or password."]');
  },
);

test('codes are not issued', async () => {
  const answer = await post(server, '/sharing/oauth2/signin', {
    oauth_state: await oauthState('code'),
    username: 'admin',
    password: ADMIN_PASSWORD,
  });
  expect(answer.statusCode).toBe(200);
  expect(answer.body).toContain('Authorization codes are not issued');
});

test('a made-up state and other grants are refused', async () => {
  expect(
    (await post(server, '/sharing/oauth2/signin', { oauth_state: 'x', f: 'json' })).json(),
  ).toMatchObject({
    error: { code: 400, message: 'Parameter oauth_state: expected the value of the authorize page.' },
  });
  expect(
    (await get(server, '/sharing/rest/oauth2/authorize', { response_type: 'password', f: 'json' })).json(),
  ).toMatchObject({ error: { code: 400 } });
  expect((await get(server, '/sharing/rest/oauth2/authorize', { f: 'json' })).json()).toMatchObject({
    error: { message: 'This resource is a page for people: only f=html is supported.' },
  });
});

import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchOverTls } from './testHttps.js';
import { ADMIN_PASSWORD, get, post, startTestServer, type TestServer } from './testServer.js';

const TASK = '/rest/services/System/GeoAnalyticsTools/GPServer/RunPythonScript';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

describe('formats', () => {
  test('f is html unless asked otherwise, and json and pjson are the same value', async () => {
    const page = await get(server, '/rest/services');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('<a href="/arcgis/rest/services/System">System</a>');
    const compact = await get(server, '/rest/services', { f: 'json' });
    const pretty = await get(server, '/rest/services', { f: 'pjson' });
    expect(compact.body).toBe(
      '{"currentVersion":11.1,"folders":["System","Hosted","DataStoreCatalogs"],"services":[]}',
    );
    expect(pretty.json()).toEqual(compact.json());
    expect(pretty.body).toContain('\n "folders": [');
  });

  test('an unknown format is refused with the known ones', async () => {
    expect((await get(server, '/rest/services', { f: 'pbf' })).json()).toEqual({
      error: { code: 400, message: "Parameter f: expected html, json or pjson, found 'pbf'.", details: [] },
    });
  });

  test('GET and POST are alike, parameters may stand in query or body, unknown ones and a final slash are ignored', async () => {
    const expected = (await get(server, TASK, { f: 'json' })).json() as unknown;
    expect((await post(server, TASK, { f: 'json', whatever: '1', context: '{}' })).json()).toEqual(expected);
    expect((await post(server, `${TASK}?f=json`)).json()).toEqual(expected);
    expect((await get(server, `${TASK}/`, { F: 'json' })).json()).toEqual(expected);
  });

  test('multipart forms and announced but empty JSON are understood', async () => {
    const form = '--x\r\nContent-Disposition: form-data; name="f"\r\n\r\njson\r\n--x--\r\n';
    const multipart = await server.app.inject({
      method: 'POST',
      url: `/arcgis${TASK}`,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      payload: form,
    });
    expect(multipart.json()).toHaveProperty('parameters');
    const json = await server.app.inject({
      method: 'POST',
      url: `/arcgis${TASK}?f=json`,
      headers: { 'content-type': 'application/json' },
    });
    expect(json.json()).toHaveProperty('parameters');
  });
});

describe('errors', () => {
  test('an error is HTTP 200 with an error object for clients and a page with its own status for people', async () => {
    const json = await get(server, '/rest/services/Nowhere', { f: 'json' });
    expect(json.statusCode).toBe(200);
    expect(json.json()).toEqual({
      error: { code: 404, message: "The folder 'Nowhere' was not found.", details: [] },
    });
    const page = await get(server, '/rest/services/<script>');
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain('The folder &#39;&lt;script&gt;&#39; was not found.');
    expect(page.body).not.toContain('<script');
  });

  test('a path that nothing serves is a 404 in the same form', async () => {
    expect((await get(server, '/nothing/here', { f: 'json' })).json()).toEqual({
      error: { code: 404, message: "The resource '/arcgis/nothing/here' was not found.", details: [] },
    });
  });

  test('an internal failure tells nothing of its inside', async () => {
    server.coordinator.failure = new Error('secret path /x/y');
    const { state } = server;
    state.run(
      `INSERT INTO layers (name, file, owner, created, fields, feature_count) VALUES ('broken', 'f', 'admin', 0, '{"kind":"struct","fields":[]}', 0)`,
    );
    const answer = await post(server, '/rest/services/Hosted/broken/FeatureServer/0/query', {
      f: 'json',
      where: '1=1',
      token: server.admin,
    });
    server.coordinator.failure = null;
    expect(answer.json()).toEqual({
      error: {
        code: 500,
        message: 'The server could not answer because of an internal error; its log tells why.',
        details: ['(Error Code: 500)'],
      },
    });
  });
});

describe('tokens', () => {
  test('a name and a password give a token with its end in epoch milliseconds', async () => {
    for (const path of ['/rest/generateToken', '/tokens/generateToken', '/sharing/rest/generateToken']) {
      const before = Date.now();
      const answer = await post(server, path, {
        username: 'admin',
        password: ADMIN_PASSWORD,
        client: 'referer',
        referer: 'http',
        expiration: '60',
        f: 'json',
      });
      const { token, expires, ssl } = answer.json<{ token: string; expires: number; ssl: boolean }>();
      expect(ssl).toBe(true);
      expect(expires).toBeGreaterThanOrEqual(before + 3_600_000);
      const self = (headers: Record<string, string>): Promise<{ json(): unknown }> =>
        post(server, '/sharing/rest/community/self', { f: 'json', token }, headers);
      expect((await self({ referer: 'http' })).json()).toMatchObject({
        username: 'admin',
        role: 'org_admin',
      });
      expect((await self({})).json()).toMatchObject({ error: { code: 498 } });
    }
  });

  test('a wrong password gives the words clients look for', async () => {
    const answer = await post(server, '/sharing/rest/generateToken', {
      username: 'nobody',
      password: 'wrong',
      f: 'json',
    });
    expect(answer.json()).toEqual({
      error: {
        code: 400,
        message: 'Unable to generate token.',
        details: ['Invalid username or password.'],
      },
    });
  });

  test('a portal token is exchanged for a server token that does not outlive it', async () => {
    const first = server.authority.authenticate(server.admin, { referer: undefined, ip: '127.0.0.1' });
    const answer = await post(server, '/sharing/rest/generateToken', {
      token: server.admin,
      serverURL: 'https://localhost/arcgis/rest/services',
      expiration: '20160',
      request: 'getToken',
      f: 'json',
    });
    expect(answer.json()).toMatchObject({ expires: first?.claims.expires });
    expect(
      (await post(server, '/sharing/rest/generateToken', { token: 'x.y', serverUrl: 'a', f: 'json' })).json(),
    ).toMatchObject({ error: { code: 498 } });
  });

  test('a token is taken from parameter, either header or the cookie of our own pages', async () => {
    const url = '/arcgis/sharing/rest/community/self?f=json';
    const ask = async (headers: Record<string, string>): Promise<unknown> =>
      (await server.app.inject({ method: 'GET', url, headers })).json();
    const cookie = `other=1; graticule_token=${server.reader}`;
    const reader = { username: 'reader' };
    expect(await ask({ 'x-esri-authorization': `Bearer ${server.reader}` })).toMatchObject(reader);
    expect(await ask({ authorization: `bearer ${server.reader}` })).toMatchObject(reader);
    expect(await ask({ cookie })).toMatchObject(reader);
    expect(await ask({ cookie, 'sec-fetch-site': 'same-origin' })).toMatchObject(reader);
    expect(await ask({ cookie, 'sec-fetch-site': 'same-site' })).toMatchObject({ error: { code: 499 } });
    expect(await ask({ cookie, 'sec-fetch-site': 'cross-site' })).toMatchObject({ error: { code: 499 } });
    expect(await ask({})).toEqual({
      error: {
        code: 499,
        message: 'Token Required',
        details: ['token required: sign in or send a token.'],
      },
    });
    expect(await ask({ authorization: 'Bearer nonsense' })).toMatchObject({
      error: { code: 498, message: 'Invalid Token' },
    });
  });

  test('signing in on the pages sets a cookie scripts cannot read and leads back to a page of ours only', async () => {
    const login = { username: 'admin', password: ADMIN_PASSWORD };
    const answer = await post(server, '/rest/login', { ...login, redirect: '/arcgis/rest/services/Hosted' });
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toBe('/arcgis/rest/services/Hosted');
    expect(answer.headers['set-cookie']).toMatch(
      /^graticule_token=[\w.-]+; Expires=.*; Path=\/arcgis; HttpOnly; Secure; SameSite=Strict$/,
    );
    const away = await post(server, '/rest/login', { ...login, redirect: 'https://elsewhere.example/' });
    expect(away.headers.location).toBe('/arcgis/rest/services');
    const out = await get(server, '/rest/logout');
    expect(out.headers['set-cookie']).toContain('graticule_token=; Max-Age=0');
  });
});

describe('access', () => {
  test('a page that needs a user says so and links to the login, which leads back', async () => {
    const page = await get(server, '/rest/services/Hosted');
    expect(page.statusCode).toBe(401);
    expect(page.headers).not.toHaveProperty('www-authenticate');
    expect(page.body).toContain('href="/arcgis/rest/login?redirect=%2Farcgis%2Frest%2Fservices%2FHosted"');
  });

  test('administration is closed to others', async () => {
    for (const path of [
      '/admin',
      '/admin/system/properties',
      '/admin/system/properties/update',
      '/admin/graticule/nodes',
      '/admin/graticule/shares',
      '/admin/graticule/shares/add',
      '/admin/graticule/jobs',
    ]) {
      expect((await get(server, path, { f: 'json' })).json(), path).toMatchObject({ error: { code: 499 } });
      expect((await get(server, path, { f: 'json', token: server.publisher })).json(), path).toMatchObject({
        error: { code: 403, message: expect.stringContaining('User does not have permissions to access') },
      });
    }
  });
});

describe('what clients read before they submit', () => {
  test('the server names its portal and where tokens are issued, at the address the client used', async () => {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/arcgis/rest/info?f=json',
      headers: { host: 'gis.example.org:6443' },
    });
    expect(answer.json()).toMatchObject({
      owningSystemUrl: 'https://gis.example.org:6443/arcgis',
      authInfo: {
        isTokenBasedSecurity: true,
        tokenServicesUrl: 'https://gis.example.org:6443/arcgis/sharing/rest/generateToken',
      },
    });
  });

  test('a host name that is none is not repeated', async () => {
    const answer = await server.app.inject({
      method: 'GET',
      url: '/arcgis/rest/info?f=json',
      headers: { host: 'a"b<c>' },
    });
    expect(answer.body).toContain('https://localhost/arcgis');
  });

  test('the portal has a name, a mode, the GeoAnalytics service, and the user who asks', async () => {
    const answer = await post(server, '/sharing/rest/portals/self', { f: 'json', token: server.publisher });
    expect(answer.json()).toMatchObject({
      isPortal: true,
      portalName: 'Graticule',
      portalMode: 'singletenant',
      allSSL: true,
      helperServices: {
        geoanalytics: {
          url: expect.stringMatching(/\/rest\/services\/System\/GeoAnalyticsTools\/GPServer$/),
        },
      },
      user: {
        username: 'publisher',
        privileges: expect.arrayContaining(['portal:publisher:publishServerGPServices']),
      },
    });
    expect((await get(server, '/sharing/rest/portals/self', { f: 'json' })).json()).not.toHaveProperty(
      'user',
    );
  });

  test('the version of the portal is whole numbers between dots', async () => {
    const { currentVersion } = (await post(server, '/sharing/rest', { f: 'json' })).json<{
      currentVersion: string;
    }>();
    expect(currentVersion).toMatch(/^\d+(\.\d+)+$/);
    expect((await post(server, '/sharing/rest/', { f: 'json' })).json()).toEqual({ currentVersion });
  });

  test('users see themselves only', async () => {
    const ask = (name: string): Promise<{ json(): unknown }> =>
      post(server, `/sharing/rest/community/users/${name}`, { f: 'json', token: server.publisher });
    expect((await ask('publisher')).json()).toMatchObject({ username: 'publisher', role: 'org_publisher' });
    expect((await ask('admin')).json()).toMatchObject({ error: { code: 403 } });
  });
});

test('over a real HTTPS connection with the certificate trusted, browsers of other origins may ask', async () => {
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.app.server.address() as AddressInfo;
  const answer = await fetchOverTls({
    port,
    ca: server.certificate.cert,
    path: '/arcgis/rest/services?f=json',
    headers: { origin: 'https://app.example' },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers['access-control-allow-origin']).toBe('*');
  expect(JSON.parse(answer.body)).toMatchObject({ folders: ['System', 'Hosted', 'DataStoreCatalogs'] });
  const preflight = await fetchOverTls({
    port,
    ca: server.certificate.cert,
    method: 'OPTIONS',
    path: '/arcgis/rest/info',
    headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
  });
  expect(preflight.headers['access-control-allow-headers']).toContain('X-Esri-Authorization');
  await expect(fetchOverTls({ port, ca: undefined, path: '/arcgis/rest/info' })).rejects.toThrow(
    /self.signed/i,
  );
});

import type { User } from '../security/user.js';
import { Html, html } from './html.js';
import { CONTEXT, type Link, type Page } from './resource.js';
import type { RequestError } from './requestError.js';

const STYLE = new Html(`
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; color: CanvasText; background: Canvas; }
header { display: flex; gap: 1em; flex-wrap: wrap; padding: .6em 1.2em; background: #24405c; color: #fff; }
header a { color: #fff; } header .who { margin-left: auto; } header form { display: inline; }
main { padding: .4em 1.2em 2em; max-width: 72em; }
nav { padding: .5em 1.2em; border-bottom: 1px solid #8886; }
h1 { font-size: 1.5em; margin: .6em 0; } h2 { font-size: 1.15em; margin: 1.2em 0 .4em; }
table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: .25em .9em .25em 0; border-bottom: 1px solid #8884; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2em 1.2em; margin: 0; } dt { opacity: .75; } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.45 ui-monospace, monospace; }
label { display: block; margin: .9em 0 .2em; font-weight: 600; } .help { font-weight: 400; opacity: .75; }
input, select, textarea { font: inherit; width: 100%; max-width: 60em; box-sizing: border-box; } textarea { font: 13px/1.45 ui-monospace, monospace; }
button { font: inherit; padding: .25em 1em; } p.actions { margin-top: 1.2em; } .scroll { overflow-x: auto; }
.esriJobMessageTypeError { color: #c22; } .esriJobMessageTypeWarning { color: #a60; }
`);

/** Forms go only to ourselves, nothing is loaded from elsewhere, no script runs. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
};

/** The whole HTML text of a page. `jsonHref` leads to the same resource as JSON; null = there is none. */
export function renderPage(page: Page, user: User | null, path: string, jsonHref: string | null): string {
  const trail = page.breadcrumb.map((link) => html`<a href="${link.href}">${link.label}</a> &rsaquo; `);
  const reload =
    page.reloadSeconds === undefined
      ? ''
      : html`<meta http-equiv="refresh" content="${page.reloadSeconds}" />`;
  const who =
    user === null
      ? html`<a href="${CONTEXT}/rest/login?redirect=${encodeURIComponent(path)}">Sign in</a>`
      : html`${user.name} &middot; <a href="${CONTEXT}/rest/logout">Sign out</a>`;
  const json = jsonHref === null ? '' : html`<p class="actions"><a href="${jsonHref}">JSON</a></p>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${reload}
        <title>${page.title} - Graticule</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <header>
          <a href="${CONTEXT}/rest/services"><strong>Graticule</strong></a
          ><span class="who">${who}</span>
        </header>
        <nav>${trail}${page.title}</nav>
        <main>
          <h1>${page.title}</h1>
          ${page.body} ${json}
        </main>
      </body>
    </html> `.text;
}

export function errorPage(error: RequestError, path: string): Page {
  const login = `${CONTEXT}/rest/login?redirect=${encodeURIComponent(path)}`;
  const remedy =
    error.code === 498 || error.code === 499 ? html`<p><a href="${login}">Sign in</a></p>` : undefined;
  return {
    title: 'Error',
    breadcrumb: [{ label: 'Home', href: `${CONTEXT}/rest/services` }],
    body: html`<p>${error.message} (code ${error.code})</p>
      ${error.details.map((detail) => html`<p>${detail}</p>`)} ${remedy}`,
  };
}

/** The start of every trail, then the given steps; each step's path is below the directory of services. */
export function trail(...steps: readonly (readonly [label: string, path: string])[]): Link[] {
  return [
    { label: 'Home', href: `${CONTEXT}/rest/services` },
    ...steps.map(([label, path]) => ({ label, href: `${CONTEXT}/rest/services/${path}` })),
  ];
}

export function linkList(links: readonly Link[], none: string): Html {
  if (links.length === 0) return html`<p>${none}</p>`;
  return html`<ul>
    ${links.map((link) => html`<li><a href="${link.href}">${link.label}</a></li>`)}
  </ul>`;
}

/** Name and value per line; values that are objects as indented JSON. */
export function properties(values: Readonly<Record<string, unknown>>): Html {
  return html`<dl>
    ${Object.entries(values).map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${describe(value)}</dd>`,
    )}
  </dl>`;
}

/** A table with one column per heading. */
export function table(headings: readonly string[], rows: readonly (readonly unknown[])[]): Html {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${headings.map((heading) => html`<th>${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${describe(cell)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** An instant (epoch milliseconds) in the form 2024-05-01 12:00:00 UTC; nothing for null. */
export function instant(epochMs: number | null): string {
  return epochMs === null
    ? ''
    : new Date(epochMs)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC');
}

function describe(value: unknown): Html | string {
  if (value === null || value === undefined) return '';
  if (value instanceof Html) return value;
  if (typeof value !== 'object') return String(value);
  return html`<pre>
${JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item), 1)}</pre>`;
}

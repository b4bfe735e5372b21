import { changeSettings, DEFAULT_SETTINGS, readSettings, type Settings } from '../../state/settings.js';
import type { RestContext } from '../context.js';
import { html } from '../html.js';
import { properties } from '../page.js';
import { toJsonText } from '../pythonLiteral.js';
import { badRequest } from '../requestError.js';
import { CONTEXT, type Answer, type Call, type Resource } from '../resource.js';
import { ADMIN_TRAIL } from './admin.js';

const PATH = '/admin/system/properties';

/** What a property must be, in words, and whether a value is that. */
const RULES: Readonly<Record<keyof Settings, { expected: string; holds: (value: unknown) => boolean }>> = {
  pysparkPython: { expected: 'the path of a Python executable', holds: (value) => isFilledText(value) },
  sparkCompatibility: {
    expected: '"2.2" or "3.3"',
    holds: (value) => value === '2.2' || value === '3.3',
  },
  allowedHosts: {
    expected: 'a list of host names, each with an optional :port',
    holds: (value) =>
      Array.isArray(value) &&
      value.every((host) => typeof host === 'string' && /^[\w.-]+(:\d+)?$/.test(host)),
  },
  allowedPaths: {
    expected: 'a list of absolute paths of folders',
    holds: (value) =>
      Array.isArray(value) &&
      value.every((path) => isFilledText(path) && /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path as string)),
  },
  jobTimeoutSeconds: {
    expected: 'a whole number of seconds greater than 0',
    holds: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  },
};

/** System properties, where the documented set-up of Python (`pysparkPython`) is made. */
export function propertiesResources(context: RestContext): Resource[] {
  const { state } = context;
  return [
    { path: PATH, access: 'administrator', answer: () => show(readSettings(state)) },
    {
      path: `${PATH}/update`,
      access: 'administrator',
      answer: (call) => {
        if (call.format === 'html' && call.parameters.text('properties') === undefined) {
          return form(readSettings(state));
        }
        changeSettings(state, readChanges(call));
        return {
          json: { status: 'success' },
          page: () => show(readSettings(state)).page(),
          redirect: CONTEXT + PATH,
        };
      },
    },
  ];
}

/** Properties that are not named keep their value; null or an empty text brings back the default. */
function readChanges(call: Call): Partial<Settings> {
  const text = call.parameters.text('properties');
  if (text === undefined) throw badRequest('Parameter properties is required: a JSON object.');
  let given: unknown;
  try {
    given = JSON.parse(toJsonText(text));
  } catch (error) {
    throw badRequest(`Parameter properties is not JSON: ${(error as Error).message}.`);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw badRequest('Parameter properties: expected a JSON object.');
  }
  const changes = Object.entries(given).map(([name, value]) => [name, checked(name, value)]);
  return Object.fromEntries(changes) as Partial<Settings>;
}

function checked(name: string, value: unknown): unknown {
  if (!Object.hasOwn(RULES, name)) {
    throw badRequest(
      `The property '${name}' is not supported; supported are ${Object.keys(RULES).join(', ')}.`,
    );
  }
  const key = name as keyof Settings;
  if (value === null || value === '') return DEFAULT_SETTINGS[key];
  const { expected, holds } = RULES[key];
  if (!holds(value)) {
    throw badRequest(`The property '${name}': expected ${expected}, found ${JSON.stringify(value)}.`);
  }
  return key === 'allowedHosts' ? (value as string[]).map((host) => host.toLowerCase()) : value;
}

function isFilledText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && !value.includes('\0');
}

function show(settings: Settings): Answer {
  return {
    // A property without a value is left out, as it is in the vendor's answer.
    json: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null)),
    page: () => ({
      title: 'System properties',
      breadcrumb: ADMIN_TRAIL,
      body: html`${properties({ ...settings })}
        <p class="actions"><a href="${CONTEXT}${PATH}/update">Update</a></p>`,
    }),
  };
}

function form(settings: Settings): Answer {
  return {
    json: undefined,
    page: () => ({
      title: 'Update system properties',
      breadcrumb: [...ADMIN_TRAIL, { label: 'System properties', href: CONTEXT + PATH }],
      body: html`<form method="post" action="${CONTEXT}${PATH}/update">
        <label for="properties">Properties <span class="help">JSON; null brings back the default</span></label
        ><textarea id="properties" name="properties" rows="8" spellcheck="false">
${JSON.stringify(settings, null, 2)}</textarea>
        <p class="actions"><button>Update</button></p>
      </form>`,
    }),
  };
}

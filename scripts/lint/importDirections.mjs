import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Which rooms of the house a room may import. The one table behind the lint rule, ARCHITECTURE.md shows the same.
 * Rooms that are not listed here (bench, deploy, scripts) may be imported by nobody.
 */
export const importDirections = {
  protocol: [],
  columnar: [],
  sql: ['columnar'],
  geoanalytics: ['columnar', 'sql'],
  executor: ['protocol', 'columnar', 'sql', 'geoanalytics'],
  coordinator: ['protocol', 'columnar', 'sql', 'geoanalytics'],
  cli: ['protocol', 'columnar', 'sql', 'geoanalytics', 'executor', 'coordinator'],
};

const repositoryFolder = fileURLToPath(new URL('../..', import.meta.url));

/** The room a file belongs to: a package's folder name, or the first folder below the repository. */
export function roomOf(file, root = repositoryFolder) {
  const parts = path.relative(root, file).split(path.sep);
  if (parts[0] === 'packages' && parts.length > 2) return parts[1];
  return parts.length > 1 ? parts[0] : null;
}

/**
 * Judges one import. Returns null when it is allowed, else one sentence that says what was found and what is allowed.
 * `file` is the absolute path of the importing file, `specifier` the text between the quotes.
 */
export function importViolation(file, specifier, root = repositoryFolder) {
  const room = roomOf(file, root);
  const allowed = importDirections[room];
  if (allowed === undefined) return null;
  if (specifier.startsWith('.')) {
    const target = roomOf(path.resolve(path.dirname(file), specifier), root);
    if (target === room) return null;
    return `${room} reaches into ${target ?? 'the repository root'} by a relative path; import a package by its name`;
  }
  const named = /^@graticule\/([^/]+)/.exec(specifier);
  if (named === null || named[1] === room || allowed.includes(named[1])) return null;
  const list = allowed.length === 0 ? 'nothing of ours' : allowed.join(', ');
  return `${room} imports ${named[1]}; it may import ${list}`;
}

/** The ESLint rule: every form of import and re-export with a constant specifier. */
export const importDirectionsRule = {
  meta: {
    type: 'problem',
    docs: { description: 'packages import each other in one direction only' },
    schema: [],
    messages: { violation: '{{text}} (see scripts/lint/importDirections.mjs).' },
  },
  create(context) {
    const check = (source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const text = importViolation(context.filename, source.value);
      if (text !== null) context.report({ node: source, messageId: 'violation', data: { text } });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
    };
  },
};

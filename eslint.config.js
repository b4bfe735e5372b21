import js from '@eslint/js';
import typescript from 'typescript-eslint';
import { importDirectionsRule } from './scripts/lint/importDirections.mjs';

const nodeGlobals = Object.fromEntries(
  [
    'AbortController',
    'AbortSignal',
    'Buffer',
    'Blob',
    'FormData',
    'TextDecoder',
    'TextEncoder',
    'URL',
    'URLSearchParams',
    'clearInterval',
    'clearTimeout',
    'console',
    'fetch',
    'performance',
    'process',
    'setImmediate',
    'setInterval',
    'setTimeout',
    'structuredClone',
  ].map((name) => [name, 'readonly']),
);

export default typescript.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      '.graticule/',
      '.venv*/',
      'packages/protocol/src/gen/',
      'packages/python/',
    ],
  },
  js.configs.recommended,
  ...typescript.configs.recommended,
  {
    plugins: { graticule: { rules: { 'import-directions': importDirectionsRule } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'graticule/import-directions': 'error',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // Programs that talk to a person through the console.
    files: ['**/*.mjs', 'packages/cli/**/*.{js,ts}', 'bench/**/*.ts'],
    languageOptions: { globals: nodeGlobals },
    rules: { 'no-console': 'off' },
  },
);

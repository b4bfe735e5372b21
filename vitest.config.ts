import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/scripts/**/*.test.mjs',
      'bench/src/**/*.test.{ts,mjs}',
      'scripts/**/*.test.mjs',
    ],
    // Every test file in a process of its own: worker threads, sockets and native modules do not meet.
    pool: 'forks',
    // Generous: a slow machine that starts whole servers is no failure.
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});

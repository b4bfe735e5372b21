import { runNode, step } from './console.mjs';

/** Compiles all packages (incremental). Throws when a package does not compile; the compiler has said why. */
export async function build() {
  step('Building the packages (tsc -b)');
  const { code } = await runNode('node_modules/typescript/bin/tsc', ['-b']);
  if (code !== 0) throw new Error('the build failed, see the messages of the TypeScript compiler above');
}

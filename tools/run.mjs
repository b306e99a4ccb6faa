// @ts-check
// Starts a tool of this folder: `node tools/run.mjs <tool> [arguments]`. The tools are TypeScript and need the Node 24 that `npm install`
// puts into node_modules; npm scripts find it by themselves, any other Node is replaced here. Plain JavaScript, because an older Node
// reads this file too.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAJOR = '24';
const rootDir = fileURLToPath(new URL('..', import.meta.url));
const binDir = join(rootDir, 'node_modules', '.bin');
const [tool = '', ...toolArguments] = process.argv.slice(2);
const entryPath = join(rootDir, 'tools', tool, 'main.ts');

if (!/^[a-z-]+$/.test(tool) || !existsSync(entryPath)) {
  console.error(`There is no tool "${tool}". Usage: node tools/run.mjs check|format-python|generate|guest|test [arguments]`);
  process.exitCode = 2;
} else if (!existsSync(join(binDir, 'node'))) {
  console.error('The dependencies are not installed. Run `npm install` first.');
  process.exitCode = 2;
} else {
  process.env['PATH'] = binDir + delimiter + (process.env['PATH'] ?? '');
  if (process.versions.node.split('.')[0] === MAJOR) {
    // The tool sees its own arguments only, as if it had been started by itself.
    process.argv.splice(1, 2, entryPath);
    await import(new URL(`./${tool}/main.ts`, import.meta.url).href);
  } else {
    const child = spawnSync(join(binDir, 'node'), [entryPath, ...toolArguments], { stdio: 'inherit' });
    process.exitCode = child.status ?? 1;
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT_DIR } from '../lib/root.ts';
import { GENERATORS } from './generators.ts';

for (const generator of GENERATORS) {
  const outputPath = join(ROOT_DIR, generator.outputPath);
  await mkdir(dirname(outputPath), { recursive: true });
  await writeFile(outputPath, await generator.render());
  console.log(`wrote ${generator.outputPath}`);
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPython } from '../lib/kinds.ts';
import { readRepository } from '../lib/repository.ts';
import { ROOT_DIR } from '../lib/root.ts';
import { formatPython } from '../lib/ruff.ts';

/** Formats all Python that people write. */
for (const { path, text } of (await readRepository()).filter(isPython)) {
  const formatted = formatPython(text);
  if (formatted === text) continue;
  await writeFile(join(ROOT_DIR, path), formatted);
  console.log(`formatted ${path}`);
}

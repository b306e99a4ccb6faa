/** Opens a backend, says so, and keeps it open until its input ends. */
import { once } from 'node:events';
import { openEmbeddedBackend } from '../../src/index.ts';
import { optionsIn } from './test-backend.ts';

const [path = ''] = process.argv.slice(2);
const backend = await openEmbeddedBackend(optionsIn(path));
console.log('open');
process.stdin.resume();
await once(process.stdin, 'end');
await backend.close();

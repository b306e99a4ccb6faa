/** A whole server as a process of its own, for tests that kill it. Says where it listens, on one line. */
import { readSettings, startEmbedded } from '@skein/compose';

const skein = await startEmbedded(readSettings({ ...process.env, DB_PATH: undefined }));
process.once('SIGTERM', () => void skein.close());
process.stdout.write(`${skein.url}\n`);

/** The floor as a program of its own. Arguments: the Python to use, and how many workers. */
import { startFloorServer } from './floor-server.ts';

const [python = 'python3', workerCount = '1'] = process.argv.slice(2);
const floor = await startFloorServer(python, Number(workerCount));
process.once('SIGINT', () => void floor[Symbol.asyncDispose]());
console.log(`The floor listens on ${floor.url}`);

/** The floor as a program of its own. Arguments: the Python to use, how many workers, and `in-turn` to go round them. */
import { startFloorServer } from './floor-server.ts';

const [python = 'python3', workerCount = '1', order] = process.argv.slice(2);
const floor = await startFloorServer(python, Number(workerCount), order === 'in-turn');
process.once('SIGINT', () => void floor[Symbol.asyncDispose]());
console.log(`The floor listens on ${floor.url}`);

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findLauncherPython } from '../../src/launcher/find-launcher-python.ts';
import { because } from '../support/driver-fixture.ts';
import { isRoot } from '../support/interpreters.ts';

const LAUNCHER_DIR = fileURLToPath(new URL('../../src/launcher', import.meta.url));
const reason = !isRoot && 'mounting needs root';

/** Sets up a stock of disks in memory, each told by its size, and runs the loop until `expected` of them have come. */
const SET_UP = `
import json, os, signal, sys
sys.path.insert(0, sys.argv[1])
from disk_maker import DiskMaker
from disk_stock import DiskStock, SPARES
from disks import MemoryDisks
from events import EventLoop
loop = EventLoop()
maker = DiskMaker(loop, MemoryDisks())
stock = DiskStock(loop, maker, 16)
came = []
expected = 0
def on_ready(disk, reason):
    size = None if disk is None else os.fstatvfs(disk).f_blocks * os.fstatvfs(disk).f_frsize >> 20
    came.append(reason or size)
    if len(came) == expected:
        loop.stop()
def run():
    loop._running = True
    if len(came) < expected:
        loop.run()
def helpers():
    return [int(pid) for pid in open(f"/proc/self/task/{os.getpid()}/children").read().split()]
`;

async function answersOf(source: string): Promise<unknown> {
  const words = ['-I', '-S', '-B', '-c', `${SET_UP}${source}\nprint(json.dumps(came))`, LAUNCHER_DIR];
  return JSON.parse((await promisify(execFile)(await findLauncherPython('test'), words)).stdout);
}

describe.skipIf(reason)(`disks for /tmp are made beside the launcher${because(reason)}`, () => {
  test('more than are kept ready, other sizes, and why one could not be made', async () => {
    const source = `
stock.fill()
expected = 3 * SPARES + 2
for _ in range(3 * SPARES):
    stock.take(16, on_ready)
stock.take(32, on_ready)
stock.take(-1, on_ready)
run()`;
    const came = (await answersOf(source)) as unknown[];
    expect(came.filter((size) => size === 16)).toHaveLength(12);
    expect(came.filter((size) => size === 32)).toHaveLength(1);
    expect(came.filter((text) => typeof text === 'string')).toHaveLength(1);
  });

  test('when the process that makes them has died, the launcher makes them itself', async () => {
    const source = `
os.kill(helpers()[0], signal.SIGSTOP)
expected = 2
for _ in range(2):
    stock.take(16, on_ready)
os.kill(helpers()[0], signal.SIGKILL)
run()
expected = 3
stock.take(32, on_ready)
run()`;
    expect(await answersOf(source)).toEqual([16, 16, 32]);
  });
});

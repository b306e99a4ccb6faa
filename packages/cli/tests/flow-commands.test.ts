import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SkeinBench } from './support/skein.ts';

const FLOW = `name: diamond
inputs: [n]
outputs: { sum: $.add.value }
nodes:
  - { name: rand, function: math, inputs: { op: same, n: $.input.n }, next: [square, cube] }
  - { name: square, function: math, inputs: { op: square, n: $.rand.value }, next: add }
  - { name: cube, function: math, inputs: { op: cube, n: $.rand.value }, next: add }
  - { name: add, function: math, inputs: { op: add, n: $.square.value, m: $.cube.value } }
`;
const CODE = `OPS = {"same": lambda n, m: n, "square": lambda n, m: n * n, "cube": lambda n, m: n ** 3, "add": lambda n, m: n + m}
def handler(event, context):
    return {"value": OPS[event["op"]](event["n"], event.get("m"))}
`;
const SKEIN = fileURLToPath(new URL('../bin/skein.mjs', import.meta.url));
const MACHINE = {
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Check' },
    Check: { Type: 'Choice', Choices: [{ Variable: '$.ok', BooleanEquals: true, Next: 'Done' }], Default: 'Bad' },
    Done: { Type: 'Succeed' },
    Bad: { Type: 'Fail', Error: 'Refused', Cause: 'it was not ok' },
  },
};

let bench: SkeinBench;
beforeAll(async () => {
  bench = await SkeinBench.start();
  const folder = path.join(bench.dir, 'diamond');
  await mkdir(path.join(folder, 'math'), { recursive: true });
  await writeFile(path.join(folder, 'flow.yaml'), FLOW);
  await writeFile(path.join(folder, 'math/app.py'), CODE);
  await writeFile(path.join(folder, 'math/skein.json'), JSON.stringify({ runtime: 'python3.11', handler: 'app.handler' }));
  await writeFile(path.join(bench.dir, 'checks.asl.json'), JSON.stringify(MACHINE));
});
afterAll(() => bench[Symbol.asyncDispose]());

describe('CLI `skein flow deploy|run|watch|history`; `watch` draws the graph with states and timings', { timeout: 120_000 }, () => {
  test('a folder with flow.yaml: its functions are deployed with it; it runs, and the picture has every node', async () => {
    const deployed = await bench.run(['flow', 'deploy', 'diamond']);
    expect(deployed).toMatchObject({ exitCode: 0, output: expect.stringContaining('diamond is created, with math.') });
    const ran = await bench.run(['flow', 'run', 'diamond', '--input', '{"n": 3}', '--name', 'first']);
    expect(ran).toMatchObject({ exitCode: 0, output: '{"sum":36}\n' });
    const watched = await bench.run(['flow', 'watch', 'diamond']);
    expect(watched.exitCode).toBe(0);
    const picture = watched.output
      .replaceAll(/\+?[\d.]+ m?s/g, 'TIME')
      .replaceAll(/▕.*▏/g, 'BAR')
      .replaceAll(/ +/g, ' ');
    expect(picture).toBe(
      [
        'diamond / first SUCCEEDED TIME',
        '',
        '● rand done TIME TIME BAR',
        '├─╮',
        '● │ square done TIME TIME BAR',
        '│ ● cube done TIME TIME BAR',
        '├─╯',
        '● add done TIME TIME BAR',
        '',
      ].join('\n'),
    );
    const again = await bench.runJson('flow', 'deploy', 'diamond');
    expect(again).toMatchObject({ action: 'unchanged', workflow: { name: 'diamond', notation: 'flow' }, functions: [{ name: 'math' }] });
  });

  test('ASL JSON takes its name from the file; a failed execution ends with exit code 3 and says its error', async () => {
    expect(await bench.runJson('flow', 'deploy', 'checks.asl.json')).toMatchObject({ action: 'created', workflow: { name: 'checks' } });
    const failed = await bench.run(['flow', 'run', 'checks', '--input', '{"seconds":0,"ok":false}']);
    expect(failed).toMatchObject({ exitCode: 3, output: '', remarks: expect.stringContaining('FAILED: Refused: it was not ok') });
    const watched = await bench.run(['flow', 'run', 'checks', '--watch', '--input', '{"seconds":0,"ok":false}']);
    expect(watched.exitCode).toBe(3);
    expect(watched.output).toMatch(/✗ +Bad +failed .*Refused/);
    expect(watched.output).toMatch(/○ +│? *Done +waiting|○ .*Done +waiting/);
    expect(watched.output).toContain('Error: Refused\nCause: it was not ok');
  });

  test('history: a table for people, every detail as JSON for programs', async () => {
    const { output } = await bench.run(['flow', 'history', 'diamond', 'first']);
    const [heading = '', started = '', entered = ''] = output.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
    expect(heading).toBe('event after time type name details');
    expect(started).toMatch(/^1 0 \+\d+ ms ExecutionStarted input=\{"n": 3\}/);
    expect(entered).toMatch(/^2 0 \+\d+ ms TaskStateEntered rand input=/);
    const events = (await bench.runJson('flow', 'history', 'diamond', 'first')) as unknown as { id: number; type: string }[];
    expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
    expect(events.at(-1)?.type).toBe('ExecutionSucceeded');
  });

  test('--json: one document, with where each state stands', async () => {
    const watched = await bench.runJson('flow', 'watch', 'diamond', 'first');
    expect(watched).toMatchObject({
      execution: { status: 'SUCCEEDED', output: '{"sum":36}' },
      states: [
        { name: 'rand', status: 'done', runs: 1, startedMs: expect.any(Number), endedMs: expect.any(Number) },
        { name: 'square', status: 'done' },
        { name: 'cube', status: 'done' },
        { name: 'add', status: 'done' },
      ],
    });
  });

  test('--detach begins, stop ends as aborted, list and delete', async () => {
    await bench.run(['flow', 'deploy', 'checks.asl.json']);
    const started = await bench.run(['flow', 'run', 'checks', '--detach', '--name', 'long', '--input', '{"seconds":3600,"ok":true}']);
    expect(started).toMatchObject({ exitCode: 0, output: 'Started long.\n' });
    expect((await bench.run(['flow', 'stop', 'checks', 'long', '--error', 'Enough'])).output).toBe('checks / long is ABORTED.\n');
    const watched = await bench.run(['flow', 'watch', 'checks', 'long']);
    expect(watched).toMatchObject({ exitCode: 3, output: expect.stringMatching(/■ +Wait +aborted/) });
    expect((await bench.run(['flow', 'list'])).output).toMatch(/checks +states .*\ndiamond +flow /);
    expect((await bench.run(['flow', 'delete', 'checks'])).output).toBe('Deleted checks.\n');
    expect((await bench.run(['flow', 'run', 'checks'])).exitCode).toBe(1);
  });

  test('a wrong definition is refused with the place, a missing file or workflow with what to do', async () => {
    await writeFile(path.join(bench.dir, 'wrong.yaml'), FLOW.replace('next: add }', 'next: sum }'));
    const refused = await bench.run(['flow', 'deploy', 'wrong.yaml']);
    expect(refused).toMatchObject({ exitCode: 1, remarks: expect.stringContaining("The next node 'sum' of 'square' does not exist") });
    expect(await bench.run(['flow', 'deploy', 'none.yaml'])).toMatchObject({
      exitCode: 2,
      remarks: expect.stringContaining('There is no'),
    });
    expect(await bench.run(['flow', 'watch', 'none'])).toMatchObject({ exitCode: 1, remarks: expect.stringContaining('none') });
  });
});

test('on a terminal the picture is drawn over as the execution goes on, in colours', { timeout: 60_000 }, async () => {
  await bench.run(['flow', 'deploy', 'checks.asl.json']);
  // Python's pty is the terminal: the command cannot tell it from a person's.
  const program = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';
  const words = ['flow', 'run', 'checks', '--watch', '--input', '{"seconds":4,"ok":true}'];
  const { stdout } = await promisify(execFile)('python3', ['-c', program, process.execPath, SKEIN, ...words], {
    cwd: bench.dir,
    env: { ...process.env, SKEIN_ENDPOINT: bench.url, TERM: 'xterm-256color', NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined },
  });
  const ESCAPE = '\u001B';
  expect(stdout).toContain(`${ESCAPE}[36m◐${ESCAPE}[39m Wait`);
  expect(stdout).toContain(`${ESCAPE}[32m●${ESCAPE}[39m Wait`);
  const pictures = stdout.split(`${ESCAPE}[0J`);
  expect(pictures.length).toBeGreaterThan(2);
  expect(pictures[1]).toContain('RUNNING');
  expect(pictures.at(-1)).toContain('SUCCEEDED');
  // Each but the first begins where the one before began.
  for (const picture of pictures.slice(1, -1)) expect(picture).toMatch(/\[7A\r$/);
});

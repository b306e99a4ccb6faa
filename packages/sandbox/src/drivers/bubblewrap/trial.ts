import path from 'node:path';
import { text } from 'node:stream/consumers';
import { SkeinError } from '@skein/contracts';
import { openPipe } from '../../launcher/open-pipe.ts';
import { launchRequest, SANDBOXES_DIR_NAME } from './launch-request.ts';
import type { SandboxPlan } from './launch-request.ts';
import type { Workshop } from './workshop.ts';

const TRIAL_ID = 'trial';
const DO_NOTHING = ['/bin/sh', '-c', ':'];
const PLACE_OF_TRIAL = 0;

/** Runs a program that does nothing in a sandbox made this way. Returns why it did not work, or undefined. */
export async function tryPlan(workshop: Workshop, plan: SandboxPlan): Promise<string | undefined> {
  const { launcher, runDir, capabilities } = workshop;
  const request = launchRequest(workshop, capabilities, plan, {
    id: TRIAL_ID,
    family: 'python',
    command: DO_NOTHING,
    place: PLACE_OF_TRIAL,
  });
  try {
    const { exited } = await launcher.start(request);
    const log = readToEnd(path.join(runDir, SANDBOXES_DIR_NAME, TRIAL_ID, 'channel', 'log'));
    const { code, signal } = await exited;
    return code === 0 ? undefined : `${(await log).trim() || 'it ended'} (${signal ?? `status ${code}`})`;
  } catch (error) {
    if (error instanceof SkeinError) return String(error.details['reason']);
    throw error;
  }
}

async function readToEnd(file: string): Promise<string> {
  try {
    return await text(openPipe(file));
  } catch {
    // The sandbox and its pipes were gone before we looked.
    return '';
  }
}

import { toSkeinError } from '@skein/contracts';
import type { DriverName } from '@skein/sandbox';
import { startTestServer } from '../../support/test-server.ts';

/** Why a server cannot use a driver here, or undefined. */
export async function whyNot(driver: DriverName): Promise<string | undefined> {
  try {
    await using server = await startTestServer({ SKEIN_DRIVER: driver });
    return server.driver === driver ? undefined : `the server chose ${server.driver}`;
  } catch (error) {
    return toSkeinError(error).message;
  }
}

import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { SkeinClient } from '@skein/client';
import { systemClock } from '@skein/ports';
import { conformanceRevision, invokerConformance } from '@skein/ports/conformance';
import { describe, expect, it } from 'vitest';
import { AwsProvider } from '../src/providers/aws/aws-provider.ts';
import { createAwsClients } from '../src/providers/aws/aws-clients.ts';
import type { AwsClients } from '../src/providers/aws/aws-clients.ts';
import type { Provider } from '../src/providers/provider.ts';
import { SkeinProvider } from '../src/providers/skein/skein-provider.ts';
import { hasMoto, motoServer } from './support/moto.ts';
import { providerConformance } from './support/provider-conformance.ts';
import { providerInvoker } from './support/provider-invoker.ts';
import { realSample, secondSkein } from './support/second-skein.ts';

const ROLE = 'arn:aws:iam::000000000000:role/any';
// The SDK finds its credentials where every AWS tool does; a second Skein without keys takes any.
process.env['AWS_ACCESS_KEY_ID'] ??= 'any';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'any';

const logs = hasMoto ? await motoServer() : undefined;

function clientsAt(endpoint: string): AwsClients {
  return createAwsClients({ region: 'us-east-1', endpoints: { lambda: endpoint, logs } });
}

function awsAt(endpoint: string): AwsProvider {
  return new AwsProvider({ name: 'aws', clients: clientsAt(endpoint), role: ROLE, clock: systemClock });
}

function skeinAt(endpoint: string): SkeinProvider {
  return new SkeinProvider({ name: 'cellar', client: new SkeinClient(endpoint), planId: 'own' });
}

/** An address where somebody listened a moment ago, and nobody does now. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

const settle = <Result>(work: Promise<Result>): Promise<Result> => work;

describe('the provider `skein`: another one, through the client', () => {
  suite(skeinAt);
});

describe.skipIf(!hasMoto)('the provider `aws`: a second Skein stands in for AWS and moto for its logs, through the real SDK', () => {
  suite(awsAt);
});

/** What holds for every provider that runs code. */
function suite(open: (endpoint: string) => Provider): void {
  providerConformance(async () => {
    const { url } = await secondSkein();
    return { provider: open(url), sample: await realSample(), settle, async [Symbol.asyncDispose]() {} };
  });

  invokerConformance({ describe, it, expect }, async () => {
    const provider = open((await secondSkein()).url);
    const deployment = await provider.deploy({ ...(await realSample()), name: 'invoked' });
    const invoker = providerInvoker(provider, deployment, systemClock);
    return { invoker, revision: conformanceRevision('invoked'), settle, [Symbol.asyncDispose]: () => provider.remove(deployment) };
  });

  it('that nobody answers at says that nothing ran', async () => {
    const provider = open(await closedAddress());
    await expect(provider.deploy(await realSample())).rejects.toMatchObject({ code: 'provider_unreachable' });
    const deployment = {
      provider: 'x',
      reference: 'x',
      functionName: 'x',
      memoryMb: 128,
      timeoutSeconds: 3,
      architecture: 'x86_64',
    } as const;
    await expect(provider.invoke(deployment, { id: '1', body: Buffer.from('{}') })).rejects.toMatchObject({ code: 'provider_unreachable' });
  });

  it('reports exactly what was used, cold and warm', async () => {
    const provider = open((await secondSkein()).url);
    const deployment = await provider.deploy({ ...(await realSample()), name: 'measured' });
    const [cold, warm] = [
      await provider.invoke(deployment, { id: '1', body: Buffer.from('{"sleepMs": 30}') }),
      await provider.invoke(deployment, { id: '2', body: Buffer.from('{"sleepMs": 30}') }),
    ];
    expect(cold.usage).toMatchObject({ source: 'exact', memoryMb: 128 });
    expect(cold.usage?.initMs).toBeGreaterThan(0);
    expect(warm.usage).toMatchObject({ initMs: 0, raw: expect.stringContaining(warm.requestId) });
    expect(warm.usage?.durationMs).toBeGreaterThanOrEqual(30);
    expect(warm.usage?.billedMs).toBe(Math.ceil(warm.usage?.durationMs ?? 0));
    await provider.remove(deployment);
  });
}

describe('`aws`: Lambda through @aws-sdk', () => {
  it('brings settings, code and environment, and changes them', async () => {
    const { url } = await secondSkein();
    const sample = { ...(await realSample()), name: 'configured', environment: { QUOTES: 'it\'s "so"' } };
    const deployment = await awsAt(url).deploy(sample);
    await awsAt(url).deploy({ ...sample, timeoutSeconds: 7, memoryMb: 512 });
    const found = await clientsAt(url).lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'configured' }));
    expect(found).toMatchObject({ Timeout: 7, MemorySize: 512, Environment: { Variables: { QUOTES: 'it\'s "so"' } }, Role: ROLE });
    expect(deployment.reference).toBe(found.FunctionArn);
    await awsAt(url).remove(deployment);
  });
});

import type { ArmShown } from '@skein/client';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

const MILLION = 1_000_000;
const MS_PER_SECOND = 1_000;

/** `skein sky explain NAME`: what is known of each place, and why the chosen one is. */
export const addSkyExplain: CommandModule = (program, context) => {
  const command = program
    .command('explain')
    .description('what is known of the places of a function, and which one is chosen')
    .argument('<name>');
  withServerOptions(command).action((name: string, options: ServerOptions) => context.run(() => explain(context, name, options)));
};

async function explain(context: CommandContext, name: string, options: ServerOptions): Promise<ExitCode> {
  const found = await connect(context, options).sky.explain(name);
  if (options.json) {
    context.print(renderJson(found));
    return EXIT_CODES.ok;
  }
  const { placement, priceBookVersion, arms } = found;
  const modes = placement.idempotent ? 'idempotent: the first calls run everywhere at once' : 'one place for each call';
  context.print(`${name}: policy ${placement.policy}, ${modes}, price book ${priceBookVersion}`);
  context.print(renderTable(['', 'place', 'plan', 'measured', 'failed', 'mean ms', 'USD for a million', 'cold', 'what'], arms.map(toRow)));
  if (!arms.some(({ chosen }) => chosen))
    context.print('No place is chosen yet: all are measured first, and some tell only later what a call used.');
  if (placement.prior !== null) {
    context.print(`Known beforehand, from ${placement.prior}:`);
    for (const { provider, prior } of arms) if (prior !== null) context.print(`  ${provider}: ${describePrior(prior)}`);
  }
  for (const { provider, lastFailure } of arms) if (lastFailure !== null) context.print(describeFailure(provider, lastFailure));
  const stale = arms.filter(({ stalePrices }) => stalePrices).map(({ planId }) => planId);
  if (stale.length > 0) context.remark(`These prices were looked up more than 30 days ago: ${stale.join(', ')}.`);
  return EXIT_CODES.ok;
}

function describePrior({ durationFactor, initMs, keepAliveMs }: NonNullable<ArmShown['prior']>): string {
  const parts = [
    durationFactor === null ? [] : [`takes ${durationFactor.toFixed(2)} times as long as its processor promises`],
    initMs === null ? [] : [`loads in ${initMs.toFixed(0)} ms`],
    keepAliveMs === null ? [] : [`keeps idle instances for ${(keepAliveMs / MS_PER_SECOND).toFixed(0)} s`],
  ].flat();
  return parts.length === 0 ? 'nothing that can be used' : parts.join(', ');
}

function describeFailure(provider: string, { code, message, atMs }: NonNullable<ArmShown['lastFailure']>): string {
  return `${provider}: the last call came to nothing (${code}, ${new Date(atMs).toISOString()}). ${message}`;
}

function toRow(arm: ArmShown): string[] {
  const { provider, planId, samples, failures, meanMs, expectedDollars, coldProbability, chosen, resting, title } = arm;
  return [
    chosen ? '>' : '',
    provider,
    planId,
    String(samples),
    String(failures),
    meanMs === null ? '' : meanMs.toFixed(1),
    expectedDollars === null ? '' : (expectedDollars * MILLION).toFixed(4),
    coldProbability === null ? '' : coldProbability.toFixed(2),
    resting ? `${title}; resting after failures` : title,
  ];
}

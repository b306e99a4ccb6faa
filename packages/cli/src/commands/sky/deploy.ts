import { SKY_POLICIES } from '@skein/contracts';
import type { PolicyPrior, SkyPolicyName } from '@skein/contracts';
import { Option } from 'commander';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { readCount } from './read-count.ts';
import { readNames } from './read-names.ts';

interface DeployOptions extends ServerOptions {
  readonly to: readonly string[];
  readonly policy?: SkyPolicyName;
  readonly idempotent?: true;
  readonly probes?: number;
  readonly threshold?: number;
  readonly prior?: readonly string[];
}

/** `skein sky deploy NAME --to A,B`: brings a function of the server to providers. */
export const addSkyDeploy: CommandModule = (program, context) => {
  const command = program
    .command('deploy')
    .description('bring a function as it is now to providers; calls then run where they cost least')
    .argument('<name>')
    .requiredOption('--to <providers>', 'names with commas between, such as skein,simulated-gcp; see `skein sky providers`', readNames)
    .addOption(new Option('--policy <policy>', 'how a place is chosen').choices(SKY_POLICIES))
    .option('--probes <count>', 'samples of every place before one is chosen; 2 by default', readCount)
    .option('--threshold <percent>', 'how far a mean has to move until the choice is made again; 50 by default', readCount)
    .option(
      '--prior <runs>',
      'what runs of the lab on this machine say of the places: ids with commas between, or latest; with contextual',
      readNames,
    )
    .option('--idempotent', 'a call may run at several places at once: the first calls then do, to compare them sooner');
  withServerOptions(command).action((name: string, options: DeployOptions) => context.run(() => deploy(context, name, options)));
};

async function deploy(context: CommandContext, name: string, options: DeployOptions): Promise<ExitCode> {
  const { to: providers, idempotent, probes, threshold: percent } = options;
  const prior = options.prior === undefined ? undefined : await readPrior(context, options.prior);
  const policy = options.policy ?? (prior && 'contextual');
  const threshold = percent === undefined ? undefined : percent / 100;
  const report = await connect(context, options).sky.place(name, { providers, policy, idempotent, probes, threshold, prior });
  const { placement, failures } = report;
  if (options.json) context.print(renderJson(report));
  else context.print(`Placed ${name} on ${placement.deployments.map(({ provider }) => provider).join(', ')} (policy ${placement.policy}).`);
  for (const { provider, reason } of failures) context.remark(`Not on ${provider}: ${reason}`);
  return failures.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
}

/** The lab's runs are on the machine of whoever made them, and not on the server. */
async function readPrior(context: CommandContext, runs: readonly string[]): Promise<PolicyPrior> {
  const { readLabPrior } = await import('@skein/compose');
  return await readLabPrior(context.environment, runs);
}

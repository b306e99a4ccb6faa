import type { DriverProbe } from '@skein/compose';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';

/** `skein doctor`: tries every sandbox driver for real and says what is missing. */
export const addDoctor: CommandModule = (program, context) => {
  program
    .command('doctor')
    .description('try the sandbox drivers and interpreters of this machine')
    .option('--json', 'print JSON for programs instead of text for people')
    .action((options: { readonly json?: true }) => context.run(() => doctor(context, options.json === true)));
};

async function doctor({ environment, print }: CommandContext, asJson: boolean): Promise<ExitCode> {
  const { examine, readSettings } = await import('@skein/compose');
  const probes = await examine(readSettings(environment));
  if (asJson) print(renderJson(probes));
  else for (const probe of probes) printProbe(probe, print);
  return probes.some(({ works }) => works) ? EXIT_CODES.ok : EXIT_CODES.failed;
}

function printProbe({ driver, works, isolating, findings, doesNotStop }: DriverProbe, print: CommandContext['print']): void {
  print(`${driver}: ${works ? 'works' : 'does not work'}${isolating ? '' : '; it isolates nothing and is for development only'}`);
  const rows = findings.map(({ ok, name, detail, remedy }) => [ok ? 'ok' : 'missing', name, detail, remedy ?? '']);
  print(renderTable(['', 'what', 'found', 'what to do'], rows));
  if (doesNotStop.length === 0) return;
  const unstopped = doesNotStop.map(({ area, attempt, when }) => [area, attempt, when]);
  print(`\n${driver} does not stop a function that tries to`);
  print(`${renderTable(['area', 'attempt', 'succeeds'], unstopped)}\n`);
}

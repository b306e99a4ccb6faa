import type { Command } from '../../command.ts';
import { renderTable } from '../../output/table.ts';

/** `skein doctor`: tries every sandbox driver for real and says what is missing. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'try the sandbox drivers and interpreters of this machine',
  async run({ environment, print }) {
    const { examine, readSettings } = await import('@skein/compose');
    const probes = await examine(readSettings(environment));
    for (const { driver, works, isolating, findings } of probes) {
      print(`${driver}: ${works ? 'works' : 'does not work'}${isolating ? '' : '; it isolates nothing and is for development only'}`);
      const rows = findings.map(({ ok, name, detail, remedy }) => [ok ? 'ok' : 'missing', name, detail, remedy ?? '']);
      print(renderTable(['', 'what', 'found', 'what to do'], rows));
    }
    return probes.some(({ works }) => works) ? 0 : 1;
  },
};

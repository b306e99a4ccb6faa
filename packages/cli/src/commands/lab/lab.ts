import type { CommandModule } from '../../command.ts';
import { addLabList } from './list.ts';
import { addLabReport } from './report.ts';
import { addLabRun } from './run.ts';
import { addLabStatus } from './status.ts';

/** `skein lab`: experiments, their runs and reports. */
export const addLab: CommandModule = (program, context) => {
  const lab = program.command('lab').description('measure platforms: experiments as code, their runs and reports');
  for (const addTo of [addLabList, addLabRun, addLabStatus, addLabReport]) addTo(lab, context);
};

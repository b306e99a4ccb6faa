import { SkeinError } from '@skein/contracts';
import type { SettingsBody } from '../request-body.ts';

/**
 * Refuses settings that change how a function runs and that Skein does not have: passed over in silence, the function would run
 * differently from what its owner believes. Empty ones say nothing and are accepted. Throws `not_implemented`.
 */
export function refuseNotOffered(body: SettingsBody): void {
  refuse('Layers', body.Layers?.length);
  refuse('FileSystemConfigs', body.FileSystemConfigs?.length);
  refuse('VpcConfig', body.VpcConfig?.SubnetIds?.length);
  refuse('DeadLetterConfig', body.DeadLetterConfig?.TargetArn?.length);
}

function refuse(operation: string, length = 0): void {
  if (length > 0) throw new SkeinError('not_implemented', { operation });
}

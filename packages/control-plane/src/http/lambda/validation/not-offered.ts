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
  refuse('KMSKeyArn', body.KMSKeyArn?.length);
  refuse('CodeSigningConfigArn', body.CodeSigningConfigArn?.length);
  for (const name of ['ImageConfig', 'DurableConfig', 'TenancyConfig', 'CapacityProviderConfig'] as const)
    refuse(name, Object.keys(body[name] ?? {}).length);
  refuse('SnapStart', body.SnapStart?.ApplyOn === 'PublishedVersions' ? 1 : 0);
  refuseJsonLogs(body.LoggingConfig ?? {});
}

/** Logs are text: another format, or levels that only it has, would give other lines than were asked for. */
function refuseJsonLogs(logging: NonNullable<SettingsBody['LoggingConfig']>): void {
  const isJson = logging.LogFormat === 'JSON' || Boolean(logging.ApplicationLogLevel) || Boolean(logging.SystemLogLevel);
  refuse('LoggingConfig in JSON (logs are text)', isJson ? 1 : 0);
}

function refuse(operation: string, length = 0): void {
  if (length > 0) throw new SkeinError('not_implemented', { operation });
}

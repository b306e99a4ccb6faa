import type { FunctionSettings } from '@skein/contracts';

/** Everything a user may set about a function; what is left out keeps its value, or gets its default on creation. */
export type SettingsChange = {
  readonly [Name in keyof FunctionSettings]?: FunctionSettings[Name] | undefined;
};

/** The settings that have no default. */
export type NewFunctionSettings = SettingsChange & Pick<FunctionSettings, 'runtime' | 'handler' | 'role'>;

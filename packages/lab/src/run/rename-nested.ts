import type { Deployment } from '@skein/contracts';
import type { LabFunctionName } from '../experiment.ts';
import type { LabEvent } from './lab.ts';

/** The event with nested calls going to the functions of this run, which have names of their own. */
export function renameNested(event: LabEvent, deployments: ReadonlyMap<LabFunctionName, Deployment>): object {
  const nested = event.invoke_nested?.map(({ function_name: name, invoke_payload: payload = {} }) => ({
    function_name: deployments.get(name)?.functionName ?? name,
    invoke_payload: renameNested(payload, deployments),
  }));
  return nested === undefined ? event : { ...event, invoke_nested: nested };
}

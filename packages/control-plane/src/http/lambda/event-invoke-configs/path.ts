/** Of every operation about what is set for the events of a function, but the list. */
export const EVENT_INVOKE_CONFIG_PATH = '/2019-09-25/functions/:functionName/event-invoke-config';

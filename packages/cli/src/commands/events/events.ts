import type { CommandModule } from '../../command.ts';
import { addEventsDelete } from './delete.ts';
import { addEventsList } from './list.ts';
import { addEventsRedrive } from './redrive.ts';
import { addEventsShow } from './show.ts';

/** `skein events`: what waits in the event queue, and what was given up. */
export const addEvents: CommandModule = (program, context) => {
  const events = program.command('events').description('list, show, re-drive and delete events that wait or were given up');
  for (const addTo of [addEventsList, addEventsShow, addEventsRedrive, addEventsDelete]) addTo(events, context);
};

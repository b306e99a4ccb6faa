import type { RouteModule } from '../../route-module.ts';

/** Says that the server answers, and which release it is. */
export const healthRoute: RouteModule = (app, { release }) => {
  app.get('/health', () => ({ status: 'ok', release }));
};

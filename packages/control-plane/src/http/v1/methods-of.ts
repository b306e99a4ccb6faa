import { TASK_ROUTES, V1_ROUTES } from '@skein/contracts';

const METHODS: readonly (readonly [RegExp, string])[] = [...Object.values(V1_ROUTES), ...Object.values(TASK_ROUTES)].map(
  ({ path, method }) => [new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^/]+')}/?$`), method],
);

/** Methods that the route table has for a path, with or without a query behind it; none when there is no such path. */
export function methodsOf(url: string): readonly string[] {
  const path = url.split('?', 1)[0] ?? '';
  return METHODS.flatMap(([pattern, method]) => (pattern.test(path) ? [method] : []));
}

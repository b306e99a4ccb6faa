/** A small JSON API: `{"method": "GET", "path": "/squares/7"}`. */
export const handler = async ({ method, path }) => {
  const [, collection, id] = path.split('/');
  if (method !== 'GET' || collection !== 'squares') return { status: 404, body: { error: `no ${method} ${path}` } };
  return { status: 200, body: { number: Number(id), square: Number(id) ** 2 } };
};

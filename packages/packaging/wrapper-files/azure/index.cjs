'use strict';
// What Azure Functions calls, by the function.json beside it: an HTTP function of the Node.js programming model v3.

const { createContext, run } = require('../skein-lambda.cjs');

module.exports = async (context, request) => {
  const lambdaContext = createContext(context.invocationId, request.headers['x-skein-client-context']);
  const { status, document } = await run(request.rawBody, lambdaContext);
  context.res = { status, headers: { 'Content-Type': 'application/json' }, body: document, isRaw: true };
};

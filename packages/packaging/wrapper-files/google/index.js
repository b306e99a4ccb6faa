'use strict';
// What Google's functions framework calls: an HTTP function with the request and the answer of Express.

const { randomUUID } = require('node:crypto');
const { createContext, run } = require('./skein-lambda.cjs');

async function skein(request, response) {
  const context = createContext(requestIdOf(request), request.get('X-Skein-Client-Context'));
  const { status, document } = await run(request.rawBody, context);
  response.status(status).set('Content-Type', 'application/json').send(document);
}

/** First generation: an id for each execution. Second: the trace that the platform's own request log carries. */
function requestIdOf(request) {
  const [trace] = (request.get('X-Cloud-Trace-Context') ?? '').split('/');
  return request.get('Function-Execution-Id') || trace || randomUUID();
}

module.exports = { skein };

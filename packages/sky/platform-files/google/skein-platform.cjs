'use strict';
// What a simulated Google Cloud calls: it finds the HTTP function as the functions framework does, and calls it with a request and an answer
// that have what Express would give them.

const { clientContextOf, getHeader } = require('./skein-platform-request.cjs');

const loading = import('./index.js').then((module) => module.skein ?? module.default.skein);

exports.handler = async (event, context) => {
  const skein = await loading;
  const headers = {
    'content-type': 'application/json',
    'function-execution-id': context.awsRequestId,
    'x-skein-client-context': clientContextOf(context),
  };
  const rawBody = Buffer.from(JSON.stringify(event));
  return await new Promise((resolve, reject) => {
    const answer = { status: 200 };
    const response = {
      status(code) {
        answer.status = code;
        return response;
      },
      set: () => response,
      send: (document) => resolve([answer.status, JSON.parse(document)]),
    };
    Promise.resolve(skein({ method: 'POST', headers, rawBody, body: event, get: getHeader }, response)).catch(reject);
  });
};

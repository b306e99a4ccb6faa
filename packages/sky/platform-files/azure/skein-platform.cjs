'use strict';
// What a simulated Azure calls: it finds the function by its function.json, and calls it with what the Node.js worker would give it.

const path = require('node:path');
const { clientContextOf } = require('./skein-platform-request.cjs');

const FOLDER = 'skein_function';
const { scriptFile, bindings } = require(`./${FOLDER}/function.json`);
const answerName = bindings.find(({ direction }) => direction === 'out').name;
const main = require(path.join(__dirname, FOLDER, scriptFile));

exports.handler = async (event, lambdaContext) => {
  const rawBody = JSON.stringify(event);
  const headers = { 'content-type': 'application/json', 'x-skein-client-context': clientContextOf(lambdaContext) };
  const invocationId = lambdaContext.awsRequestId;
  const context = { invocationId, executionContext: { invocationId, functionName: FOLDER }, log: console.log };
  await main(context, { method: 'POST', url: '/api/invoke', headers, rawBody, body: event });
  const { status, body } = context[answerName];
  return [status, JSON.parse(body)];
};

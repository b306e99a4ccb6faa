'use strict';
// What a simulated AWS calls: the handler with Lambda's own context. The adapter is there only to tell how much the call used.

const { run } = require('./skein-lambda.cjs');

exports.handler = async (event, context) => {
  const { status, document } = await run(JSON.stringify(event), context);
  return [status, JSON.parse(document)];
};

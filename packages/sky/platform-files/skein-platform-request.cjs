'use strict';
// What the simulated platforms' requests have in common.

/** As JSON text; undefined when the caller sent none. */
function clientContextOf({ clientContext }) {
  return clientContext === undefined ? undefined : JSON.stringify(clientContext);
}

/** A method of requests: a header by its name, however that is written. */
function getHeader(name) {
  return this.headers[name.toLowerCase()];
}

module.exports = { clientContextOf, getHeader };

/** Files whose properties the long random run takes: everything that reads what came from outside. */
export const PROPERTY_FILES: readonly string[] = [
  'packages/contracts/tests/parse-document.test.ts',
  'packages/runtimes/tests/frame-properties.test.ts',
  'packages/runtimes/tests/event-properties.test.ts',
  'packages/packaging/tests/zip-properties.test.ts',
  'packages/control-plane/tests/name-properties.test.ts',
  'packages/control-plane/tests/error-properties.test.ts',
  'packages/control-plane/tests/request-properties.test.ts',
  'packages/control-plane/tests/front/hot-parser-differential.test.ts',
];

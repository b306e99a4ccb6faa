/** What a handler gets as its second argument. */
export function createContext(init, { requestId, deadlineMs, extras }, callback, calls) {
  let legacy = false;
  const answer = (error, result) => {
    legacy = true;
    callback(error, result);
  };
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: init.functionName,
    functionVersion: init.functionVersion,
    invokedFunctionArn: extras.invokedFunctionArn ?? init.invokedFunctionArn,
    memoryLimitInMB: String(init.memoryMb),
    awsRequestId: requestId,
    requestId,
    request_id: requestId,
    logGroupName: init.logGroup,
    logStreamName: init.logStream,
    clientContext: extras.clientContext,
    identity: extras.identity,
    // Not in Lambda: runs another function, which this one's tag `skein:calls` must name, and resolves to what it returned.
    invoke: (functionName, payload, options) => calls.invoke(functionName, payload, options),
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    done: answer,
    succeed: (result) => answer(undefined, result),
    fail: (error) => answer(error ?? new Error('failed')),
  };
  Object.defineProperty(context, 'usesCallback', { value: () => legacy });
  return context;
}

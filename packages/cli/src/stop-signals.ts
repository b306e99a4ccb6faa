/**
 * Signals that come so soon after each other are one order: whoever stops a process group, or all processes of a service, reaches the server
 * directly, and once more by npm and the like, which pass on what they get.
 */
const ONE_ORDER_MS = 1_000;

/** Calls `stop` at the first SIGINT or SIGTERM. A later one is a second order, and ends the process at once, as it would without us. */
export function onStopSignal(stop: () => void): void {
  let firstMs: number | undefined;
  const receive = (signal: NodeJS.Signals): void => {
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      stop();
    } else if (nowMs - firstMs > ONE_ORDER_MS) {
      process.off('SIGINT', receive).off('SIGTERM', receive);
      process.kill(process.pid, signal);
    }
  };
  process.on('SIGINT', receive).on('SIGTERM', receive);
}

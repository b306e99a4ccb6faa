export { CodeFolders } from './code-folders.ts';
export { Worker } from './worker.ts';
export type { InterpreterChoice, WorkerOptions } from './worker.ts';

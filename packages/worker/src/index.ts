export { CodeFolders } from './code-folders.ts';
export { Worker } from './worker.ts';
export type { InterpreterChoice, WorkerOptions } from './worker.ts';
export { TaskInvoker } from './workflows/invoke-task.ts';
export type { TaskEvent } from './workflows/invoke-task.ts';
export { WorkflowRunner } from './workflows/workflow-runner.ts';

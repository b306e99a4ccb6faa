export { inspectZip } from './inspect-zip.ts';
export type { ZipSummary } from './inspect-zip.ts';
export { packFiles } from './pack/pack-files.ts';
export { packFolder } from './pack/pack-folder.ts';
export type { PackFolderOptions } from './pack/pack-folder.ts';
export { removeUnfinished, unpackZip } from './unpack/unpack-zip.ts';
export { packTask } from './tasks/pack-task.ts';
export { TaskLibraries } from './tasks/task-libraries.ts';
export type { TaskPython } from './tasks/task-libraries.ts';

import { fileURLToPath } from 'node:url';

/** The source of the lab's functions. Its handler is `lab_function.handler`. */
export const LAB_FUNCTION_FILE: string = fileURLToPath(new URL('../functions/lab_function.py', import.meta.url));

/** How the paths of the Lambda API begin: with the date of the version of the API that an operation came with. */
export const LAMBDA_PATH = /^\/20\d\d-\d\d-\d\d\//;

/** The release of this source tree: the one version of all packages. */
export const RELEASE = '0.1.0';

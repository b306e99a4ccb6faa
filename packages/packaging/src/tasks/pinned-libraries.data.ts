/** The libraries that open and write what tasks send: exactly these files, by their SHA-256, from whatever index is configured. */
export const PINNED_LIBRARIES = `\
dill==0.4.1 --hash=sha256:1e1ce33e978ae97fcfcff5638477032b801c46c7c65cf717f95fbc2248f79a9d
cloudpickle==3.1.2 --hash=sha256:9acb47f6afd73f60dc1df93bb801b472f05ff42fa6c84167d25cb206be1fbf4a
`;

/** The folders they consist of; their own tests are left out. */
export const LIBRARY_FOLDERS: readonly string[] = ['dill', 'cloudpickle'];

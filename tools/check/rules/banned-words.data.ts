interface BannedWord {
  readonly pattern: RegExp;
  readonly message: string;
}

export const BANNED: readonly BannedWord[] = [
  {
    pattern: /(?<![\w.~])\/work\/|(?<![\w.~])\/home\/(?!me\/|user\/)[a-z]+\/|\/Users\/[a-z]+\//i,
    message: "names a folder of somebody's machine",
  },
  { pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, message: 'holds a private key' },
  { pattern: /\b(AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[0-9A-Z]{16}\b/, message: 'holds what looks like an access key of AWS' },
  { pattern: /^\s*"resolved": "http/, message: 'names the registry that one machine used: `.npmrc` keeps addresses out of the lock file' },
  {
    pattern: /^\s*(@[\w-]+:)?registry\s*=|_authToken\s*=/,
    message: 'configures a registry: that belongs into the npmrc of a person, not of the repository',
  },
];

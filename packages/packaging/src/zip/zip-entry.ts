interface EntryBase {
  /** Relative path with forward slashes, without `.`, `..` or empty parts. */
  readonly path: string;
}

/** Where an entry's bytes are in the zip, and what they must turn out to be. */
export interface EntryData {
  readonly method: 'stored' | 'deflated';
  /** Offset of the entry's first byte of data in the zip. */
  readonly start: number;
  readonly compressedBytes: number;
  /** Size that the zip declares for the unpacked entry; reading fails when it is not the real one. */
  readonly sizeBytes: number;
  readonly crc32: number;
}

export interface FileEntry extends EntryBase {
  readonly kind: 'file';
  readonly executable: boolean;
  readonly data: EntryData;
}

export interface FolderEntry extends EntryBase {
  readonly kind: 'folder';
}

export interface LinkEntry extends EntryBase {
  readonly kind: 'link';
  readonly data: EntryData;
}

/** An entry of a zip whose path, kind and sizes were checked. */
export type ZipEntry = FileEntry | FolderEntry | LinkEntry;

/** A backup or a restore that cannot be done, in a sentence; nothing was changed. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
}

/** A backup or a restore that broke off, in a sentence. */
export class BackupFailed extends Error {
  override readonly name = 'BackupFailed';
}

/** A backup or a restore that cannot be done, in a sentence; nothing was changed. */
export class BackupRejected extends Error {
  override readonly name = 'BackupRejected';
}

/** A backup or a restore that broke off, in a sentence. */
export class BackupFailed extends Error {
  override readonly name = 'BackupFailed';
}

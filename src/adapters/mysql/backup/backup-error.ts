/** A backup or a restore was rejected, and nothing was changed. The message is for operators. */
export class BackupRejected extends Error {
  override readonly name = 'BackupRejected';
}

/** A backup or a restore broke off. The message is for operators. */
export class BackupFailed extends Error {
  override readonly name = 'BackupFailed';
}

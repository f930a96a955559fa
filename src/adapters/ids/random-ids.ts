import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Ids } from '../../application/booking/ports.js';
import { RECORD_LOCATOR_LENGTH, recordLocator } from '../../domain/booking/record-locator.js';

/** Random identifiers: UUIDs of version 7 (RFC 9562), which begin with the time, and record locators. */
export class RandomIds implements Ids {
  uuid(): string {
    return v7();
  }

  reference(): string {
    return recordLocator(randomBytes(RECORD_LOCATOR_LENGTH));
  }
}

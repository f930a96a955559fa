import type { Ids } from '../../application/booking/ports.js';
import { RECORD_LOCATOR_LENGTH, recordLocator } from '../../domain/booking/record-locator.js';
import { bytesForIds, newUuid } from '../uuid.js';

/** Random identifiers: UUIDs of version 7 (RFC 9562), which begin with the time, and record locators. */
export class RandomIds implements Ids {
  uuid(): string {
    return newUuid();
  }

  reference(): string {
    return recordLocator(bytesForIds(RECORD_LOCATOR_LENGTH));
  }
}

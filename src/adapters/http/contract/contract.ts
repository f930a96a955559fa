import { accountOperations } from './account-operations.js';
import { airlineOperations } from './airline-operations.js';
import { bookingOperations } from './booking-operations.js';
import { catalogueOperations } from './catalogue-operations.js';
import type { OperationSpec } from './operation.js';
import { paymentOperations } from './payment-operations.js';
import { processOperations } from './process-operations.js';
import { referenceOperations } from './reference-operations.js';
import { seatOperations } from './seat-operations.js';

/** What the booking role serves, but for accounts. */
export const bookingRoleOperations = {
  ...bookingOperations,
  ...paymentOperations,
  ...seatOperations,
};

/** What the search role serves. */
export const searchRoleOperations = { ...referenceOperations, ...catalogueOperations, ...airlineOperations };

/** The whole contract, whichever role serves it, by operation id. */
export const CONTRACT: Readonly<Record<string, OperationSpec>> = {
  ...accountOperations,
  ...bookingRoleOperations,
  ...searchRoleOperations,
  ...processOperations,
};

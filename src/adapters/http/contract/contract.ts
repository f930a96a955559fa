import { accountOperations } from './account-operations.js';
import { airlineOperations } from './airline-operations.js';
import { bookingOperations } from './booking-operations.js';
import { catalogueOperations } from './catalogue-operations.js';
import type { OperationSpec } from './operation.js';
import { paymentOperations } from './payment-operations.js';
import { processOperations } from './process-operations.js';
import { referenceOperations } from './reference-operations.js';
import { seatOperations } from './seat-operations.js';
import { travelDocumentOperations } from './travel-document-operations.js';

/** The operations of the booking role, without those of accounts. */
export const bookingRoleOperations = {
  ...bookingOperations,
  ...travelDocumentOperations,
  ...paymentOperations,
  ...seatOperations,
};

/** The operations of the search role. */
export const searchRoleOperations = { ...referenceOperations, ...catalogueOperations, ...airlineOperations };

/** All operations of the contract, of both roles, by operation id. */
export const CONTRACT: Readonly<Record<string, OperationSpec>> = {
  ...accountOperations,
  ...bookingRoleOperations,
  ...searchRoleOperations,
  ...processOperations,
};

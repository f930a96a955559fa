import type { Invariant } from './invariant.js';

/**
 * Compares the simulated gateway's ledger with the stored payments and refunds. These are two systems: a payment that
 * is `processing` may have any state in the ledger, and a pending refund may be missing there.
 */
export const GATEWAY: Invariant = {
  number: 4,
  name: "The payments and refunds are those in the payment gateway's books",
  checked: 'SELECT COUNT(*) AS checked FROM gateway_charge',
  offences: [
    `SELECT g.charge_key AS offender, CONCAT('captured ', g.amount, ', and the payment is ', COALESCE(p.status, 'missing')) AS reason
     FROM gateway_charge g LEFT JOIN payment p ON p.id = g.charge_key
     WHERE g.outcome = 'captured' AND (NOT (p.status <=> 'processing' OR p.status <=> 'succeeded' OR p.status <=> 'refunded')
       OR p.amount <> g.amount OR p.currency <> g.currency)`,
    `SELECT p.id AS offender, CONCAT(p.status, ', and the gateway has ', COALESCE(g.outcome, 'nothing')) AS reason
     FROM payment p LEFT JOIN gateway_charge g ON g.charge_key = p.id
     WHERE p.status IN ('succeeded', 'refunded') AND NOT (g.outcome <=> 'captured')`,
    `SELECT g.refund_key AS offender, CONCAT('refunded ', g.amount, ', and the refund is ', COALESCE(r.amount, 'missing')) AS reason
     FROM gateway_refund g LEFT JOIN refund r ON r.id = g.refund_key
     WHERE NOT (r.amount <=> g.amount AND r.payment_id <=> g.charge_key)`,
    `SELECT r.id AS offender, 'sent, and the gateway does not have it' AS reason
     FROM refund r LEFT JOIN gateway_refund g ON g.refund_key = r.id WHERE r.status = 'sent' AND g.refund_key IS NULL`,
  ],
};

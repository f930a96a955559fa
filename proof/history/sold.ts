import type { Exchange } from './exchange.js';

/** The booking that an answer says has been paid for by this payment; null for any other answer. */
export function soldBy({ path, facts }: Exchange): string | null {
  return path === '/payment/simulate' && facts?.status === 'confirmed' ? facts.id : null;
}

/** Bookings that were sold: each once, however often that was answered. */
export function soldIn(exchanges: readonly Exchange[]): Set<string> {
  const sold = exchanges.map(soldBy).filter((id) => id !== null);
  return new Set(sold);
}

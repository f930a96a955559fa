import type { Exchange } from './exchange.js';

/** Returns the booking that this payment response shows as confirmed; null for any other response. */
export function soldBy({ path, facts }: Exchange): string | null {
  return path === '/payment/simulate' && facts?.status === 'confirmed' ? facts.id : null;
}

/** Returns the sold bookings, each once, however many responses to its payments there are. */
export function soldIn(exchanges: readonly Exchange[]): Set<string> {
  const sold = exchanges.map(soldBy).filter((id) => id !== null);
  return new Set(sold);
}

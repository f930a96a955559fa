import { domainToASCII, domainToUnicode } from 'node:url';
import { Refusal } from '../../domain/shared/refusal.js';
import type { Account, Accounts } from './ports.js';

/** The limit of a domain in ASCII (RFC 1035). A few international characters may become many. */
const DOMAIN_LENGTH_MAX = 253;

/** Invalid punycode in a label: Node.js 24 and later return it unchanged, earlier versions reject it. */
const UNDECODED_LABEL = /(?:^|\.)xn--/;

/**
 * The canonical form of an address, in which it is stored: lower case, composed accents (Unicode NFC), an international
 * domain in its own letters, so that it is the same account as its punycode (UTS 46). Throws Refusal
 * `validation-failed` for an invalid domain.
 */
export function canonicalEmail(email: string): string {
  const canonical = formsOf(email).canonical;
  if (canonical !== null) return canonical;
  throw new Refusal('validation-failed', 'Fix the problems listed in `errors` and send the request again.', {
    errors: [{ pointer: '/email', detail: 'must be an e-mail address with a valid domain' }],
  });
}

/** The name under which failed logins of an address are counted, the same for all its spellings. */
export function throttleName(email: string): string {
  const { canonical, asBefore } = formsOf(email);
  return canonical ?? asBefore;
}

/**
 * The account of an address in any spelling; null without one. Earlier versions stored domains as they were sent. The
 * order is: the address as sent, the canonical form, the domain's punycode.
 */
export async function findAccount(accounts: Accounts, email: string): Promise<Account | null> {
  const { asBefore, canonical, ascii } = formsOf(email);
  for (const form of new Set([asBefore, canonical, ascii])) {
    const account = form === null ? null : await accounts.findByEmail(form);
    if (account !== null) return account;
  }
  return null;
}

interface Forms {
  /** The address as earlier versions stored it. */
  readonly asBefore: string;
  /** The canonical form; null for an invalid domain. */
  readonly canonical: string | null;
  readonly ascii: string | null;
}

function formsOf(email: string): Forms {
  const asBefore = email.normalize('NFC').toLowerCase();
  const at = asBefore.lastIndexOf('@') + 1;
  const [local, domain] = [asBefore.slice(0, at), asBefore.slice(at)];
  const ascii = domainToASCII(domain);
  const own = domainToUnicode(ascii);
  // Converting to letters and back must give the same domain: otherwise one address would stand for two domains.
  const isDomain =
    ascii !== '' &&
    ascii.length <= DOMAIN_LENGTH_MAX &&
    domainToASCII(own) === ascii &&
    !UNDECODED_LABEL.test(own);
  if (!isDomain) return { asBefore, canonical: null, ascii: null };
  return { asBefore, canonical: local + own, ascii: local + ascii };
}

import { domainToASCII, domainToUnicode } from 'node:url';
import { Refusal } from '../../domain/shared/refusal.js';
import type { Account, Accounts } from './ports.js';

/** In ASCII (RFC 1035). A few characters may stand for many. */
const DOMAIN_LENGTH_MAX = 253;

/** A label that should be punycode and is not: Node.js 24 and later hand it back as it is, earlier ones reject it. */
const UNDECODED_LABEL = /(?:^|\.)xn--/;

/**
 * The one way to write an address, in which it is stored: in lower case, accents composed (Unicode NFC), an
 * international domain in its own letters, so that it is the same account as its punycode (UTS 46). Throws Refusal
 * `validation-failed` for a domain that is none.
 */
export function canonicalEmail(email: string): string {
  const canonical = formsOf(email).canonical;
  if (canonical !== null) return canonical;
  throw new Refusal('validation-failed', 'Fix the problems listed in `errors` and send the request again.', {
    errors: [{ pointer: '/email', detail: 'must be an e-mail address with a valid domain' }],
  });
}

/** Under what failed logins of an address are counted, however it is written. */
export function throttleName(email: string): string {
  const { canonical, asBefore } = formsOf(email);
  return canonical ?? asBefore;
}

/**
 * The account of an address, however it is written. Earlier versions stored domains as they were sent: first comes who
 * registered under these very letters, then the canonical form, then the domain's punycode.
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
  /** As earlier versions stored it. */
  readonly asBefore: string;
  /** Null where the domain is none. */
  readonly canonical: string | null;
  readonly ascii: string | null;
}

function formsOf(email: string): Forms {
  const asBefore = email.normalize('NFC').toLowerCase();
  const at = asBefore.lastIndexOf('@') + 1;
  const [local, domain] = [asBefore.slice(0, at), asBefore.slice(at)];
  const ascii = domainToASCII(domain);
  const own = domainToUnicode(ascii);
  // A label that does not come back as it was stands for two domains.
  const isDomain =
    ascii !== '' &&
    ascii.length <= DOMAIN_LENGTH_MAX &&
    domainToASCII(own) === ascii &&
    !UNDECODED_LABEL.test(own);
  if (!isDomain) return { asBefore, canonical: null, ascii: null };
  return { asBefore, canonical: local + own, ascii: local + ascii };
}

/** The one way to write an address: accents composed (Unicode NFC), in lower case. */
export function canonicalEmail(email: string): string {
  return email.normalize('NFC').toLowerCase();
}

/** The introduction to the contract in the OpenAPI document, in Markdown. */
export const INTRODUCTION = `
Holdfast sells seats on flights and never sells a seat twice.

## From search to cancellation

1. **Search** with \`GET /flights\` for the direct flights of a day, or with \`GET /itineraries\` for connections, between
   airports (\`LHR\`) or cities (\`LON\`). \`GET /flights/{id}/seats\` shows the seats of a flight.
2. **Hold** seats with \`POST /bookings\`: name the seats, or name a cabin and let the service choose. The booking is
   \`held\` until \`expiresAt\`, five minutes by default.
3. **Pay** with \`POST /payment/simulate\` before then. The booking becomes \`confirmed\`, and has boarding passes and an
   itinerary for calendars.
4. **Change** with \`PUT /bookings/{id}\`. \`POST /bookings/{id}/quote\` returns the cost without changing anything. A
   change that costs more becomes a \`pendingChange\` and takes effect once it is paid.
5. **Cancel** with \`DELETE /bookings/{id}\`. The booking's \`cancellation\` shows beforehand what is refunded.

A booking's \`actions\` list what can be done with it now.

## Authentication

\`POST /auth/register\` and \`POST /auth/login\` return an \`accessToken\`. Send it as
\`Authorization: Bearer <accessToken>\`; on the page at \`/docs\`, press **Authorize**. It is valid for \`expiresIn\`
seconds, 15 minutes. \`POST /auth/refresh\` exchanges the \`refreshToken\` for new tokens, once. If no response
arrives, repeat the request: within ten seconds it returns the same new tokens.

A page of this service sends \`"session": "cookie"\` when it registers or logs in. The refresh token is then in a cookie
that scripts cannot read, in place of the body, and \`POST /auth/refresh\` and \`POST /auth/logout\` take it from there.

## Requests

Bodies are JSON in UTF-8: at most 64 KiB, before and after decompression, and at most 32 levels deep. Unknown fields and
parameters are rejected, and so are parameters that are sent twice. Operations without parameters or a body reject any
that are sent. Airport, city and airline codes in paths and queries may be in lower case.

Names are as on passports: letters and marks of any script, apostrophes, hyphens, middle dots, full stops and spaces, and
joiners within words of scripts that need them. A person with only one name has a \`familyName\` and no \`givenName\`.
Names of accounts may contain digits. Text is stored and returned in Unicode NFC.

## Money and time

Money is \`{ "amount": 45000, "currency": "GBP" }\`, in whole minor units: £450.00. An installation has one currency. A
seat's price includes everything. Instants are RFC 3339 in UTC. A flight's departure and arrival also have the local time
at the airport. When clocks go back, some local times occur twice: \`at\` tells them apart.

## Idempotency

Send an \`Idempotency-Key\` of your choice, such as a UUID, with every POST, PUT and DELETE of bookings; payments require
one. If no response arrives, repeat the same request with the same key. It takes effect once, and for 24 hours every
repetition returns the first response with \`Idempotency-Replayed: true\`. The service stores successful responses, declined
payments, and payments that came too late and were refunded: to pay again after one of these, use a new key. Other
problems changed nothing, and a repetition is processed again. A key belongs to one user, method and path.

503 \`outcome-unknown\` means that the database did not confirm the result. Repeat the request with its key to find out.
Where an operation takes no key, such as those of airline administration, read the resource before repeating.

## Concurrent changes

A booking's version is its \`ETag\`. Send it as \`If-Match\` with PUT, DELETE or a quote: if the booking has changed since,
the response is 412 \`stale-version\`. Responses of search have an \`ETag\` for \`If-None-Match\`.

## Payments in progress

202 means that the gateway has not responded yet. The seats stay reserved. Poll \`GET /payments/{id}\`, which
\`Location\` names, once a second until its \`status\` is no longer \`processing\`. It is then \`succeeded\`,
\`declined\` (a hold lasts until its own \`expiresAt\`) or \`refunded\` (the money arrived too late). Repeating
the payment with the same \`Idempotency-Key\` returns the same 202, not the outcome.

## Lists

A list is \`{ "data": [...], "next": ... }\`. Send \`next\` as \`cursor\` to get the next page, with the same other
parameters; \`limit\` may differ. \`next\` is null on the last page. Entries that are added meanwhile never make a list
repeat or skip an entry.

## Problems

Every problem is \`application/problem+json\` (RFC 9457). Decide by \`code\`, whose meaning never changes; \`detail\` is
for people. Each status of an operation lists the codes that it may have. 429 and 503 have a \`Retry-After\` in seconds.
Quote the \`requestId\` when you report a problem; send \`X-Request-Id\` to choose it.

Any request may also be rejected before it reaches an operation: 400 \`malformed-request\`, 404 \`not-found\`, 405
\`method-not-allowed\` with \`Allow\`, 408 \`request-timeout\` and 431 \`headers-too-large\` (over 16 KiB).
`.trim();

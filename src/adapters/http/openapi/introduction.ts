/** What a newcomer must know of the whole contract, in Markdown. */
export const INTRODUCTION = `
Holdfast sells seats on flights, and no seat twice.

## From search to cancellation

1. **Search** with \`GET /flights\` for the direct flights of a day, or \`GET /itineraries\` for journeys with
   connections, from and to an airport (LHR) or all airports of a city (LON). Codes in paths and queries may be
   written small. \`GET /flights/{id}/seats\` shows the seats.
2. **Hold** with \`POST /bookings\`: name the seats, or name a cabin and let the service choose. The booking is
   \`held\` until \`expiresAt\`, five minutes unless the installation says otherwise.
3. **Pay** with \`POST /payment/simulate\` before that. The booking is \`confirmed\`.
4. **Change** with \`PUT /bookings/{id}\`; \`POST /bookings/{id}/quote\` says first what it would cost. A change that
   costs more waits as \`pendingChange\` until it is paid like a hold.
5. **Cancel** with \`DELETE /bookings/{id}\`. The booking's \`cancellation\` says beforehand what that gives back.

A booking's \`actions\` are what can be done with it now.

## Logging in

\`POST /auth/register\` and \`POST /auth/login\` answer an \`accessToken\`. Send it as
\`Authorization: Bearer <accessToken>\`; on the page at \`/docs\`, press **Authorize**. It is good for \`expiresIn\` seconds, 15 minutes. Then
\`POST /auth/refresh\` exchanges the \`refreshToken\` for new ones, once. If no answer comes, send it again: within ten
seconds it brings the same successor.

## Names

Names are as on passports: letters and marks of any script, every apostrophe, hyphen and middle dot, full stops, blanks,
and joiners within words of scripts that need them. Somebody who has one name alone has a \`familyName\`. The names of
accounts may have digits as well. Names and other text are kept composed (Unicode NFC), and answered so.

## Money and time

Money is \`{ "amount": 45000, "currency": "GBP" }\`, in whole minor units: that is £450.00. An installation has one
currency. A seat's price is all that it costs. Instants are UTC; the departure and the arrival of a flight also carry
the local time at their airport. In the night when clocks go back some local times come twice: \`at\` tells them apart,
and \`local\` less \`at\` is the offset from UTC.

## Repeating a request

Send an \`Idempotency-Key\` of your own making, such as a UUID, with every POST, PUT and DELETE of bookings; to pay,
you must. If no answer comes, send the same request with the same key again: it happens once, and its answer comes
again word for word, with \`Idempotency-Replayed: true\`, for 24 hours. Kept are successes, declined payments, and
payments that came too late and went back: to try to pay once more, take a new key. Other refusals changed nothing and
are judged afresh. A key belongs to one user, method and path; with another body it is refused.

503 \`outcome-unknown\` says that no answer came from the store itself: repeat the request with its key, and you will
know. What takes no key, such as the administration of flights, look at before you repeat it.

## Not overwriting what you have not seen

A booking is answered with its version as \`ETag\`. Send it back as \`If-Match\` with PUT, DELETE or a quote, and a
booking that has changed meanwhile is 412 \`stale-version\`. What search answers carries an \`ETag\` for
\`If-None-Match\`.

## When a payment is 202

The gateway has not answered yet. The seats are kept for you meanwhile. Ask \`GET /payments/{id}\`, which \`Location\`
names, once a second until
its \`status\` is no longer \`processing\`: \`succeeded\`, \`declined\` (a hold goes on until its own \`expiresAt\`),
or \`refunded\` (the money came too late to buy anything, and went back). The same \`Idempotency-Key\` brings the same
202 again and does not tell.

## Lists

A list is \`{ "data": [...], "next": ... }\`. Send \`next\` as \`cursor\` for what follows, with the other parameters as
they were: in any order, with defaults written out or not, and another \`limit\` if you like. null is the end. What is
added meanwhile makes a list repeat nothing and skip nothing.

## Refusals

Every refusal is \`application/problem+json\`. Decide by \`code\`, which never changes; \`detail\` says what to do
next, for people. Unknown fields and parameters are refused. 429 and 503 say in \`Retry-After\` how many seconds to
wait. A body is JSON in UTF-8: at most 64 KiB, unpacked too, and 32 levels deep. Where none is taken, send none. Quote the \`requestId\` when you ask for help; to choose it, send \`X-Request-Id\`.
`.trim();

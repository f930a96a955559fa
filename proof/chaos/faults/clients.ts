import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Tokens } from '../../tokens.js';
import type { Fault } from '../fault.js';
import type { Scene } from '../scene.js';

const RECOVERY = 2_000;

/** A quote for a missing booking, as bytes. It changes nothing, whatever happens to it. */
function quoteRequest(scene: Scene): string {
  const token = new Tokens(scene.stack.secret).of('leaver', 'traveller');
  const body = JSON.stringify({
    flights: [{ flightId: scene.hotFlight, cabin: 'economy' }],
    passengers: [{ givenName: 'Gone', familyName: 'Away', type: 'adult' }],
  });
  return [
    'POST /bookings/none/quote HTTP/1.1',
    `Host: ${new URL(scene.url).host}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

function open(scene: Scene): Socket {
  const socket = connect(Number(new URL(scene.url).port), '127.0.0.1');
  socket.on('error', () => socket.destroy());
  return socket;
}

/** Faults of the gateway and of clients. */
export const CLIENT_FAULTS: readonly Fault[] = [
  {
    name: 'gateway-reloaded',
    // A reload may lose the request on a connection that nginx is closing. Its client can repeat it.
    says: 'nginx reloaded, five times',
    recovery: RECOVERY,
    inflict: async (scene) => {
      for (let round = 0; round < 5; round += 1) {
        scene.signal('nginx', 'SIGHUP');
        await sleep(700);
      }
    },
  },
  {
    name: 'gateway-killed',
    says: 'kill -9 of nginx, twice',
    recovery: RECOVERY,
    inflict: async (scene) => {
      for (let round = 0; round < 2; round += 1) {
        scene.signal('nginx', 'SIGKILL');
        await sleep(300);
        await scene.untilGatewayResponds();
        await sleep(500);
      }
    },
  },
  {
    name: 'clients-leave',
    says: '500 clients disconnect as soon as they have sent their bodies',
    unnoticedBy: 'keyed',
    recovery: RECOVERY,
    inflict: async (scene) => {
      for (let n = 0; n < 500; n += 1) {
        const socket = open(scene);
        socket.write(quoteRequest(scene), () => socket.destroy());
        await sleep(8);
      }
    },
  },
  {
    name: 'clients-trickle',
    says: '200 clients send their requests at ten bytes a second, for 8 s',
    unnoticedBy: 'keyed',
    recovery: RECOVERY,
    inflict: async (scene) => {
      const sockets = Array.from({ length: 200 }, () => open(scene));
      const text = quoteRequest(scene);
      for (let at = 0; at < 80; at += 1) {
        for (const socket of sockets) if (socket.writable) socket.write(text.charAt(at));
        await sleep(100);
      }
      for (const socket of sockets) socket.destroy();
    },
  },
  {
    name: 'everything-five-times',
    says: 'every request with a key is sent five times at once, for 6 s',
    unnoticedBy: 'keyed',
    recovery: RECOVERY,
    habits: { repeats: 5 },
    inflict: () => sleep(6_000),
  },
  {
    name: 'payments-unanswered',
    says: 'half of all payments time out at the payment gateway while every booking process is killed',
    recovery: 10_000,
    habits: { methods: { tok_success: 3, tok_timeout: 3, tok_timeout_declined: 2, tok_slow: 2 } },
    inflict: async (scene) => {
      await sleep(3_000);
      scene.signal('booking', 'SIGKILL');
    },
  },
  {
    name: 'holds-lapse-in-droves',
    says: 'four of five payments declined for 6 s: many holds lapse under two sweepers',
    unnoticedBy: 'keyed',
    recovery: RECOVERY,
    habits: { methods: { tok_declined: 4, tok_success: 1 } },
    inflict: () => sleep(6_000),
  },
];

import Joi from 'joi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallPolicy } from '../../src/adapters/role-clients/call-policy.js';
import { InternalClient } from '../../src/adapters/role-clients/internal-client.js';
import { LinkFailure } from '../../src/adapters/role-clients/link-failure.js';
import { JsonWebTokens } from '../../src/adapters/tokens/json-web-tokens.js';
import { startReplica, type FakeReplica } from '../support/processes/gateway.js';
import { SECRET } from '../support/processes/process.js';

let other: FakeReplica;
let client: InternalClient;
beforeAll(async () => {
  // A fake of the other role: its response is the text of the requested path.
  other = await startReplica((request, response) => {
    response.end(decodeURIComponent((request.url ?? '').slice(1)));
  });
  const policy = new CallPolicy({ called: () => undefined, breaker: () => undefined });
  client = new InternalClient(`http://${other.address}`, new JsonWebTokens(SECRET), policy);
});
afterAll(() => other.close());

const SCHEMA = Joi.object<{ seatsLeft: number }>({ seatsLeft: Joi.number().required() });
const fetchAs = (answer: string) => client.get(`/${encodeURIComponent(answer)}`, SCHEMA);

describe('a response of the other role', () => {
  it('is returned when it fits its schema', async () => {
    expect(await fetchAs('{"seatsLeft":3}')).toEqual({ seatsLeft: 3 });
  });

  it.each(['', 'rubbish', 'null', '[]', '{}', '{"seatsLeft":"3"}', '{"seatsLeft":3,"more":1}'])(
    'is a failure when it is %j',
    async (answer) => {
      await expect(fetchAs(answer)).rejects.toThrow(LinkFailure);
    },
  );
});

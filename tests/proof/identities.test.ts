import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Answer, Question } from '../../proof/history/exchange.js';
import { History } from '../../proof/history/history.js';
import { Dice } from '../../proof/travellers/dice.js';
import { HttpClient } from '../../proof/travellers/http-client.js';
import { registeredIdentities } from '../../proof/travellers/identities.js';
import { Traveller } from '../../proof/travellers/traveller.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
let client: HttpClient;
beforeAll(async () => {
  service = await startTestService();
  client = new HttpClient(service.api.url);
});
afterAll(async () => {
  client.close();
  await service.stop();
});

/** Records the requests, and loses the responses for which `isLost` returns true. */
function recording(isLost: (number: number) => boolean = () => false) {
  const asked: string[] = [];
  const ask = async (question: Question, token: string | null): Promise<Answer> => {
    const answer = await client.ask(question, token);
    asked.push(`${question.path} ${answer.status}`);
    return isLost(asked.length) ? { status: null, body: null, text: '', retryAfter: null } : answer;
  };
  return { asked, ask };
}

describe('travellers who register', () => {
  it('get one account each, though they click twice before the registration ends', async () => {
    const { asked, ask } = recording();
    const surroundings = {
      client,
      identities: registeredIdentities({ ask }),
      history: new History(),
      pace: 1,
      over: new AbortController().signal,
    };
    const ada = new Traveller('ada', new Dice(1), surroundings);
    const bob = new Traveller('bob', new Dice(2), surroundings);
    const look = { method: 'GET', path: '/bookings/none' } as const;
    const answers = [await ada.doubleClick(look), await bob.doubleClick(look), await ada.insist(look)];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(asked).toEqual(['/auth/register 201', '/auth/register 201']);
  });

  it('log in if the response to their registration was lost', async () => {
    const { asked, ask } = recording((number) => number === 1);
    const token = await registeredIdentities({ ask }).tokenOf('grace');
    expect(asked).toEqual(['/auth/register 201', '/auth/register 409', '/auth/login 200']);
    const { status } = await client.ask({ traveller: 'grace', method: 'GET', path: '/bookings' }, token);
    expect(status).toBe(200);
  });

  it('retry after a failure, and log in when their token is old', async () => {
    const { asked, ask } = recording();
    let isDown = true;
    const identities = registeredIdentities({
      ask: async (question, token) =>
        isDown ? { status: 400, body: null, text: '', retryAfter: null } : await ask(question, token),
    });
    await expect(identities.tokenOf('edith')).rejects.toThrow('could not get a token');
    isDown = false;
    await identities.tokenOf('edith');
    const later = performance.now() + 13 * 60_000;
    const time = vi.spyOn(performance, 'now').mockReturnValue(later);
    await identities.tokenOf('edith');
    time.mockRestore();
    expect(asked).toEqual(['/auth/register 201', '/auth/login 200']);
  });
});

import { join } from 'node:path';
import cookieParser from 'cookie-parser';
import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { z } from 'zod';
import { projectRoot } from '../../src/config.js';
import { DomainError, problemStatus, refuse, type ProblemCode } from '../../src/errors.js';
import { logger } from '../../src/http/log.js';
import { pageLocals } from '../../src/http/page.js';
import { answerError } from '../../src/http/problem.js';
import { parse } from '../../src/http/request.js';

/** An application of one route, which fails as told. */
function failing(fail: () => unknown) {
  const app = express().set('view engine', 'ejs').set('views', join(projectRoot, 'views'));
  app.use(cookieParser(), pageLocals);
  app.use((_req, _res, next) => next(fail()));
  app.use(answerError);
  return app;
}

const answerOf = (error: unknown, path = '/api/x') =>
  request(failing(() => error))
    .get(path)
    .set('Accept-Language', 'en');

describe('a problem', () => {
  const { level } = logger;
  before(() => (logger.level = 'silent'));
  after(() => (logger.level = level));

  it('that is a failure of ours tells nothing of the inside', async () => {
    const secret = Object.assign(new Error('connect ECONNREFUSED db.internal:27017 user=nguon'), { code: 'SECRET' });
    const thrown = [secret, new TypeError("Cannot read 'secret'"), 'secret', { secret: 1 }, null];
    for (const error of thrown.map((value) => value ?? new Error('secret'))) {
      const [program, person] = await Promise.all([answerOf(error), answerOf(error, '/x')]);
      expect([program.status, person.status]).to.deep.equal([500, 500]);
      expect(Object.keys(program.body as object)).to.have.members(['type', 'title', 'status', 'code', 'detail']);
      expect(program.body.code).to.equal('internal-error');
      for (const { text } of [program, person])
        expect(text).not.to.match(/secret|ECONN|27017|src\/|node_modules|\n\s+at /);
      expect(person.type).to.equal('text/html');
    }
  });

  it('is a document of RFC 9457 with the status of its code', async () => {
    for (const [code, status] of Object.entries(problemStatus)) {
      const res = await answerOf(new DomainError(code as ProblemCode));
      expect(res.status, code).to.equal(status);
      expect(res.type, code).to.equal('application/problem+json');
      expect(res.body, code).to.include({ type: `http://nguon.test/problems/${code}`, code, status });
      expect(res.body.title, code).not.to.match(/problems\./);
    }
    expect((await answerOf(new DomainError('unauthenticated'))).headers['www-authenticate']).to.equal('Bearer');
  });

  it('shows a lot by its code and fills in the numbers', async () => {
    const params = { lot: '01/09521234000013/10/A%2FB', missing: 1234.5, onHand: 0, unit: 'KGM' };
    const { body } = await answerOf(new DomainError('insufficient-quantity', params, 'inputs.0.quantity'));
    expect(body.detail).to.contain('A/B').and.to.contain('1,234.5');
    expect(body.errors).to.have.length(1);
    expect(body.errors[0]).to.include({ field: 'inputs.0.quantity', pointer: '#/inputs/0/quantity' });
  });

  it('tells several faults together, the first one giving the status', async () => {
    const faults = [new DomainError('lot-held', { lot: 'p/A/10/1' }, 'lot'), new DomainError('not-found')];
    const caught = (() => {
      try {
        return refuse(faults);
      } catch (error) {
        return error;
      }
    })();
    const { status, body } = await answerOf(caught);
    expect(status).to.equal(409);
    expect(body.errors.map(({ code }: { code: string }) => code)).to.deep.equal(['lot-held', 'not-found']);
  });

  it('points to a field by JSON pointer, whatever its name', async () => {
    const schema = z.strictObject({ lots: z.array(z.strictObject({ quantity: z.number('not-a-number') })) });
    const caught = (() => {
      try {
        return parse(schema, { lots: [{ quantity: 'x', 'a/b~c': 1 }] });
      } catch (error) {
        return error;
      }
    })();
    const { status, body } = await answerOf(caught);
    expect(status).to.equal(400);
    expect(body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)).to.have.members([
      '#/lots/0/quantity not-a-number',
      '#/lots/0/a~1b~0c unknown-field',
    ]);
  });
});

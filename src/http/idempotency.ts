/**
 * The same key and the same request give the same answer; another request under the key is refused. The answer is kept
 * before it is sent. Should the process die in between, the events of the request are found by its key (see capture).
 */
import { type NextFunction, type Request, type Response } from 'express';
import { isDuplicateKey, trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { Requests, type RequestRecord } from './idempotency.model.js';
import { requestKey } from './request.js';

/** After this time a request that gave no answer counts as dead and may be tried again. */
const abandonedAfterMs = 60_000;

const changing = ['POST', 'PUT', 'PATCH', 'DELETE'];

export async function idempotency(req: Request, res: Response, next: NextFunction): Promise<void> {
  const key = changing.includes(req.method) && req.actor ? requestKey(req) : undefined;
  if (key === undefined || !req.actor) return next();
  const id = `${req.actor.id}:${key}`;
  const earlier = await begin(id, req.fingerprint);
  if (!earlier) {
    keepAnswer(id, res);
    return next();
  }
  if (earlier.fingerprint !== req.fingerprint) throw new DomainError('idempotency-key-reused');
  if (!earlier.answer) throw new DomainError('request-in-progress');
  const { status, location, contentType, body } = earlier.answer;
  if (location) res.set('Location', location);
  if (contentType) res.set('Content-Type', contentType);
  res.set('Idempotency-Replayed', 'true').status(status).end(body);
}

/** Null when the request is new (or was abandoned) and now belongs to the caller. */
async function begin(id: string, fingerprint: string): Promise<RequestRecord | null> {
  const startedAt = new Date();
  try {
    await Requests.create({ _id: id, fingerprint, startedAt });
    return null;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const abandoned = { _id: id, fingerprint, answer: null, startedAt: before(abandonedAfterMs) };
  const taken = await Requests.findOneAndUpdate(abandoned, { $set: { startedAt } }).lean();
  return taken ? null : await Requests.findById(id).lean();
}

function before(milliseconds: number) {
  return trusted({ $lt: new Date(Date.now() - milliseconds) });
}

/** Keeps a success; forgets a refusal, so that a corrected form may use the key again. */
function keepAnswer(id: string, res: Response): void {
  const send = res.end.bind(res) as (chunk?: unknown) => Response;
  res.end = ((chunk?: unknown) => {
    const kept =
      res.statusCode < 400
        ? Requests.updateOne({ _id: id }, { $set: { answer: answerOf(res, chunk) } })
        : Requests.deleteOne({ _id: id });
    kept.then(
      () => send(chunk),
      (error: unknown) => res.destroy(error as Error),
    );
    return res;
  }) as Response['end'];
}

function answerOf(res: Response, chunk: unknown): NonNullable<RequestRecord['answer']> {
  const header = (name: string) => {
    const value = res.getHeader(name);
    return value === undefined ? undefined : String(value);
  };
  const body = Buffer.isBuffer(chunk) ? chunk.toString('utf8') : typeof chunk === 'string' ? chunk : '';
  return { status: res.statusCode, location: header('Location'), contentType: header('Content-Type'), body };
}

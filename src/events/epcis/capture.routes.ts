/** `/epcis/capture`: documents of other systems. */
import { Router } from 'express';
import { config } from '../../config.js';
import { DomainError } from '../../errors.js';
import { receivedDocument } from '../../epcis/document-schema.js';
import { actorOf, byOf, parse } from '../../http/request.js';
import { requireRole } from '../../policy.js';
import { getCaptureJob, listCaptureJobs, presentJob, runCapture, type Behaviour } from './capture-job.service.js';
import { epcisProblem } from './exceptions.js';
import { issueToken, readToken } from './page-token.js';
import { addressOf, linkNext, pageLengthOf, resource } from './resource.js';

export const captureRoutes = Router();

resource(captureRoutes, '/epcis/capture', {
  post: async (req, res) => {
    requireRole(actorOf(req), 'producer', 'inspector');
    const behaviour = behaviourOf(req.get('GS1-Capture-Error-Behaviour'));
    const document = parse(receivedDocument, req.body);
    const job = await runCapture(document, behaviour, byOf(req), (error) => epcisProblem(error, req, res));
    res.set('GS1-Capture-Error-Behaviour', behaviour);
    res.status(202).location(`${config.publicUrl}/epcis/capture/${job._id}`).json(presentJob(job, new Date()));
  },
  get: async (req, res) => {
    const [actor, now, limit] = [actorOf(req), new Date(), pageLengthOf(req)];
    const token = addressOf(req).get('nextPageToken');
    const question = `${actor.id} capture`;
    const offset = token === null ? 0 : (await readToken(token, question, now)).given;
    const jobs = await listCaptureJobs(actor, offset, limit + 1);
    if (jobs.length > limit) linkNext(req, res, issueToken({ at: 0, id: '', given: offset + limit }, question, now));
    res.json(jobs.slice(0, limit).map((job) => presentJob(job, now)));
  },
});

resource(captureRoutes, '/epcis/capture/:captureID', {
  get: async (req, res) => {
    res.json(presentJob(await getCaptureJob(String(req.params.captureID), actorOf(req)), new Date()));
  },
});

function behaviourOf(header = 'rollback'): Behaviour {
  if (header !== 'rollback' && header !== 'proceed') {
    throw new DomainError('invalid-request', {}, 'GS1-Capture-Error-Behaviour');
  }
  return header;
}

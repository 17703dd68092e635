/** Bodies: JSON, browser forms, and one file of a form. Their sizes are limited before they are read. */
import express, { type NextFunction, type Request, type Response } from 'express';
import multer from 'multer';
import { DomainError } from '../errors.js';

const megabyte = 1024 * 1024;

/** Largest file that a form may carry: a photo or a scanned certificate. */
export const maxFileBytes = 5 * megabyte;

const oneFile = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: maxFileBytes, files: 1, fields: 500, fieldSize: 100 * 1024, parts: 501 },
}).single('file');

/** Only who is signed in may send a file. One that is too large is told by the action, beside what was typed. */
function readFile(req: Request, res: Response, next: NextFunction): void {
  if (!req.is('multipart')) return next();
  if (!req.actor) return next(new DomainError('unauthenticated'));
  oneFile(req, res, (error?: unknown) => {
    if (error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE') {
      req.fileFault = new DomainError('body-too-large', {}, 'file');
      return next();
    }
    const isMalformed = error !== undefined && !(error instanceof multer.MulterError);
    next(isMalformed ? new DomainError('invalid-request') : error); // no boundary, or cut short
  });
}

/** A body that none of the readers takes is refused, not ignored. */
function refuseOther(req: Request, _res: Response, next: NextFunction): void {
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (hasBody && !req.is(['json', 'application/*+json', 'urlencoded', 'multipart'])) {
    throw new DomainError('unsupported-media-type');
  }
  next();
}

const json = (limit: string) => express.json({ limit, type: ['json', 'application/*+json'], strict: true });
const [usualJson, longJson] = [json('100kb'), json('2mb')];

/** EPCIS documents are long; only who is signed in may send one. */
function readJson(req: Request, res: Response, next: NextFunction): void {
  const isDocument = req.actor && /^\/epcis(\/|$)/.test(req.path);
  (isDocument ? longJson : usualJson)(req, res, next);
}

export const readBody = [
  refuseOther,
  readJson,
  express.urlencoded({ limit: '100kb', extended: false, parameterLimit: 1000 }),
  readFile,
];

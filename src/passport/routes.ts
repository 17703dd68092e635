/** Passports to save, and the page that checks them without us. */
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { lotPath } from '../epcis/identifiers.js';
import { describeRoute } from '../http/describe.js';
import { buildPassport, type Passport } from './passport.service.js';
import { signCredential, signPassport } from './sign.js';
import { digestOf, verifierScript } from './bundle.js';
import { asSingleFile, kitOf, wordsOfVerifier } from './verifier.js';

export const passportRoutes = Router();

interface Form {
  ending: string;
  type: string;
  sign: (passport: Passport) => string;
  summary: string;
  description: string;
}

const forms: Form[] = [
  {
    ending: 'jwt',
    type: 'application/jwt',
    sign: ({ facts, issue }) => signPassport(facts, issue),
    summary: 'passport',
    description:
      'A JWT (ES256, typ `ocop-passport+jwt`) with what the public page says, and the proof that the event which made ' +
      'the lot is in the log. `/verify` checks it, and anybody with the published keys.',
  },
  {
    ending: 'vc.jwt',
    type: 'application/vc+jwt',
    sign: ({ facts, issue }) => signCredential(facts, issue),
    summary: 'passport as a credential',
    description:
      'The same as a W3C Verifiable Credential 2.0 secured by JOSE: a UNTP Digital Product Passport 0.6, issued by ' +
      'the did:web of the server.',
  },
];

const lotAddress = '/:space/:product/10/:lot';
const serial = z
  .string()
  .regex(/^[0-9A-Za-z]{20}$/)
  .meta({ description: 'Serial of the label, AI (21)', examples: ['0000ABCDEFGHJKMNPQRS'] });

for (const { ending, type, sign, summary, description } of forms) {
  const answer = async (req: Request, res: Response) => {
    const { space, product, lot, serial: unit } = req.params as Record<string, string>;
    const path = lotPath(`${space}/${product}`, lot ?? '');
    const passport = await buildPassport(path, unit, new Date());
    res.attachment(`${passport.fileName}.${ending}`).type(type);
    res.set({ 'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*' }).send(Buffer.from(sign(passport)));
  };
  const levels: { address: string; of: string; params: Record<string, z.ZodType> }[] = [
    { address: lotAddress, of: 'of a lot', params: {} },
    { address: `${lotAddress}/21/:serial`, of: 'of a package', params: { serial } },
  ];
  for (const { address, of, params } of levels) {
    const path = `${address}/passport.${ending}`;
    describeRoute({
      ...{ method: 'get', path, tag: 'Passports', summary: `Save the ${summary} ${of}`, description, params },
      answer: { type },
    });
    passportRoutes.get(path, answer);
  }
}

passportRoutes.get('/verify', (_req, res) => {
  res.set('Cache-Control', 'no-cache').render('passport/verify', page(false));
});

passportRoutes.get('/verify.html', (_req, res, next) => {
  res.set('Cache-Control', 'no-cache').attachment('nguon-verify.html');
  res.render('passport/verify', page(true), (error: Error | null, html: string) => {
    if (error) return next(error);
    res.send(asSingleFile(html));
  });
});

passportRoutes.get('/verify.js', (_req, res) => {
  res.set('Cache-Control', 'public, max-age=31536000, immutable').type('text/javascript').send(verifierScript());
});

/** @param isFile as a file of its own, which links to nothing */
function page(isFile: boolean) {
  const script = `/verify.js?v=${encodeURIComponent(digestOf(verifierScript()).slice(0, 10))}`;
  return { isFile, script, kit: JSON.stringify(kitOf(new Date())), words: JSON.stringify(wordsOfVerifier()) };
}

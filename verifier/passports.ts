/** Passports: JWTs of two kinds, signed by a key of labels. */
import { bytesOf, isSigned, text } from './bytes.js';
import { judgeLog, type LogProof, type LogWord } from './log.js';
import { answer, day, end, inFours, keyRows, keys, keyUnknown, page, revoked, say, today } from './words.js';
import { type Answer, type Key, type Row } from './words.js';

/** What `passport/facts.ts` and `sign.ts` put into a passport, as far as it is read here. */
interface Claims {
  iat: number;
  nbf?: number;
  exp?: number;
  iss: string;
  product: {
    names: Record<string, string>;
    gtin?: string;
    productCode: string;
    ocop?: { stars: number; decisionNumber: string; expiresOn: string };
  };
  lot: { code: string; packedOn: string; expiresOn?: string };
  unit?: { serial: string; void: boolean; sealWithdrawn?: { revokedAt: string; because: string } };
  producer?: { name: string; commune?: string; province?: string };
  zones: { name: string; growingAreaCode?: string }[];
  certificates: { type: string; number: string; issuer: string; expiresOn?: string }[];
  state: State;
  log?: LogProof;
}

/** What `passport/credential.ts` makes of it. */
interface Credential {
  issuer: { id: string };
  validFrom: string;
  validUntil?: string;
  credentialSubject: {
    product: {
      name: string;
      registeredId: string;
      batchNumber: string;
      serialNumber?: string;
      productionDate: string;
      producedByParty?: { name: string };
    };
    conformityClaim?: { description: string }[];
  };
}

/** What stands in the header of a credential. */
interface Beside {
  state?: State;
  expiresOn?: string;
  log?: LogProof;
}

interface State {
  recalled?: boolean;
  held?: boolean;
  void?: boolean;
}

/** What both kinds say. Times are milliseconds. */
interface Passport extends Beside {
  issued: number;
  from?: number;
  until?: number;
  issuer: string;
  rows: (Row | false | '' | undefined)[];
  withdrawn?: { revokedAt: string; because: string };
}

interface Header {
  alg?: string;
  typ?: string;
  kid?: string;
  nguon?: Beside;
}

export async function judgePassport(token: string): Promise<Answer> {
  const [head, body, seal] = token.split('.');
  const [header, claims] = [head, body].map((part) => JSON.parse(text(bytesOf(part))) as unknown);
  const { alg, typ, kid, nguon } = header as Header;
  if (alg !== 'ES256' || 'crit' in (header as Header)) return answer('bad', 'passport-alg', { alg });
  const isOurs = typ === 'ocop-passport+jwt';
  if (!isOurs && typ !== 'vc+jwt') return answer('bad', 'passport-typ', { typ });
  const key = keys.find((each) => each.kid === String(kid).split('#').pop());
  if (!key) return keyUnknown();
  const signature = bytesOf(seal);
  const isRight = signature?.length === 64 && (await isSigned(key, `${head}.${body}`, signature));
  if (!isRight) return answer('bad', 'passport-changed');
  const passport = isOurs ? readOurs(claims as Claims) : readCredential(claims as Credential, nguon ?? {});
  return judgeFacts(passport, key, await judgeLog(passport.log));
}

const joined = (...words: (string | undefined)[]) => words.filter(Boolean).join(', ');
const endOf = (lastDay: string | undefined) => lastDay && end(lastDay);

function readOurs({ iat, nbf, exp, iss, product, lot, unit, producer, zones, certificates, state, log }: Claims) {
  const { ocop, names } = product;
  const rows: Passport['rows'] = [
    ['row-product', names[page.lang.slice(0, 2)] ?? names.vi, product.gtin ?? product.productCode],
    ['row-lot', lot.code],
    unit && ['row-serial', inFours(unit.serial)],
    ['row-packed', day(lot.packedOn)],
    lot.expiresOn && ['row-expires', day(lot.expiresOn)],
    producer && ['row-producer', producer.name, joined(producer.commune, producer.province)],
    ocop && ['row-stars', '★'.repeat(ocop.stars).padEnd(5, '☆'), joined(ocop.decisionNumber, end(ocop.expiresOn))],
    ...zones.map(({ name, growingAreaCode }): Row => ['row-zone', name, growingAreaCode]),
    ...certificates.map(({ type, number, issuer, expiresOn }): Row => [
      'row-certificate',
      `${say(type)} ${number}`,
      joined(issuer, endOf(expiresOn)),
    ]),
  ];
  const [issued, from, until] = [iat, nbf, exp].map((seconds) => seconds && seconds * 1000);
  return {
    ...{ issued: issued!, from, until, issuer: iss, rows, expiresOn: lot.expiresOn, log },
    state: { ...state, void: unit?.void },
    withdrawn: unit?.sealWithdrawn,
  } satisfies Passport;
}

function readCredential({ issuer, validFrom, validUntil, credentialSubject }: Credential, beside: Beside): Passport {
  const { product, conformityClaim = [] } = credentialSubject;
  const rows: Passport['rows'] = [
    ['row-product', product.name, product.registeredId],
    ['row-lot', product.batchNumber],
    product.serialNumber && ['row-serial', inFours(product.serialNumber)],
    ['row-packed', day(product.productionDate)],
    beside.expiresOn && ['row-expires', day(beside.expiresOn)],
    product.producedByParty && ['row-producer', product.producedByParty.name],
    ...conformityClaim.map(({ description }): Row => {
      const [, claim, until] = /^(.*?)(?:, until (\d{4}-\d\d-\d\d))?$/.exec(description)!;
      return ['row-claim', claim, endOf(until)];
    }),
  ];
  const [issued, until] = [validFrom, validUntil].map((time) => time && Date.parse(time));
  return { ...beside, issued: issued as number, until: until as number | undefined, issuer: issuer.id, rows };
}

function judgeFacts(passport: Passport, key: Key, log: LogWord): Answer {
  const { issued, from = issued, until, issuer, state = {}, expiresOn, withdrawn } = passport;
  const rows: Row[] = [
    ...passport.rows.filter((row) => !!row),
    ['row-issued', day(issued, 'time')],
    ['row-issuer', issuer],
    ...keyRows(key),
    ['row-log', say(log.name, log)],
  ];
  const date = day(issued);
  const bad = (name: string) => answer('bad', name, { date }, rows);
  const warn = (name: string, when = date) => answer('warn', name, { date: when }, rows);
  if (key.revokedAt) return revoked(key.revokedAt, key.revokedBecause, rows);
  const wasInUse = !key.validUntil || issued <= Date.parse(key.validUntil) + 1000;
  const began = !key.validFrom || issued >= Date.parse(key.validFrom) - 1000; // whole seconds
  if (!wasInUse || !began) return bad('passport-time');
  if (log.name === 'log-wrong') return bad('passport-log');
  if (withdrawn) return revoked(withdrawn.revokedAt, withdrawn.because, rows);
  if (state.recalled) return bad('passport-recalled');
  if (state.void) return bad('passport-void');
  if (Math.max(issued, from) > Date.now() + 300_000) return warn('passport-future');
  if (until && until < Date.now()) return warn('passport-ended', day(until, 'time'));
  if (state.held) return warn('passport-held');
  if (expiresOn && expiresOn < today()) return warn('passport-expired', day(expiresOn));
  return answer('ok', 'passport-ok', { date }, rows);
}

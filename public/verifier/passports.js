// Passports: JWTs of two kinds, signed by a key of labels.
(() => {
  'use strict';
  const { text, bytesOf, isSigned, judgeLog, kit, keys, say, day, today, end, inFours } = nguon;
  const { answer, revoked, keyRows } = nguon;

  nguon.judgePassport = async (token) => {
    const [head, body, seal] = token.split('.');
    const bytes = [head, body, seal].map(bytesOf);
    let header, claims;
    try {
      [header, claims] = bytes.slice(0, 2).map((part) => JSON.parse(text(part)));
    } catch {
      return answer('mute', 'unreadable');
    }
    if (header?.alg !== 'ES256' || 'crit' in header) return answer('bad', 'passport-alg', { alg: header?.alg });
    const isOurs = header.typ === 'ocop-passport+jwt';
    if (!isOurs && header.typ !== 'vc+jwt') return answer('bad', 'passport-typ', { typ: header.typ });
    const key = keys.find(({ kid }) => kid === String(header.kid).split('#').pop());
    if (!key) return answer('mute', 'key-unknown', { date: day(kit.madeAt) });
    const isRight = bytes[2]?.length === 64 && (await isSigned(key, `${head}.${body}`, bytes[2]));
    if (!isRight) return answer('bad', 'passport-changed');
    const passport = isOurs ? readOurs(claims) : readCredential(claims, header.nguon ?? {});
    return judgeFacts(passport, key, await judgeLog(passport.log, kit.vkey));
  };

  function readOurs({ iat, nbf, exp, iss, product, lot, unit, producer, zones, certificates, state, log }) {
    const { ocop, names } = product;
    const facts = [
      ['row-product', names[nguon.lang.slice(0, 2)] ?? names.vi, product.gtin ?? product.productCode],
      ['row-lot', lot.code],
      unit && ['row-serial', inFours(unit.serial)],
      ['row-packed', day(lot.packedOn)],
      lot.expiresOn && ['row-expires', day(lot.expiresOn)],
      producer && ['row-producer', producer.name, [producer.commune, producer.province].filter(Boolean).join(', ')],
      ocop && [
        'row-stars',
        '★'.repeat(ocop.stars) + '☆'.repeat(5 - ocop.stars),
        `${ocop.decisionNumber}, ${end(ocop.expiresOn)}`,
      ],
      ...zones.map((zone) => ['row-zone', zone.name, zone.growingAreaCode]),
      ...certificates.map(({ type, number, issuer, expiresOn }) => [
        'row-certificate',
        `${say(type)} ${number}`,
        [issuer, expiresOn && end(expiresOn)].filter(Boolean).join(', '),
      ]),
    ].filter(Boolean);
    const times = { issued: iat * 1000, from: (nbf ?? iat) * 1000, until: exp && exp * 1000 };
    return {
      ...times,
      issuer: iss,
      facts,
      state: { ...state, void: unit?.void },
      expiresOn: lot.expiresOn,
      log,
      gone: unit?.sealWithdrawn,
    };
  }

  function readCredential({ issuer, validFrom, validUntil, credentialSubject }, { state = {}, expiresOn, log }) {
    const { product, conformityClaim = [] } = credentialSubject;
    const facts = [
      ['row-product', product.name, product.registeredId],
      ['row-lot', product.batchNumber],
      product.serialNumber && ['row-serial', inFours(product.serialNumber)],
      ['row-packed', day(product.productionDate)],
      expiresOn && ['row-expires', day(expiresOn)],
      product.producedByParty && ['row-producer', product.producedByParty.name],
      ...conformityClaim.map(({ description }) => {
        const [, claim, until] = /^(.*?)(?:, until (\d{4}-\d\d-\d\d))?$/.exec(description);
        return ['row-claim', claim, until && end(until)];
      }),
    ].filter(Boolean);
    const issued = Date.parse(validFrom);
    const until = validUntil && Date.parse(validUntil);
    return { issued, from: issued, until, issuer: issuer.id, facts, state, expiresOn, log };
  }

  function judgeFacts({ issued, from, until, issuer, facts, state, expiresOn, gone }, key, log) {
    const rows = [
      ...facts,
      ['row-issued', day(issued, true)],
      ['row-issuer', issuer],
      ...keyRows(key),
      ['row-log', say(log.name, log)],
    ];
    const date = day(issued);
    if (key.revokedAt) return revoked(key, rows);
    const wasInUse = !key.validUntil || issued <= Date.parse(key.validUntil) + 1000;
    const began = !key.validFrom || issued >= Date.parse(key.validFrom) - 1000; // whole seconds
    if (!wasInUse || !began) return answer('bad', 'passport-time', { date }, rows);
    if (log.name === 'log-wrong') return answer('bad', 'passport-log', {}, rows);
    if (gone) return revoked({ revokedAt: gone.revokedAt, revokedBecause: gone.because }, rows);
    if (state.recalled) return answer('bad', 'passport-recalled', {}, rows);
    if (state.void) return answer('bad', 'passport-void', {}, rows);
    if (Math.max(issued, from) > Date.now() + 300_000) return answer('warn', 'passport-future', { date }, rows);
    if (until && until < Date.now()) return answer('warn', 'passport-ended', { date: day(until, true) }, rows);
    if (state.held) return answer('warn', 'passport-held', {}, rows);
    if (expiresOn < today()) return answer('warn', 'passport-expired', { date: day(expiresOn) }, rows);
    return answer('ok', 'passport-ok', { date }, rows);
  }
})();

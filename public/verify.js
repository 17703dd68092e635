// Checks links of labels and passports with the keys that stand in this page. It asks nobody: no request leaves it.
(() => {
  'use strict';
  const kit = JSON.parse(document.body.dataset.kit);
  const words = JSON.parse(document.body.dataset.words);
  const keys = [...kit.keys, ...kit.revoked];
  const most = 100_000;
  const find = (id) => document.getElementById(id);
  const text = (bytes) => new TextDecoder().decode(bytes);
  const utf8 = (value) => new TextEncoder().encode(value);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const unhex = (value) => Uint8Array.from(value.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const fromBase64 = (value) => Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  let lang = document.documentElement.lang;
  let shown = null;

  const say = (name, values = {}) =>
    (words[lang][name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

  function day(value, time) {
    const isDay = /^\d{4}-\d\d-\d\d$/.test(value);
    const style = { dateStyle: 'medium', ...(time && { timeStyle: 'short' }), ...(isDay && { timeZone: 'UTC' }) };
    return new Date(value).toLocaleString({ vi: 'vi-VN', en: 'en-GB', zh: 'zh-CN' }[lang], style);
  }

  /** Bytes of base64url in its one spelling, else null. */
  function bytesOf(value) {
    if (!/^[\w-]+$/.test(value ?? '') || value.length % 4 === 1) return null;
    const bytes = fromBase64(value.replace(/-/g, '+').replace(/_/g, '/'));
    const back = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    return back.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '') === value ? bytes : null;
  }

  async function isSigned({ kty, crv, x, y }, message, signature) {
    const curve = { name: 'ECDSA', namedCurve: 'P-256' };
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, curve, false, ['verify']);
    return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, utf8(message));
  }

  const sha256 = async (...parts) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(parts.flatMap((part) => [...part]))));

  function tellKey({ validFrom, validUntil, revokedAt, revokedBecause }) {
    if (revokedAt) return say('key-gone', { date: day(revokedAt), reason: revokedBecause });
    if (!validFrom) return say('key-next');
    const until = validUntil && day(validUntil);
    return say(until ? 'key-retired' : 'key-active', { from: day(validFrom), until });
  }

  const answer = (tone, name, values = {}, rows = []) => ({ tone, name, values, rows });
  const revoked = ({ revokedAt, revokedBecause }, rows) =>
    answer('bad', 'key-revoked', { date: day(revokedAt), reason: revokedBecause }, rows);
  const keyRows = (key) => [
    ['row-signature', say('signed-right')],
    ['row-key', tellKey(key), key.kid],
  ];

  // Labels: an ES256 signature over the path in its one spelling, under a mark that names the key.

  const halfOrder = BigInt('0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8');
  const unescape = (value) => decodeURIComponent(value);

  async function judgeLabel(link) {
    const parts = /^(https?:\/\/[^/?#]+)?[^?#]*?\/(01|p)\/([^/?#]+)([^?#]*)(?:\?([^#]*))?/i.exec(link);
    if (!parts) return answer('mute', 'unreadable');
    const [, origin = kit.publicUrl, space, product, rest, query = ''] = parts;
    const [, lot, written] = /^(?:\/22\/[^/]+)?\/10\/([^/]+)\/21\/([^/]+)\/?$/.exec(rest) ?? [];
    if (!written) return answer('mute', 'label-none');
    const code = unescape(lot).toUpperCase();
    const serial = unescape(written).replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
    const key = `${space.toLowerCase()}/${unescape(product).toUpperCase()}`;
    const path = `/${key}/10/${encodeURIComponent(code)}/21/${serial}`;
    const facts = [
      ['row-product', key.slice(key.indexOf('/') + 1)],
      ['row-lot', code],
      ['row-serial', serial.replace(/.{4}(?=.)/g, '$& ')],
    ];
    const pairs = query.split(/[&;]/).map((pair) => /^([^=]*)=?(.*)$/s.exec(pair));
    const seals = pairs.filter(([, name]) => unescape(name) === 's').map(([, , value]) => value);
    if (!/^[0-9A-HJKMNP-TV-Z]{20}$/.test(serial) || seals.length > 1) return answer('bad', 'label-false');
    if (seals.length === 0) return answer('mute', 'label-compact', {}, facts);
    const signature = seals[0].length === 87 ? bytesOf(seals[0].slice(1)) : null;
    if (!signature || BigInt(`0x${hex(signature.slice(32))}`) > halfOrder) return answer('bad', 'label-false');
    const named = keys.filter(({ mark }) => mark === seals[0][0]);
    if (named.length === 0) return answer('mute', 'key-unknown', { date: day(kit.madeAt) });
    for (const each of named) {
      if (!(await isSigned(each, path, signature))) continue;
      const rows = [...facts, ...keyRows(each)];
      if (each.revokedAt) return revoked(each, rows);
      const [host, own] = [origin, kit.publicUrl].map((url) => new URL(url).origin);
      return host === own ? answer('ok', 'label-ok', {}, rows) : answer('warn', 'label-host', { host, own }, rows);
    }
    return answer('bad', 'label-false');
  }

  // Passports: JWTs of two kinds, signed by a key of labels.

  async function judgePassport(token) {
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
    return judgeFacts(passport, key, await judgeLog(passport.log));
  }

  function readOurs({ iat, nbf, exp, iss, product, lot, unit, producer, zones, certificates, state, log }) {
    const { ocop, names } = product;
    const facts = [
      ['row-product', names[lang] ?? names.vi, product.gtin ?? product.productCode],
      ['row-lot', lot.code],
      unit && ['row-serial', unit.serial.replace(/.{4}(?=.)/g, '$& ')],
      ['row-packed', day(lot.packedOn)],
      lot.expiresOn && ['row-expires', day(lot.expiresOn)],
      producer && ['row-producer', producer.name, [producer.commune, producer.province].filter(Boolean).join(', ')],
      ocop && ['row-stars', '★'.repeat(ocop.stars), `${ocop.decisionNumber}, ${end(ocop.expiresOn)}`],
      ...zones.map((zone) => ['row-zone', zone.name, zone.growingAreaCode]),
      ...certificates.map(({ type, number, issuer, expiresOn }) => [
        'row-certificate',
        `${say(type)} ${number}`,
        [issuer, expiresOn && end(expiresOn)].filter(Boolean).join(', '),
      ]),
    ].filter(Boolean);
    const times = { issued: iat * 1000, from: (nbf ?? iat) * 1000, until: exp && exp * 1000 };
    return { ...times, issuer: iss, facts, state, expiresOn: lot.expiresOn, log, gone: unit?.sealWithdrawn };
  }

  function readCredential({ issuer, validFrom, validUntil, credentialSubject }, { state = {}, expiresOn, log }) {
    const { product, conformityClaim = [] } = credentialSubject;
    const facts = [
      ['row-product', product.name, product.registeredId],
      ['row-lot', product.batchNumber],
      product.serialNumber && ['row-serial', product.serialNumber.replace(/.{4}(?=.)/g, '$& ')],
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

  const end = (lastDay) => say(lastDay < today() ? 'ended' : 'until', { date: day(lastDay) });

  function judgeFacts({ issued, from, until, issuer, facts, state, expiresOn, gone }, key, log) {
    const rows = [
      ...facts,
      ['row-issued', day(issued, true)],
      ['row-issuer', issuer],
      ...keyRows(key),
      ['row-log', say(log.name, log)],
    ];
    const date = day(issued, true);
    if (key.revokedAt) return revoked(key, rows);
    const wasInUse = !key.validUntil || issued <= Date.parse(key.validUntil) + 1000;
    const began = !key.validFrom || issued >= Date.parse(key.validFrom) - 1000; // whole seconds
    if (!wasInUse || !began) return answer('bad', 'passport-time', { date }, rows);
    if (log.name === 'log-wrong') return answer('bad', 'passport-log', {}, rows);
    if (gone) return revoked({ revokedAt: gone.revokedAt, revokedBecause: gone.because }, rows);
    if (state.recalled) return answer('bad', 'passport-recalled', {}, rows);
    if (Math.max(issued, from) > Date.now() + 300_000) return answer('warn', 'passport-future', { date }, rows);
    if (until && until < Date.now()) return answer('warn', 'passport-ended', { date: day(until, true) }, rows);
    if (state.held) return answer('warn', 'passport-held', {}, rows);
    if (expiresOn < today()) return answer('warn', 'passport-expired', { date: day(expiresOn) }, rows);
    return answer('ok', 'passport-ok', { date }, rows);
  }

  // The log: a path from the entry to a root (RFC 9162 section 2.1.3.2) that the key of the log has signed.

  async function judgeLog(log) {
    if (!log) return { name: 'log-none' };
    const note = text(fromBase64(log.checkpoint));
    const [, size, root] = /^[^\n]+\n(\d+)\n([^\n]+)\n/.exec(note) ?? [];
    let [first, second] = [log.position, size - 1];
    let hash = await sha256([0], unhex(log.commitment));
    let isWrong = !(first <= second);
    for (const sibling of log.hashes.map(unhex)) {
      if (second === 0) isWrong = true;
      const isRight = first % 2 === 1 || first === second;
      hash = isRight ? await sha256([1], sibling, hash) : await sha256([1], hash, sibling);
      while (isRight && first % 2 === 0 && first !== 0) [first, second] = [first / 2, Math.floor(second / 2)];
      [first, second] = [Math.floor(first / 2), Math.floor(second / 2)];
    }
    if (isWrong || second !== 0 || hex(hash) !== hex(fromBase64(root))) return { name: 'log-wrong' };
    const isNoted = await isCheckpoint(note);
    if (isNoted === null) return { name: 'log-cannot' };
    return { name: isNoted ? 'log-ok' : 'log-wrong', position: log.position, size };
  }

  /** Whether the key of the log signed the note (C2SP signed-note); null in a browser without Ed25519. */
  async function isCheckpoint(note) {
    const [, origin, id, material] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(kit.vkey);
    const [, message, lines] = /^(.*\n)\n((?:— \S+ \S+\n)+)$/s.exec(note) ?? [];
    const line = lines?.split('\n').find((each) => each.startsWith(`— ${origin} `));
    if (!line || !message.startsWith(`${origin}\n`)) return false;
    const signature = fromBase64(line.split(' ')[2]);
    if (hex(signature.slice(0, 4)) !== id) return false;
    try {
      const key = await crypto.subtle.importKey('raw', fromBase64(material).slice(1), 'Ed25519', false, ['verify']);
      return await crypto.subtle.verify('Ed25519', key, signature.slice(4), utf8(message));
    } catch {
      return null;
    }
  }

  // The page

  async function judge(input) {
    const value = input.trim();
    if (value.length > most) return answer('mute', 'too-long', { count: value.length, most });
    if (!globalThis.crypto?.subtle) return answer('mute', 'no-crypto');
    try {
      const isToken = /^[\w-]+\.[\w-]*\.[\w-]*$/.test(value);
      return await (isToken ? judgePassport(value) : judgeLabel(value));
    } catch {
      return answer('mute', 'unreadable');
    }
  }

  function element(name, content, more = {}) {
    const made = Object.assign(document.createElement(name), more);
    made.append(...[content].flat());
    return made;
  }

  function show({ tone, name, values, rows }) {
    const band = find(`band-${tone}`).content.cloneNode(true);
    band.querySelector('[data-verdict]').dataset.verdict = name;
    band.querySelector('h1').textContent = say(`${name}-word`, values);
    band.querySelector('p').textContent = say(name, values);
    const facts = rows.map(([label, value, note]) =>
      element('div', [element('dt', say(label)), element('dd', [value, ...(note ? [element('small', note)] : [])])]),
    );
    find('answer').replaceChildren(band, element('dl', facts, { className: 'facts' }));
  }

  async function run(judged) {
    shown = judged;
    show(await judged());
    find('answer').focus();
    scrollTo(0, 0);
  }

  async function readPhoto(file) {
    const code = await globalThis.readQrOfPhoto(file).catch(() => null);
    if (code === null) return run(async () => answer('mute', 'photo-none'));
    find('input').value = code;
    return run(() => judge(code));
  }

  async function speak() {
    document.documentElement.lang = lang;
    for (const each of document.querySelectorAll('[data-word]')) each.textContent = say(each.dataset.word);
    for (const link of find('languages').children) {
      if (link.lang === lang) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    find('as-of').textContent = say('as-of', { date: day(kit.madeAt, true), url: kit.publicUrl });
    const item = (key) =>
      element('li', element('div', [tellKey(key), element('small', key.kid, { className: 'code' })]));
    find('keys').replaceChildren(...keys.map(item));
    if (shown) show(await shown());
  }

  find('languages').addEventListener('click', (event) => {
    event.preventDefault(); // another address may fetch the icon again
    lang = event.target.lang || lang;
    void speak();
  });
  find('check').addEventListener('click', () => {
    const { value } = find('input');
    void run(() => judge(value));
  });
  find('photo').addEventListener('change', ({ target }) => target.files[0] && void readPhoto(target.files[0]));
  void speak();
})();

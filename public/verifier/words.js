// What the page knows, and how it speaks: keys and words stand in it.
(() => {
  'use strict';
  const kit = JSON.parse(document.body.dataset.kit);
  const words = JSON.parse(document.body.dataset.words);
  const keys = [...kit.keys, ...kit.revoked];

  const say = (name, values = {}) =>
    (words[nguon.lang][name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

  function day(value, time) {
    const style = { day: '2-digit', month: nguon.lang === 'en' ? 'short' : '2-digit', year: 'numeric' };
    if (/^\d{4}-\d\d-\d\d$/.test(value)) style.timeZone = 'UTC';
    if (time) Object.assign(style, { hour: '2-digit', minute: '2-digit' });
    return new Date(value).toLocaleString(
      { vi: 'vi-VN', en: 'en-GB', zh: 'zh-CN', 'zh-Hant': 'zh-TW' }[nguon.lang],
      style,
    );
  }

  /** The day on the clock of this device. */
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const end = (lastDay) => say(lastDay < today() ? 'ended' : 'until', { date: day(lastDay) });

  const inFours = (serial) => serial.replace(/.{4}(?=.)/g, '$& ');

  function tellKey({ validFrom, validUntil, revokedAt, revokedBecause }) {
    if (revokedAt) return say('key-gone', { date: day(revokedAt), reason: revokedBecause });
    if (!validFrom) return say('key-next');
    const until = validUntil && day(validUntil);
    return say(until ? 'key-retired' : 'key-active', { from: day(validFrom), until });
  }

  /** What is shown: tone and name of the verdict, and rows of names, values and notes. */
  const answer = (tone, name, values = {}, rows = []) => ({ tone, name, values, rows });
  const revoked = ({ revokedAt, revokedBecause }, rows) =>
    answer('bad', 'key-revoked', { date: day(revokedAt), reason: revokedBecause }, rows);
  const keyRows = (key) => [
    ['row-signature', say('signed-right')],
    ['row-key', tellKey(key), key.kid],
  ];

  const lang = document.documentElement.lang;
  Object.assign(nguon, { lang, kit, words, keys, say, day, today, end, inFours, tellKey, answer, revoked, keyRows });
})();

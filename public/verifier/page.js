// The page that checks labels and passports with the keys that stand in it. It asks nobody: no request leaves it.
(() => {
  'use strict';
  const { kit, keys, say, day, tellKey, answer, judgeLabel, judgePassport } = nguon;
  const find = (id) => document.getElementById(id);
  const most = 100_000;
  let shown = null;

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
    const code = await nguon.readQrOfPhoto(file).catch(() => null);
    if (code === null) return run(async () => answer('mute', 'photo-none'));
    find('input').value = code;
    return run(() => judge(code));
  }

  async function speak() {
    document.documentElement.lang = nguon.lang;
    for (const each of document.querySelectorAll('[data-word]')) each.textContent = say(each.dataset.word);
    for (const link of find('languages').children) {
      if (link.lang === nguon.lang) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    find('as-of').textContent = say('as-of', { date: day(kit.madeAt, true), url: kit.publicUrl });
    const item = (key) =>
      element('li', element('div', [tellKey(key), element('small', key.kid, { className: 'code' })]));
    find('keys').replaceChildren(...keys.map(item));
    if (shown) show(await shown());
  }

  find('languages').addEventListener('click', (event) => {
    event.preventDefault(); // with another address browsers ask for the icon again
    nguon.lang = event.target.lang || nguon.lang;
    void speak();
  });
  find('check').addEventListener('click', () => {
    const { value } = find('input');
    void run(() => judge(value));
  });
  find('photo').addEventListener('change', ({ target }) => target.files[0] && void readPhoto(target.files[0]));
  void speak();
})();

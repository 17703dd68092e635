/** The page that checks labels and passports with the keys that stand in it. It asks nobody: no request leaves it. */
import { judgeLabel } from './labels.js';
import { judgePassport } from './passports.js';
import { readPicture } from './picture.js';
import { answer, day, keys, kit, page, say, tellKey, type Answer } from './words.js';

const most = 100_000;
const find = (id: string) => document.getElementById(id)!;
const input = find('input') as HTMLTextAreaElement;
let shown: (() => Answer | Promise<Answer>) | undefined;

async function judge(value: string): Promise<Answer> {
  if (value.length > most) return answer('mute', 'too-long', { count: value.length, most });
  if (!globalThis.crypto?.subtle) return answer('mute', 'no-crypto');
  try {
    return await (/^[\w-]+\.[\w-]*\.[\w-]*$/.test(value) ? judgePassport(value) : judgeLabel(value));
  } catch {
    return answer('mute', 'unreadable');
  }
}

function element(name: string, ...content: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

function show({ tone, name, values, rows }: Answer): void {
  const band = (find(`band-${tone}`) as HTMLTemplateElement).content.cloneNode(true) as DocumentFragment;
  band.querySelector<HTMLElement>('[data-verdict]')!.dataset.verdict = name;
  band.querySelector('h1')!.textContent = say(`${name}-word`, values);
  band.querySelector('p')!.textContent = say(name, values);
  const facts = element('dl');
  facts.className = 'facts';
  for (const [label, value, note] of rows) {
    facts.append(
      element('div', element('dt', say(label)), element('dd', value, ...(note ? [element('small', note)] : []))),
    );
  }
  find('answer').replaceChildren(band, facts);
}

async function run(judged: () => Answer | Promise<Answer>): Promise<void> {
  shown = judged;
  show(await judged());
  find('answer').focus();
  scrollTo(0, 0);
}

async function readPhoto(file: File): Promise<void> {
  const code = await readPicture(file).catch(() => null);
  if (code === null) return run(() => answer('mute', 'photo-none'));
  input.value = code;
  return run(() => judge(code));
}

async function speak(): Promise<void> {
  for (const each of document.querySelectorAll<HTMLElement>('[data-word]')) each.textContent = say(each.dataset.word!);
  for (const link of find('languages').children as HTMLCollectionOf<HTMLElement>) {
    link.ariaCurrent = link.lang === page.lang ? 'true' : null;
  }
  find('as-of').textContent = say('as-of', { date: day(kit.madeAt, 'time'), url: kit.publicUrl });
  const items = keys.map((key) => {
    const name = element('small', key.kid);
    name.className = 'code';
    return element('li', element('div', tellKey(key), name));
  });
  find('keys').replaceChildren(...items);
  if (shown) show(await shown());
}

find('languages').onclick = (event) => {
  event.preventDefault(); // with another address browsers ask for the icon again
  page.lang = (event.target as HTMLElement).lang || page.lang;
  void speak();
};
find('check').onclick = () => {
  const value = input.value.trim();
  void run(() => judge(value));
};
find('photo').onchange = ({ target }) => {
  const [file] = (target as HTMLInputElement).files!;
  if (file) void readPhoto(file);
};
void speak();

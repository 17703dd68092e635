/** What a browser can measure of the page that is open in it; put into each page by test/support/auditing.ts. */
/* global window, document, getComputedStyle */
const interactive = 'a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex="0"]';

/** Wide and high enough for a thumb (WCAG 2.5.5), in CSS pixels. */
const leastTarget = 44;

function shown(element) {
  return element.checkVisibility({ visibilityProperty: true }) && !element.matches('.skip');
}

/** As a person would name it: `a "Trang chủ"`. */
function nameOf(element) {
  const words = (element.textContent.trim() || element.name || element.id || '').replace(/\s+/g, ' ');
  return `${element.localName} "${words.slice(0, 40)}"`;
}

/** A link among the words of a sentence, which WCAG leaves to the lines. */
function isInSentence(element) {
  if (element.localName !== 'a' || getComputedStyle(element).display !== 'inline') return false;
  const isWord = ({ nodeType, data }) => nodeType === 3 && /\p{L}/u.test(data);
  return [...element.parentNode.childNodes].some(isWord);
}

/** A tick box together with its label, which does the same. */
function boxOf(element) {
  const labels = /checkbox|radio/.test(element.type) ? [...element.labels] : [];
  const boxes = [element, ...labels].map((each) => each.getBoundingClientRect());
  return {
    width: Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left)),
    height: Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top)),
  };
}

function smallTargets() {
  return [...document.querySelectorAll(interactive)]
    .filter((element) => shown(element) && !isInSentence(element) && element.localName !== 'pre')
    .map((element) => ({ name: nameOf(element), ...boxOf(element) }))
    .filter(({ width, height }) => Math.min(width, height) < leastTarget - 0.01)
    .map(({ name, width, height }) => `${name} ${width.toFixed(1)} × ${height.toFixed(1)}`);
}

/** What sticks out of the page to the right or is cut off by its box. */
function cutOff() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const isCut = (element) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const hides = (overflow, content, box) => overflow !== 'visible' && content > box + 1;
    return (
      hides(overflowX, element.scrollWidth, element.clientWidth) ||
      hides(overflowY, element.scrollHeight, element.clientHeight)
    );
  };
  const found = [...document.body.querySelectorAll('*')].filter((element) => {
    if (!shown(element) || element.closest('svg, option, thead') || /^(input|textarea)$/.test(element.localName))
      return false;
    return element.getBoundingClientRect().right > clientWidth + 1 || isCut(element);
  });
  return [...(scrollWidth > clientWidth ? [`page ${scrollWidth} > ${clientWidth}`] : []), ...found.map(nameOf)];
}

function enlargeText() {
  document.documentElement.style.fontSize = '200%';
}

let order = [];
/** How many stops the Tab key should make, the skip link first. */
function countStops() {
  order = [...document.querySelectorAll(interactive)].filter((each) =>
    each.checkVisibility({ visibilityProperty: true }),
  );
  return order.length;
}

/** What is wrong with the focus at a stop; empty where it is at the right one and can be seen. */
function focusFault(stop) {
  const { activeElement } = document;
  const wanted = order[stop];
  if (activeElement !== wanted) return `stop ${stop} is ${nameOf(activeElement)}, not ${nameOf(wanted)}`;
  const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
  const { top, bottom, left, right } = activeElement.getBoundingClientRect();
  const isInSight = bottom > 0 && top < window.innerHeight && right > 0 && left < window.innerWidth;
  if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && isInSight) return '';
  return `${nameOf(activeElement)} has no visible focus`;
}

function openDetails(alike) {
  for (const element of document.querySelectorAll(alike || 'no-such-element')) element.remove();
  for (const details of document.querySelectorAll('details')) details.open = true;
}

window.audit = { openDetails, smallTargets, cutOff, enlargeText, countStops, focusFault };

import { expect } from 'chai';
import fc from 'fast-check';
import { DomainError } from '../../src/errors.js';
import { flattenInput, readForm } from '../../src/http/form.js';

const fields = (text: string) => Object.fromEntries(text.split('&').map((pair) => pair.split('=')));

describe('a browser form', () => {
  it('becomes nested by its dotted names', () => {
    expect(readForm(fields('lot=L1&inputs.0.lot=A&inputs.0.quantity=2&inputs.1.lot=B&ocop.stars=4'))).to.deep.equal({
      lot: 'L1',
      inputs: [{ lot: 'A', quantity: '2' }, { lot: 'B' }],
      ocop: { stars: '4' },
    });
  });

  it('leaves out blank fields, blank rows and its own hidden fields', () => {
    const typed = fields('_csrf=x&_key=y&note= &inputs.0.lot=&inputs.0.quantity=&inputs.7.lot= B &inputs.3.lot=A');
    expect(readForm(typed)).to.deep.equal({ inputs: [{ lot: 'A' }, { lot: 'B' }] });
    expect(readForm(undefined)).to.deep.equal({});
  });

  it('gives a local time the offset of the server, and leaves every other text alone', () => {
    expect(readForm({ eventTime: '2026-10-02T08:30', day: '2026-10-02', lot: '2026-10-02T08:30:00Z' })).to.deep.equal({
      eventTime: '2026-10-02T08:30:00+07:00',
      day: '2026-10-02',
      lot: '2026-10-02T08:30:00Z',
    });
  });

  it('keeps a field that is sent several times as a list', () => {
    expect(readForm({ markets: ['vn', ' cn '] })).to.deep.equal({ markets: ['vn', 'cn'] });
  });

  const isNoField = (body: unknown) =>
    expect(() => readForm(body))
      .to.throw(DomainError)
      .with.property('code', 'invalid-request');

  it('refuses names that lead nowhere', () => {
    isNoField({ ['__proto__.polluted']: 'x' });
    isNoField(JSON.parse('{"__proto__":"x"}'));
    isNoField({ 'a.__proto__.b': 'x' });
    isNoField({ 'inputs.200.lot': 'x' });
    isNoField({ 'inputs.1e9.lot': 'x' });
    isNoField({ [`a${'.a'.repeat(8)}`]: 'x' });
    isNoField({ [`a${'.a'.repeat(40_000)}`]: 'x' });
    expect(readForm({ 'inputs.199.lot': 'x' })).to.deep.equal({ inputs: [{ lot: 'x' }] });
  });

  it('refuses a field that is a text and a group at once', () => {
    isNoField({ a: '1', 'a.b': '2' });
    isNoField({ a: ['1', '2'], 'a.length': 'x' });
  });

  it('reaches nothing that all objects share', () => {
    const names = ['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty'];
    for (const name of names) {
      const shared = (Object.prototype as unknown as Record<string, object>)[name] ?? {};
      const before = Object.getOwnPropertyNames(shared);
      readForm({ [`${name}.call`]: 'x', [`${name}.planted`]: 'x', [`constructor.${name}.planted`]: 'x' });
      expect(Object.getOwnPropertyNames(shared), name).to.deep.equal(before);
    }
    expect({}).not.to.have.property('planted');
  });

  it('is filled again with exactly what was typed', () => {
    const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z]{0,7}$/);
    const text = fc.string({ minLength: 1 }).filter((value) => value.trim() === value && value !== '');
    const input = fc.letrec<{ input: object; value: unknown }>((tie) => ({
      input: fc.dictionary(name, tie('value'), { minKeys: 1, maxKeys: 4 }),
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        text,
        tie('input'),
        fc.array(fc.dictionary(name, text, { minKeys: 1, maxKeys: 3 }), { minLength: 1, maxLength: 5 }),
      ),
    })).input;
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(
        input.filter((value) => depthOf(value) <= 8),
        (typed) => {
          expect(readForm(flattenInput(typed))).to.deep.equal(JSON.parse(JSON.stringify(typed)));
        },
      ),
    );
  });

  it('writes numbers and choices as texts, and nothing for what is absent', () => {
    const input = { quantity: 120.5, isOpen: false, note: undefined, zone: null, labels: [1, 2] };
    const typed = { quantity: '120.5', isOpen: 'false', 'labels.0': '1', 'labels.1': '2' };
    expect(flattenInput(input)).to.deep.equal(typed);
  });
});

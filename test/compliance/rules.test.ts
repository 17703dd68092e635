import { expect } from 'chai';
import { checkLot, checkRule } from '../../src/compliance/check.js';
import { type LotFacts } from '../../src/compliance/facts.js';
import { wordsOfItem } from '../../src/compliance/present.js';
import { rules, rulesFor } from '../../src/compliance/rules.js';
import { markets, sources } from '../../src/compliance/sources.js';
import { locales, translator } from '../../src/http/i18n.js';
import { completeFacts } from '../support/compliance.js';
import { breakOf } from '../support/compliance-breaks.js';

describe('the rules', () => {
  const kept = rules.filter(({ asked }) => asked !== 'not-kept');

  it('have a name of their own, a source, and words in three languages', () => {
    expect(new Set(rules.map(({ id }) => id)).size)
      .to.equal(rules.length)
      .and.above(80);
    const known: string[] = sources.map(({ id }) => id);
    for (const rule of rules) {
      expect(known, rule.id).to.include(rule.source);
      for (const t of locales.map(translator)) {
        const words = [
          wordsOfItem(rule, t),
          t(`compliance.sources.${rule.source}`),
          t(`compliance.notes.${rule.source}`),
        ];
        expect(
          words.filter((each) => /^compliance\.|^$/.test(each)),
          rule.id,
        ).to.deep.equal([]);
      }
    }
  });

  it('say how well each source is known, when it was read and where', () => {
    for (const { readIn, readOn, readAt, id } of sources) {
      expect(readIn).to.be.oneOf(['part', 'full']);
      expect(readOn, id).to.match(/^2026-\d\d-\d\d$/);
      expect(readAt, id).to.not.equal('');
      expect(
        rules.some(({ source }) => source === id),
        id,
      ).to.equal(true);
    }
  });

  it('ask ten items of Circular 02/2024, eight of Decree 37/2026, and every element of 21 CFR 1 subpart S', () => {
    const count = (source: string) => rules.filter((rule) => rule.source === source).length;
    expect([count('circular-02-2024'), count('decree-37-2026')]).to.deep.equal([10, 8]);
    const paragraphs = rules.filter(({ source }) => source === 'fsma-204').map(({ article }) => article.slice(0, 13));
    const counts = Object.fromEntries(
      paragraphs.map((each) => [each, paragraphs.filter((other) => other === each).length]),
    );
    expect(counts).to.deep.equal({
      ...{ '21 CFR 1.1325': 7, '21 CFR 1.1330': 15, '21 CFR 1.1340': 8, '21 CFR 1.1345': 8, '21 CFR 1.1350': 9 },
    });
  });

  it('are all met by a complete lot, but for what is not kept yet', () => {
    for (const market of markets) {
      const { facts } = completeFacts();
      const states = checkLot(facts, market).sources.flatMap(({ rows }) => rows);
      const open = states.filter(({ state, rule }) => state !== (rule.asked === 'not-kept' ? 'not-kept' : 'there'));
      expect(
        open.map(({ rule, state }) => `${rule.id} ${state}`),
        market,
      ).to.deep.equal([]);
    }
  });

  for (const rule of kept) {
    it(`${rule.id} holds, and fails when what it asks for is gone`, () => {
      const { facts, parts } = completeFacts();
      expect(checkRule(rule, facts)).to.deep.include({ state: 'there', missing: [] });
      const take = breakOf(rule);
      expect(take, 'a case that fails').to.be.a('function');
      take?.(parts, facts);
      const { state, missing } = checkRule(rule, facts);
      expect(state).to.equal(rule.asked === 'if-any' ? 'none' : 'missing');
      if (rule.asked === 'if-any') expect(missing).to.deep.equal([]);
    });
  }

  it('are each asked of some market', () => {
    const asked = new Set(markets.flatMap((market) => rulesFor(market).map(({ id }) => id)));
    expect(rules.filter(({ id }) => !asked.has(id))).to.deep.equal([]);
  });
});

describe('the check of a lot', () => {
  it('asks nothing of food from what is none, and says why', () => {
    const { facts, parts } = completeFacts();
    parts.product.ocopGroup = 'handicraft';
    const [, fsma] = checkLot(facts, 'us').sources;
    expect(fsma).to.include({ asked: 0, complete: 0 });
    expect(new Set(fsma?.rows.map(({ unless }) => unless))).to.deep.equal(new Set(['food']));
  });

  it('names the record that lacks something, and who keeps it', () => {
    const { facts, parts } = completeFacts();
    parts.zone.geometry = null;
    const rows = checkLot(facts, 'eu').sources.flatMap((source) => source.rows);
    const plot = rows.find(({ rule }) => rule.id === 'eudr-plot');
    expect(plot?.missing).to.deep.equal([
      {
        ...{ part: 'plot', kind: 'place', id: 'zone', name: { text: 'Nơi zone' }, value: null },
        keeper: { id: 'farm', name: 'HTX Dong riềng' },
      },
    ]);
  });

  it('tells of what may not be read only whether it is there', () => {
    const { facts, parts } = completeFacts();
    const readable = new Set(
      [...facts.readable].filter((id) => !['zone', 'farm', 'harvest', parts.zone.uri].includes(id)),
    );
    readable.delete('p/ROOT/10/R1');
    const hidden = { ...facts, readable, acquainted: new Set(['works', 'shop']) };
    for (const market of markets) {
      const told = JSON.stringify(
        checkLot(hidden, market).sources.map(({ rows }) => rows.map(({ present, missing }) => [present, missing])),
      );
      for (const secret of [
        'Nơi zone',
        'HTX Dong riềng',
        'VN-CB-0001',
        '"R1"',
        'p/ROOT',
        '"farm"',
        '4800farm',
        '105.87',
      ]) {
        expect(told, market).to.not.include(secret);
      }
    }
    const counts = (each: LotFacts) =>
      markets.map((market) => checkLot(each, market).sources.map(({ complete, asked }) => [complete, asked]));
    expect(counts(hidden)).to.deep.equal(counts(facts));
  });
});

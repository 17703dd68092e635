import { expect } from 'chai';
import fc from 'fast-check';
import { isPublicAddress } from '../../src/events/epcis/public-address.js';
import { nextTime, schedule } from '../../src/events/epcis/schedule.js';

describe('a schedule', () => {
  const next = (parts: object, after: string, offset = '+00:00') =>
    nextTime(schedule.parse(parts), new Date(after), offset)?.toISOString() ?? null;

  it('comes at the next time that fits, in the time of the place', () => {
    expect(next({ minute: '5', hour: '1' }, '2026-10-02T00:00:00Z')).to.equal('2026-10-02T01:05:00.000Z');
    expect(next({ minute: '5', hour: '1' }, '2026-10-02T01:05:00Z')).to.equal('2026-10-03T01:05:00.000Z');
    expect(next({ minute: 5, hour: 1 }, '2026-10-02T00:00:00Z', '+07:00')).to.equal('2026-10-02T18:05:00.000Z');
    expect(next({ hour: '[8-17]' }, '2026-10-02T17:30:00Z')).to.equal('2026-10-03T08:00:00.000Z');
    expect(next({ second: '0,30' }, '2026-10-02T08:00:29Z')).to.equal('2026-10-02T08:00:30.000Z');
    expect(next({ dayOfWeek: '7' }, '2026-10-02T08:00:00Z')).to.equal('2026-10-04T00:00:00.000Z');
    expect(next({ dayOfMonth: '29', month: '2' }, '2026-10-02T08:00:00Z')).to.equal('2028-02-29T00:00:00.000Z');
    expect(next({ dayOfMonth: '31', month: '2' }, '2026-10-02T08:00:00Z')).to.equal(null);
  });

  it('comes strictly later, and at most a day later when only the time of day is given', () => {
    const part = (most: number) => fc.integer({ min: 0, max: most }).map(String);
    fc.assert(
      fc.property(
        part(59),
        part(59),
        part(23),
        fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        (second, minute, hour, after) => {
          const at = nextTime({ second, minute, hour }, after, '+00:00') ?? new Date(0);
          expect(at.getTime()).to.be.above(after.getTime());
          expect(at.getTime() - after.getTime()).to.be.at.most(24 * 3_600_000);
          expect([at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()]).to.deep.equal(
            [hour, minute, second].map(Number),
          );
        },
      ),
    );
  });

  it('is refused where no clock shows it', () => {
    for (const parts of [
      {},
      { hour: '24' },
      { minute: '60' },
      { dayOfWeek: '0' },
      { month: '13' },
      { hour: '[5-2]' },
      { hour: '1-2' },
      { hour: 'x' },
      { hour: '' },
      { hours: '1' },
    ]) {
      expect(schedule.safeParse(parts).success, JSON.stringify(parts)).to.equal(false);
    }
  });
});

describe('a public address', () => {
  it('is none of those that lead inside', () => {
    const inside = `0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.9.9.9 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1
      192.0.2.1 198.18.0.1 203.0.113.9 224.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 fe80::1 fc00::1
      fd12::1 ff02::1 64:ff9b::7f00:1 2001:db8::1 2002:7f00:1::1 2001::1 example.org 8.8.8`;
    for (const address of inside.split(/\s+/)) expect(isPublicAddress(address), address).to.equal(false);
  });

  it('is any other one', () => {
    for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '11.0.0.1', '2606:4700::1111', '2a00:1450::1']) {
      expect(isPublicAddress(address), address).to.equal(true);
    }
  });
});

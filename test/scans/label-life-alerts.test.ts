import { expect } from 'chai';
import { findGenuineLabel } from '../../src/labels/verify.js';
import { Lots, type Lot } from '../../src/lots/lot.model.js';
import { unitOf } from '../../src/public/unit.js';
import { look } from '../../src/scans/look.service.js';
import { record } from '../support/chain.js';
import { buildLabelledLot, stepsOn, type LabelledLot } from '../support/label-life.js';
import { open, verdictOf } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

const address = '113.160.92.202';
const dayMs = 86_400_000;

describe('a scan that does not fit the life of its label', () => {
  let world: World;
  let lot: LabelledLot;
  before(async () => {
    world = await startWorld();
  });
  beforeEach(async () => {
    lot = await buildLabelledLot(world);
  });
  after(() => world.stop());
  const { print, apply, annul, sale } = stepsOn(
    () => world,
    () => lot,
  );

  /** Rules broken by a stranger's scan of a label, counted from 1, some days from now. */
  const scan = async (number: number, days = 0) => {
    const stored = (await Lots.findById(lot.packed.lot).lean()) as Lot;
    const label = await findGenuineLabel(stored, lot.labels[number - 1]?.serial ?? '', []);
    const now = new Date(Date.now() + days * dayMs);
    const { alerts } = await look({ ...unitOf(stored, label, null), verdict: 'genuine' }, { address, now });
    return alerts.map(({ rule }) => rule);
  };

  it('is told when others of the lot are applied and this one is not, a day after it was issued', async () => {
    await print(1, 10);
    expect(await scan(7, 2)).to.deep.equal([]); // nobody records what is applied
    await apply(1, 5);
    expect(await scan(7)).to.deep.equal([]); // a fresh print is tried
    expect(await scan(5, 2)).to.deep.equal([]);
    expect(await scan(7, 2)).to.deep.equal(['before-applied']);
    expect(await scan(15, 2)).to.deep.equal(['before-applied']); // not even printed
    const page = await open(world, lot.labels[6]?.full ?? '');
    expect(verdictOf(page)).to.equal('look-again');
    expect(page.text).to.include('chưa ghi nhận đã dán tem này');
  });

  it('is told long after the sale, and not before', async () => {
    await print(1, 10);
    await record(world, 'hoa', '/sales', sale(1, 2));
    expect(await scan(1, 89)).to.deep.equal([]);
    expect(await scan(1, 91)).to.deep.equal(['after-sold']);
    expect(await scan(3, 91)).to.deep.equal([]);
    const page = await open(world, lot.labels[0]?.full ?? '');
    expect(verdictOf(page)).to.equal('genuine');
    expect(page.text).to.match(/đã bán ngày [\d/]+, 91 ngày trước lượt quét/);
  });

  it('is told of a void label', async () => {
    expect(await scan(4)).to.deep.equal([]);
    await annul(4, 4);
    const page = await open(world, lot.labels[3]?.full ?? '');
    expect(verdictOf(page)).to.equal('void');
    expect(page.text).to.match(/đã hủy tem này ngày [\d/]+: không gói hàng nào/);
    expect(await scan(4)).to.deep.equal(['void']);
    expect(await scan(5)).to.deep.equal([]);
  });

  it('is told of a recalled lot a week after the recall, when the news is old', async () => {
    await world.as.minh.post(`/api/lots/${lot.packed.lot}/recalls`, { reason: 'Thử' });
    expect(await scan(1, 6)).to.deep.equal([]);
    expect(await scan(1, 8)).to.deep.equal(['recalled']);
  });
});

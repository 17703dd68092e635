/**
 * The inspectorate's planned inspections: of noodles, with a sample; of a workshop, whose corrected fault waits for a
 * decision; of a tea factory, where all is settled; and what is still to be done, one of it too late.
 */
import { type VisitStep } from './story.js';

const by = 'inspectorate';

export const visits: VisitStep[] = [
  {
    ...{ at: [38, '08:15'], by, step: 'plan', visit: 'tea', of: 'kolia', place: 'kolia-works', dueIn: 10 },
    note: 'Kiểm tra định kỳ (minh họa).',
  },
  {
    ...{ at: [29, '08:40'], by, step: 'find', visit: 'tea' },
    except: { '11.1': { finding: 'minor', note: 'Chưa diễn tập thu hồi trong năm (minh họa).' } },
    note: 'Hồ sơ đầy đủ; còn thiếu biên bản diễn tập thu hồi.',
  },
  {
    ...{ at: [29, '11:20'], by, step: 'conclude', visit: 'tea', result: 'conformant' },
    note: 'Kiểm tra minh họa: hệ thống truy xuất đạt yêu cầu, cần diễn tập thu hồi.',
  },
  {
    ...{ at: [29, '11:40'], by, step: 'order', visit: 'tea', code: '11.1', dueIn: 20 },
    note: 'Diễn tập thu hồi một lô và gửi biên bản.',
  },
  {
    ...{ at: [18, '15:30'], by: 'kolia', step: 'answer', visit: 'tea' },
    note: 'Đã diễn tập thu hồi với một lô lục trà: liên hệ đủ các nơi giữ hàng trong 40 phút (minh họa).',
  },
  {
    ...{ at: [16, '09:10'], by, step: 'decide', visit: 'tea' },
    note: 'Biên bản diễn tập đầy đủ, chấp nhận.',
  },

  {
    ...{ at: [14, '08:20'], by, step: 'plan', visit: 'noodles', of: 'tan-viet-a', lot: 'mien-dong/MD-01', dueIn: 7 },
    note: 'Lấy mẫu miến dong trước mùa Tết (minh họa).',
  },
  {
    ...{ at: [8, '08:45'], by, step: 'find', visit: 'noodles', photoOf: '2.4' },
    except: {
      '2.4': { finding: 'minor', note: 'Một thùng trên kệ chưa dán tem (ảnh minh họa).' },
      '4.2': { finding: 'minor', note: 'Quy trình thu hồi chưa ghi thời hạn báo cho nơi bán.' },
      '12.2': { finding: 'not-applicable' },
    },
    note: 'Lô hàng khớp sổ; hai điểm cần sửa.',
  },
  { at: [8, '09:30'], by, step: 'sample', visit: 'noodles', code: 'MH-M01', quantity: 1.5, uom: 'KGM' },
  {
    ...{ at: [8, '11:15'], by, step: 'conclude', visit: 'noodles', result: 'conformant' },
    note: 'Kiểm tra minh họa: lô miến truy xuất được đến hai vùng dong riềng, có hai điểm cần khắc phục.',
  },
  {
    ...{ at: [8, '11:30'], by, step: 'order', visit: 'noodles', code: '2.4', dueIn: 21 },
    note: 'Dán tem cho mọi thùng trước khi xếp lên kệ và gửi ảnh.',
  },
  {
    ...{ at: [3, '10:05'], by, step: 'report', visit: 'noodles' },
    ...{ laboratory: 'Phòng thử nghiệm minh họa', number: 'MH-2026-01' },
    results: [
      { parameter: 'Độ ẩm', value: '12.4', unit: '%', comparison: 'at-most', limit: '15' },
      { parameter: 'Chì (Pb)', value: '0.02', unit: 'mg/kg', comparison: 'at-most', limit: '0.2' },
      { parameter: 'Natri benzoat', notDetected: true, unit: 'mg/kg', comparison: 'not-detected' },
    ],
  },

  {
    ...{ at: [12, '14:10'], by, step: 'plan', visit: 'workshop', of: 'hung-dao', place: 'hung-dao-works', dueIn: 6 },
  },
  {
    ...{ at: [7, '13:50'], by, step: 'find', visit: 'workshop' },
    except: {
      '3.3': { finding: 'major', note: 'Chứng nhận VietGAP đã hết hạn, chưa cấp lại (tình huống minh họa).' },
      '9.1': { finding: 'minor', note: 'Người ghi sổ mới chưa được tập huấn.' },
    },
    note: 'Sổ và hệ thống khớp nhau; chứng nhận hết hạn.',
  },
  {
    ...{ at: [7, '16:00'], by, step: 'conclude', visit: 'workshop', result: 'non_conformant' },
    note: 'Tình huống minh họa, không có thật: chứng nhận vùng trồng hết hạn.',
  },
  {
    ...{ at: [7, '16:20'], by, step: 'order', visit: 'workshop', code: '3.3', dueIn: 30 },
    note: 'Nộp hồ sơ cấp lại chứng nhận và gửi giấy hẹn.',
  },
  {
    ...{ at: [2, '09:40'], by: 'hung-dao', step: 'answer', visit: 'workshop' },
    note: 'Đã nộp hồ sơ cấp lại, có giấy hẹn của tổ chức chứng nhận (minh họa).',
  },

  {
    ...{ at: [13, '09:00'], by, step: 'plan', visit: 'rice', of: 'bao-lam', place: 'bao-lam-works', dueIn: 11 },
    note: 'Kiểm tra kho nếp vụ mới (minh họa).',
  },
  {
    ...{ at: [2, '15:10'], by, step: 'plan', visit: 'noodles-again', of: 'tan-viet-a', place: 'tan-viet-a-works' },
    ...{ dueIn: 16, reinspects: 'noodles', note: 'Tái kiểm tra việc dán tem (minh họa).' },
  },
  {
    ...{ at: [1, '10:20'], by, step: 'plan', visit: 'jelly', of: 'le-thuy', lot: 'thach-den/TD-01', dueIn: 8 },
    note: 'Đối chiếu số hộp thiếu khi nhận hàng (minh họa).',
  },
];

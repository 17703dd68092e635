/**
 * Checklists that come with the program, as data. Their themes are the twelve chapters of the GS1 Global Traceability
 * Compliance Criteria Standard 4.1 (2021), on which TCVN 13167:2025 says in its foreword that it is based; the criteria are
 * written in our own words, with what TCVN 12850:2019, TCVN 13275:2020 and Circular 02/2024/TT-BKHCN ask for. The text
 * of TCVN 13167:2025 could not be read here in full: an office compares the table with it before relying on it.
 * A change is a new version at the end of `versions`; an older one stays, for inspections were made by it.
 */
import { type Translated } from '../http/page.js';

export const themes = [
  'objectives',
  'products',
  'supply-chain',
  'procedures',
  'flow',
  'information',
  'documents',
  'responsibilities',
  'training',
  'coordination',
  'monitoring',
  'audits',
] as const;
export type Theme = (typeof themes)[number];

export interface ChecklistItem {
  /** Names it in findings: `5.2`. */
  code: string;
  theme: Theme;
  text: Translated;
}

export interface Checklist {
  checklist: string;
  version: number;
  names: Translated;
  /** Where it is from, as the page of the checklist says. */
  source?: string | null;
  items: ChecklistItem[];
}

const item = (code: string, theme: Theme, vi: string, en: string, zh: string): ChecklistItem => ({
  code,
  theme,
  text: { vi, en, zh },
});

export const tableChecklists: readonly Checklist[] = [
  {
    checklist: 'tcvn-13167',
    version: 1,
    names: {
      vi: 'Hệ thống truy xuất nguồn gốc (theo chủ đề của TCVN 13167:2025)',
      en: 'Traceability system (themes of TCVN 13167:2025)',
      zh: '追溯系统（按 TCVN 13167:2025 的主题）',
    },
    source: 'TCVN 13167:2025; GS1 Global Traceability Compliance Criteria Standard 4.1',
    // prettier-ignore
    items: [
      item('1.1', 'objectives', 'Có mục tiêu và phạm vi truy xuất bằng văn bản, người phụ trách đã ký.', 'Objectives and scope of traceability are written down and signed by who is in charge.', '追溯的目标和范围有书面文件，并由负责人签字。'),
      item('1.2', 'objectives', 'Biết rõ quy định và yêu cầu của thị trường mà sản phẩm phải đáp ứng.', 'The rules and market requirements that the products must meet are known.', '了解产品须遵守的法规和市场要求。'),
      item('2.1', 'products', 'Mỗi sản phẩm có mã truy vết sản phẩm riêng (GTIN hoặc mã nội bộ), không dùng lại.', 'Each product has its own trace code (GTIN or internal), never used again.', '每种产品都有唯一的追溯码（GTIN 或内部编码），不重复使用。'),
      item('2.2', 'products', 'Mỗi lô có mã lô; cùng một mã lô không đặt cho hai lô.', 'Each lot has a code; no two lots share one.', '每批产品都有批号，不同批次不使用相同批号。'),
      item('2.3', 'products', 'Nguyên liệu, bán thành phẩm và hàng làm lại được định danh ở mọi công đoạn.', 'Raw material, work in progress and rework are identified at every stage.', '原料、半成品和返工品在每个环节都有标识。'),
      item('2.4', 'products', 'Tem, nhãn đọc được, đúng vật mang dữ liệu theo TCVN 13275 và khớp với lô hàng.', 'Labels can be read, carry data as TCVN 13275 asks, and match the lot.', '标签可读，数据载体符合 TCVN 13275，并与批次一致。'),
      item('3.1', 'supply-chain', 'Từng địa điểm sản xuất, sơ chế, kho có mã truy vết địa điểm.', 'Each place of production, handling and storage has a location code.', '每个生产、初加工和仓储地点都有位置追溯码。'),
      item('3.2', 'supply-chain', 'Có danh sách nhà cung cấp và khách hàng với tên, địa chỉ, người liên hệ.', 'Suppliers and customers are listed with name, address and contact.', '有供应商和客户名单，包括名称、地址和联系人。'),
      item('3.3', 'supply-chain', 'Vùng trồng, vùng nuôi có mã số còn hiệu lực khi thị trường yêu cầu.', 'Growing or farming areas have a valid code where the market asks for one.', '市场有要求时，种植区或养殖区的编码在有效期内。'),
      item('4.1', 'procedures', 'Có quy trình truy xuất bằng văn bản, đúng với cách làm thực tế.', 'The traceability procedure is written down and is what is really done.', '有书面追溯程序，且与实际操作一致。'),
      item('4.2', 'procedures', 'Có quy trình thu hồi: ai quyết định, báo cho ai, trong bao lâu.', 'There is a recall procedure: who decides, who is told, how fast.', '有召回程序：谁决定、通知谁、时限多长。'),
      item('5.1', 'flow', 'Truy ngược một bước: từ lô chọn ngẫu nhiên chỉ ra được mọi nguyên liệu và nhà cung cấp.', 'One step back: from a lot taken at random, every material and supplier is named.', '向后一步：随机抽取一批，可查明所有原料和供应商。'),
      item('5.2', 'flow', 'Truy xuôi một bước: từ lô chọn ngẫu nhiên chỉ ra được mọi nơi đã nhận hàng.', 'One step forward: from a lot taken at random, everyone who received it is named.', '向前一步：随机抽取一批，可查明所有收货方。'),
      item('5.3', 'flow', 'Cân đối khối lượng: đầu vào bằng đầu ra, tồn kho và hao hụt trong mức cho phép.', 'Mass balance: what went in equals what came out, the stock and accepted losses.', '物料平衡：投入等于产出、库存与合理损耗之和。'),
      item('5.4', 'flow', 'Lô được tách, gộp, đóng gói lại vẫn giữ liên kết với lô gốc.', 'Lots that were split, merged or repacked stay linked with their origin.', '拆分、合并或重新包装的批次仍与原批次关联。'),
      item('6.1', 'information', 'Mỗi sự kiện quan trọng được ghi đủ: cái gì, ở đâu, khi nào, ai, vì sao.', 'Each critical event is recorded in full: what, where, when, who, why.', '每个关键事件记录完整：何物、何地、何时、何人、何因。'),
      item('6.2', 'information', 'Đủ dữ liệu tối thiểu theo Thông tư 02/2024/TT-BKHCN.', 'The least data that Circular 02/2024/TT-BKHCN asks for are there.', '具备第 02/2024/TT-BKHCN 号通知要求的最低数据。'),
      item('6.3', 'information', 'Số liệu trên sổ, trên hệ thống và hàng thực tế khớp nhau.', 'Books, system and goods agree.', '账簿、系统与实物一致。'),
      item('7.1', 'documents', 'Hồ sơ được lưu đủ thời hạn quy định và không bị tẩy xóa.', 'Records are kept as long as required and nothing is erased.', '记录按规定期限保存，无涂改。'),
      item('7.2', 'documents', 'Tìm lại được hồ sơ của một lô trong thời gian yêu cầu.', 'The records of a lot are found within the time required.', '可在规定时间内调出某一批次的记录。'),
      item('8.1', 'responsibilities', 'Có người chịu trách nhiệm về truy xuất và người thay khi vắng.', 'Somebody is responsible for traceability, and somebody stands in.', '有追溯负责人及其代理人。'),
      item('9.1', 'training', 'Người ghi chép đã được tập huấn và làm đúng khi được hỏi.', 'Those who keep records were trained and do it right when asked.', '记录人员受过培训，经询问能正确操作。'),
      item('10.1', 'coordination', 'Đã thống nhất với nhà cung cấp và khách hàng về dữ liệu trao đổi.', 'Suppliers and customers have agreed which data are exchanged.', '已与供应商和客户约定交换的数据。'),
      item('10.2', 'coordination', 'Có danh bạ liên hệ khẩn cấp, còn dùng được.', 'There is an emergency contact list, and it is up to date.', '有紧急联系名单且有效。'),
      item('11.1', 'monitoring', 'Diễn tập thu hồi ít nhất mỗi năm một lần, có ghi thời gian và tỷ lệ thu lại.', 'A mock recall is held at least once a year, with time and share recovered on record.', '每年至少演练一次召回，并记录用时和召回率。'),
      item('11.2', 'monitoring', 'Sai lệch được phát hiện, ghi lại và xử lý.', 'Deviations are found, recorded and dealt with.', '偏差得到发现、记录和处理。'),
      item('12.1', 'audits', 'Có tự kiểm tra định kỳ hệ thống truy xuất.', 'The traceability system is audited by themselves at intervals.', '定期对追溯系统进行内部审核。'),
      item('12.2', 'audits', 'Hành động khắc phục của lần kiểm tra trước đã xong và có hiệu quả.', 'Corrective actions of the last inspection are done and work.', '上次检查的纠正措施已完成并有效。'),
    ],
  },
];

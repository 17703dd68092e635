/** Products that the demo names, with who makes them. */
export const namedProducts = {
  'Lạp sườn': 'HTX Tâm Hòa',
  'Thịt xông khói': 'HTX Tâm Hòa',
  'Miến dong Tân Việt Á': 'HTX nông sản Tân Việt Á',
  'Bún khô': 'HTX Ba sạch Hưng Đạo',
  'Thạch đen Lê Thùy': 'Hộ kinh doanh Nông Thị Lệ Thùy',
  'Gạo nếp Hương Bảo Lạc': 'Doanh nghiệp tư nhân 668 Bảo Lâm',
  'Bún khô Cao Tuyền': 'Công ty TNHH Cao Tuyền',
  'Hồng trà Kolia': 'Công ty TNHH Kolia',
  'Lục trà Kolia': 'Công ty TNHH Kolia',
  'Chiếu trúc': 'Công ty TNHH một thành viên 668',
  'Chiếu trúc hoạt hóa': 'Công ty TNHH một thành viên 668',
};

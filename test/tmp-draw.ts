import { createWriteStream, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { templates } from '../src/labels/templates.js';
import { drawSheet, chooseSeal } from '../src/labels/sheet.js';
import { buildLabelUri, labelPath, makeFullSeal, makeSerial } from '../src/labels/seal.js';
import { labelSvg } from '../src/labels/single.js';
const key={kid:'k',secret:createSecretKey(randomBytes(32))}; const lk={mark:'0',...generateKeyPairSync('ec',{namedCurve:'P-256'})};
const names=['Gạo nếp Hương Bảo Lạc','Chiếu trúc hoạt hóa','Mật ong','Thịt trâu gác bếp sấy khô đặc biệt Trùng Khánh hạng nhất loại thượng hạng xuất khẩu','Miến dong','Ấm ỆỘ Ậy gỹp Ế ẪẨ'];
const lots=['L1','CB20261015-GAONEP-01','NEP-2610A','WWWWWWWWWWWWWWWWWWWW','ABCDEFGHJKMNPQRSTVWX'];
const n=Number(process.argv[2]??65);
for (const t of Object.values(templates)) {
  const make=(i:number)=>{ const lot=lots[i%lots.length]!; const serial=makeSerial({key,productKey:'01/09521234000012',lot,index:i}); const lotPath='01/09521234000012/10/'+lot; const publicUrl='https://nguon.caobang.gov.vn';
   const compact=buildLabelUri({publicUrl,lotPath,serial}); const full=buildLabelUri({publicUrl,lotPath,serial,s:makeFullSeal(labelPath(lotPath,serial),lk)});
   return {uri: chooseSeal(t,{full,compact})==='full'?full:compact, productName:names[i%names.length]!, lot, serial, packedOn:'2026-10-15', expiresOn:'2027-10-15', producer:i%3?'HTX Nông nghiệp hữu cơ Bảo Lạc':'Hợp tác xã Sản xuất và Chế biến Nông sản Trùng Khánh, Cao Bằng', captions:{lot:'Lô',packedOn:'NSX',expiresOn:'HSD'}}; };
  const all=Array.from({length:n},(_,i)=>make(i));
  const t0=performance.now();
  await pipeline(drawSheet({template:t,labels:all,outlines:true}),createWriteStream(`/tmp/lab-${t.name}.pdf`));
  console.log(t.name,n,(n/(performance.now()-t0)*1000).toFixed(0),'labels/s');
  writeFileSync(`/tmp/lab-${t.name}.svg`,labelSvg(t,all[1]!));
}

process.env.PUBLIC_URL = 'http://127.0.0.1:3987'; process.env.DATA_DIR='x-never'; process.env.LOG_LEVEL='error'; process.chdir('/work/main');
(globalThis as any).after = () => {};
const R='/work/main/';
const { chromium } = await import(R+'node_modules/playwright-core/index.mjs');
const { startWorld } = await import(R+'test/support/world.ts');
const L = await import(R+'test/support/labelled.ts');
const C = await import(R+'test/support/chain.ts');
const B = await import(R+'test/support/builders.ts');
const { Organizations } = await import(R+'src/registry/organization.model.ts');
const { Locations } = await import(R+'src/registry/location.model.ts');
const { createCertificate, certificateInput } = await import(R+'src/registry/certificate.service.ts');
const fs = await import('node:fs');
const w = await startWorld();
w.app.set('trust proxy', true);
await Organizations.updateOne({_id:'org-hoa'},{$set:{name:'Hợp tác xã Miến dong Phia Đén',commune:'xã Thành Công',province:'Cao Bằng'}});
await Organizations.updateOne({_id:'org-binh'},{$set:{name:'Công ty TNHH Nông sản Cao Bằng',commune:'phường Thục Phán',province:'Cao Bằng'}});
await Organizations.updateOne({_id:'org-minh'},{$set:{name:'Chi cục Quản lý chất lượng Nông lâm sản Cao Bằng'}});
const facts = { names:{vi:'Miến dong Phia Đén sợi nhỏ',en:'Phia Đén arrowroot noodles, fine',zh:'菲登竹芋粉丝（细）'}, ocop:{stars:4,decisionNumber:'1234/QĐ-UBND',issuedOn:'2024-06-01',expiresOn:'2027-06-01'},
 ingredients:'Tinh bột dong riềng 100 %', storage:'Nơi khô ráo, thoáng mát, tránh ánh nắng', warnings:'Không dùng khi bao bì bị rách', standards:'TCCS 01:2024/PĐ' };
async function make(packing={}, extra: any = {}) {
  const p = await L.buildPackedLot(w, {...facts,...extra}, packing);
  await Locations.updateOne({_id:p.chain.zone._id},{$set:{name:'Vùng dong riềng Phia Đén',commune:'xã Thành Công',province:'Cao Bằng'}});
  await Locations.updateOne({_id:p.chain.facility._id},{$set:{name:'Xưởng miến Phia Đén',commune:'xã Thành Công',province:'Cao Bằng'}});
  const [label] = await L.issueLabels(w, p.lot, 20);
  return {...p,label};
}
for (const c of [{type:'food-safety',number:'07/2024/NNPTNT-CB',issuer:'Chi cục QLCL Nông lâm sản Cao Bằng',issuedOn:'2024-01-01',expiresOn:'2027-01-01'},{type:'vietgap',number:'VG-1234',issuer:'Vinacert',issuedOn:'2022-01-01',expiresOn:'2025-01-01'}])
  await createCertificate(certificateInput.parse(c), w.by('hoa'));
const g = await make({lot:'MD2610-01'});
const shop = await B.buildFacility(w.by('binh'),{kind:'shop',name:'Cửa hàng OCOP Phố Vải',commune:'phường Thục Phán',province:'Cao Bằng'});
const ev = C.laterTime;
const sh = await w.as.hoa.post('/api/shipments',{lot:g.lot,quantity:10,from:g.chain.facility._id,to:'org-binh',eventTime:ev});
await C.record(w,'binh','/receipts',{lot:g.lot,quantity:10,shipment:sh.body.shipment,at:shop._id,eventTime:ev});
await C.record(w,'binh','/sales',{lot:g.lot,quantity:1,at:shop._id,eventTime:ev});
const rc = await make({lot:'MD2610-02'}); await w.as.minh.post(`/api/lots/${rc.lot}/recalls`,{reason:'x'});
const ex = await make({lot:'MD2609-77', expiresOn:'2026-10-20'});
const hd = await make({lot:'MD2610-05'}); await w.as.minh.post(`/api/lots/${hd.lot}/holds`,{reason:'x'});
const long = await make({lot:'CB20261015-GAONEP-01'}, {names:{vi:'Thịt trâu gác bếp sấy khô đặc biệt tẩm mắc khén Trùng Khánh'}});
const un = await B.buildProduct(w.by('hoa'), {names:{vi:'Gạo nếp'},uom:'H87',netContent:{quantity:1,uom:'KGM'}});
const pages: Record<string,string> = {
 genuine: g.label.full, recalled: rc.label.full, expired: ex.label.full, held: hd.label.full, refused: g.label.full.slice(0,-1)+(g.label.full.endsWith('A')?'Q':'A'), notice: 'http://127.0.0.1:3987/'+g.product.key+'/10/MD9999-01', lot: 'http://127.0.0.1:3987/'+g.lot,
 product: 'http://127.0.0.1:3987/'+g.product.key, unknown:'http://127.0.0.1:3987/01/09521234000013', malformed:'http://127.0.0.1:3987/01/0952', long: long.label.full };
const server = w.app.listen(3987,'127.0.0.1'); await new Promise(r=>server.on('listening',r));
const browser = await chromium.launch({executablePath:'/usr/bin/chromium'});
const axe = fs.readFileSync(R+'node_modules/axe-core/axe.min.js','utf8');
const out='/tmp/shots-labels/';
const want = process.argv.slice(2);
let bad=0;
for (const lang of ['vi','en','zh']) for (const width of [360,1280]) {
  const ctx = await browser.newContext({ locale: lang, viewport:{width,height:width===360?640:800}, bypassCSP:true, extraHTTPHeaders:{'X-Forwarded-For':'113.160.92.202'} });
  for (const [name,url] of Object.entries(pages)) {
    if (want.length && !want.includes(name)) continue;
    const page = await ctx.newPage(); let reqs=0; let bytes=0; page.on('request',()=>reqs++); 
    const cdp = await ctx.newCDPSession(page); await cdp.send('Network.enable'); cdp.on('Network.loadingFinished',(e:any)=>bytes+=e.encodedDataLength);
    await page.goto(url,{waitUntil:'networkidle'});
    const html = await page.content();
    await page.screenshot({path:`${out}${name}-${lang}-${width}-fold.png`});
    await page.screenshot({path:`${out}${name}-${lang}-${width}.png`,fullPage:true});
    const scrollW = await page.evaluate(()=>document.documentElement.scrollWidth);
    await page.addScriptTag({content:axe});
    const v = await page.evaluate(async()=> (await (window as any).axe.run()).violations.map((x:any)=>x.id+': '+x.nodes.map((n:any)=>n.html.slice(0,120)).join(' || ')));
    const foldOf = await page.evaluate(()=>{const dls=document.querySelector('section.product dl'); return dls? Math.round(dls.getBoundingClientRect().bottom+scrollY):0});
    console.log(name,lang,width,'reqs',reqs,'bytes',bytes,'html',html.length,'scrollW',scrollW,'facts end',foldOf,'axe',v.length, v.join('\n   ')); bad+=v.length;
    await page.close();
  }
  await ctx.close();
}
// dark
{ const ctx = await browser.newContext({locale:'vi',colorScheme:'dark',viewport:{width:360,height:640},bypassCSP:true}); const page=await ctx.newPage(); await page.goto(pages.genuine); await page.screenshot({path:out+'genuine-dark.png',fullPage:true});
 await page.addScriptTag({content:axe}); console.log('dark axe', await page.evaluate(async()=> (await (window as any).axe.run()).violations.map((x:any)=>x.id))); await ctx.close(); }
// labels page
for (const width of [360,1280]) {
  const ctx = await browser.newContext({locale:'vi',viewport:{width,height:800},bypassCSP:true}); const page=await ctx.newPage();
  await page.goto('http://127.0.0.1:3987/sign-in'); await page.fill('#f-email','hoa@nguon.test'); await page.fill('#f-password','rừng dẻ Trùng Khánh'); await page.click('main button');
  await page.waitForLoadState('networkidle');
  await page.goto('http://127.0.0.1:3987/lots/'+g.lot+'/labels'); await page.screenshot({path:out+`labels-${width}.png`,fullPage:true});
  await page.addScriptTag({content:axe}); console.log('labels axe', await page.evaluate(async()=> (await (window as any).axe.run()).violations.map((x:any)=>x.id+' '+x.nodes[0].html)));
  await page.fill('#f-count','abc'); await page.click('#issue button'); await page.waitForLoadState('networkidle'); await page.screenshot({path:out+`labels-error-${width}.png`,fullPage:true});
  const p2 = await L.buildPackedLot(w, facts, {}); await page.goto('http://127.0.0.1:3987/lots/'+p2.lot+'/labels'); await page.screenshot({path:out+`labels-none-${width}.png`,fullPage:true});
  await ctx.close();
}
const png = await w.as.hoa.get(`/lots/${g.lot}/labels/0.png`).buffer().parse((res:any,cb:any)=>{const c:any[]=[];res.on('data',(d:any)=>c.push(d));res.on('end',()=>cb(null,Buffer.concat(c)))}); fs.writeFileSync(out+'label.png',png.body);
const png2 = await w.as.hoa.get(`/lots/${long.lot}/labels/0.png`).buffer().parse((res:any,cb:any)=>{const c:any[]=[];res.on('data',(d:any)=>c.push(d));res.on('end',()=>cb(null,Buffer.concat(c)))}); fs.writeFileSync(out+'label-long.png',png2.body);
console.log('violations',bad);
await browser.close(); server.close(); process.exit(0);

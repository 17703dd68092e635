// Reads a label's code by the camera into the box, where the browser can read codes. Without it one types or pastes.
const form = document.querySelector('#find');
const button = form?.querySelector('[type="button"]');
const [video, photo, status] = ['video', '[type="file"]', '[role="status"]'].map((name) => form?.querySelector(name));

/** Puts what was read into the box and searches. */
function take(codes) {
  if (!codes[0]) return false;
  form.elements.q.value = codes[0].rawValue;
  form.requestSubmit();
  return true;
}

function stop() {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
  video.hidden = true;
  button.querySelector('span').textContent = words;
}

async function watch(detector) {
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  video.hidden = false;
  button.querySelector('span').textContent = button.dataset.stop;
  await video.play();
  while (video.srcObject) {
    if (take(await detector.detect(video).catch(() => []))) stop();
    await new Promise((done) => setTimeout(done, 200));
  }
}

const words = button?.querySelector('span').textContent;
const readable = ['qr_code', 'data_matrix'];

async function begin() {
  const known = (await window.BarcodeDetector?.getSupportedFormats()) ?? [];
  const formats = readable.filter((format) => known.includes(format));
  if (formats.length === 0) return;
  const detector = new BarcodeDetector({ formats });
  button.hidden = false;
  button.addEventListener('click', () => {
    if (video.srcObject) return stop();
    watch(detector).catch(() => photo.click()); // no camera to watch, or not allowed: a picture does
  });
  photo.addEventListener('change', async () => {
    const picture = photo.files[0] && (await createImageBitmap(photo.files[0]).catch(() => null));
    const codes = picture ? await detector.detect(picture).catch(() => []) : [];
    status.textContent = take(codes) ? '' : button.dataset.none;
  });
  addEventListener('pagehide', stop);
}

if (button) begin();

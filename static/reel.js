// The workbench for recordings: step by frame, go to a time, keep a still; the loudness of the sound
// drawn with what was found in it. The player and the forms work without any of this.
const reel = document.querySelector(".reel");
const media = reel?.querySelector("video, audio");

// clock writes seconds as people say them; spoken reads them back (12.5, 1:02, 1:02:03.5).
const clock = (s) => {
  const ms = Math.round(s * 1000), h = Math.floor(ms / 3600000), m = Math.floor(ms / 60000) % 60, rest = (ms % 60000) / 1000;
  const two = (n) => String(n).padStart(2, "0"), seconds = (rest < 10 ? "0" : "") + String(rest);
  return h ? `${h}:${two(m)}:${seconds}` : `${m}:${seconds}`;
};
const spoken = (text) => text.trim().replace(",", ".").split(":").reduce((all, word) => all * 60 + Number(word || NaN), 0);

if (reel && media) {
  const say = reel.dataset, video = media.tagName === "VIDEO";
  const length = () => (Number.isFinite(media.duration) ? media.duration : Number(say.length) || sound?.length || 0);
  let sound = null;

  // Nothing is heard until it is asked for, whatever the browser remembers.
  const unveil = document.querySelector("#unveil");
  const hush = () => { media.muted = unveil ? !unveil.checked : false; };
  unveil?.addEventListener("change", hush);
  hush();

  // The browser reads nothing of the file before it has to; wait until it knows the file.
  const ready = () => new Promise((resolve, reject) => {
    if (media.readyState >= 2) { resolve(); return; }
    media.addEventListener("loadeddata", resolve, { once: true });
    media.addEventListener("error", () => reject(new Error("not playable")), { once: true });
    media.preload = "auto";
    media.load();
  });
  async function go(to) {
    await ready();
    media.currentTime = Math.min(Math.max(0, to), length() || to);
    draw();
  }

  const status = document.createElement("p");
  status.className = "small quiet"; status.setAttribute("role", "status");

  if (video) {
    let rate = Number(say.rate) || 0, shown = 0, last = null;
    const watch = (now, frame) => {
      // The shortest step between frames that follow each other is how long one is shown.
      if (!say.rate && last !== null && frame.mediaTime > last && frame.mediaTime - last < 0.2 && !media.paused) rate = Math.max(rate, Math.round(100 / (frame.mediaTime - last)) / 100);
      shown = last = frame.mediaTime;
      media.requestVideoFrameCallback(watch);
    };
    media.requestVideoFrameCallback?.(watch);
    media.addEventListener("seeking", () => { last = null; });
    const time = () => (media.requestVideoFrameCallback && shown ? shown : media.currentTime);
    const step = async (n) => {
      await ready();
      media.pause();
      const each = rate || 25, frame = Math.round((time() || media.currentTime) * each);
      await go((frame + n + 0.5) / each); // the middle of a frame, so that rounding shows no other
    };

    const bar = document.createElement("div");
    bar.className = "benchbar";
    const button = (text, label, act) => {
      const b = document.createElement("button");
      b.type = "button"; b.className = "second tiny"; b.textContent = text; b.title = label; b.setAttribute("aria-label", label);
      b.addEventListener("click", () => act().catch(() => { status.textContent = say.failed; }));
      bar.append(b);
    };
    button("−10 s", say.back, () => go(media.currentTime - 10));
    button("◀ ❙", say.before, () => step(-1));
    button("❙ ▶", say.next, () => step(1));
    button("+10 s", say.on, () => go(media.currentTime + 10));
    const at = document.createElement("output");
    at.className = "mono";
    bar.append(at);
    const tell = () => { at.textContent = clock(Math.round(media.currentTime * 1000) / 1000) + (rate ? ` · ${Math.round(rate * 100) / 100} /s` : ""); };
    for (const event of ["timeupdate", "seeked", "loadedmetadata"]) media.addEventListener(event, tell);
    reel.append(bar, status);

    // The form of stills: with the picture that is shown when there is one, else by the server.
    const form = document.querySelector("#still");
    if (form) {
      form.hidden = false;
      const field = form.elements.at;
      const fill = () => { if (document.activeElement !== field) field.value = clock(Math.round(time() * 1000) / 1000); };
      media.addEventListener("seeked", () => setTimeout(fill, 60));
      media.addEventListener("pause", fill);
      const to = document.createElement("button");
      to.type = "button"; to.className = "second"; to.textContent = say.go;
      to.addEventListener("click", () => { const t = spoken(field.value); if (Number.isFinite(t)) go(t).catch(() => { status.textContent = say.failed; }); });
      form.querySelector("button").before(to);
      form.addEventListener("submit", (e) => {
        if (media.readyState < 2 || !media.videoWidth) return; // the server takes it
        e.preventDefault();
        keep(form).catch(() => { status.textContent = say.notkept; });
      });
    }
    const keep = async (form) => {
      media.pause();
      const canvas = document.createElement("canvas");
      canvas.width = media.videoWidth; canvas.height = media.videoHeight;
      canvas.getContext("2d").drawImage(media, 0, 0);
      const picture = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
      const data = new FormData();
      data.set("csrf", form.elements.csrf.value);
      data.set("at", (Math.round(time() * 1000) / 1000).toString());
      data.set("still", picture, "still.jpg");
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error("not kept");
      const kept = await answer.json(), list = document.querySelector("#stills ul"), address = `${location.pathname}/stills/${kept.position}`;
      status.textContent = say.kept + " " + kept.time;
      if (list.querySelector(`img[src="${address}"]`)) return;
      const item = document.querySelector("#stilled").content.cloneNode(true);
      item.querySelector("a").href = `${location.pathname}?still=${kept.position}`;
      item.querySelector("img").src = address;
      item.querySelector("img").alt = item.querySelector("b").textContent = kept.time;
      list.append(item);
      document.querySelector("#stills").hidden = false;
    };
    reel.addEventListener("keydown", (e) => {
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === ",") step(-1).catch(() => {}); else if (e.key === ".") step(1).catch(() => {}); else if (e.key === "s") form?.requestSubmit(); else return;
      e.preventDefault();
    });
  } else reel.append(status);

  // The drawing of the sound, with the stretches that people wrote something about. It is a slider: keys
  // move the player, and brackets take a beginning and an end into the form.
  const marks = [...document.querySelectorAll("[data-from]")].map((el) => ({ el, from: Number(el.dataset.from), to: Math.max(Number(el.dataset.to), Number(el.dataset.from)) }));
  const notes = document.querySelector("#finding");
  const canvas = document.createElement("canvas");
  canvas.className = "wave"; canvas.tabIndex = 0; canvas.height = 120;
  canvas.setAttribute("role", "slider");
  canvas.setAttribute("aria-label", say.wave);
  canvas.setAttribute("aria-valuemin", "0");
  let chosen = null;
  const ink = (name) => getComputedStyle(canvas).getPropertyValue(name);
  function draw() {
    const all = length();
    canvas.setAttribute("aria-valuemax", String(Math.round(all)));
    canvas.setAttribute("aria-valuenow", String(Math.round(media.currentTime)));
    canvas.setAttribute("aria-valuetext", clock(Math.round(media.currentTime * 10) / 10));
    if (!canvas.isConnected || !all) return;
    const scale = devicePixelRatio || 1, w = Math.round(canvas.clientWidth * scale), h = Math.round(120 * scale);
    if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
    const pen = canvas.getContext("2d"), x = (t) => t / all * w;
    pen.clearRect(0, 0, w, h);
    pen.globalAlpha = 0.25;
    pen.fillStyle = ink("--clay");
    for (const m of marks) pen.fillRect(x(m.from), 0, Math.max(2 * scale, x(m.to) - x(m.from)), h);
    if (chosen) { pen.fillStyle = ink("--kimberlite"); pen.fillRect(x(Math.min(...chosen)), 0, Math.max(scale, x(Math.abs(chosen[1] - chosen[0]))), h); }
    pen.globalAlpha = 1;
    pen.fillStyle = ink("--ink");
    if (sound) for (let i = 0; i < w; i++) {
      const from = Math.floor(i / w * sound.peaks.length), to = Math.max(from + 1, Math.floor((i + 1) / w * sound.peaks.length));
      let top = 0;
      for (let k = from; k < to && k < sound.peaks.length; k++) top = Math.max(top, sound.peaks[k]);
      const tall = Math.max(scale, top / 255 * (h - 8 * scale));
      pen.fillRect(i, (h - tall) / 2, 1, tall);
    }
    pen.fillStyle = ink("--danger");
    pen.fillRect(x(media.currentTime), 0, 2 * scale, h);
    for (const m of marks) m.el.classList.toggle("now", !media.paused && media.currentTime >= m.from && media.currentTime <= m.to);
  }
  function show(peaks, seconds) {
    sound = { peaks, length: seconds };
    if (!canvas.isConnected) { status.before(canvas); hint(); }
    draw();
  }
  function hint() {
    const p = document.createElement("p");
    p.className = "small quiet"; p.textContent = say.hint;
    canvas.after(p);
  }
  const tall = (samples) => {
    const n = Math.min(2000, samples.length), out = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      let top = 0;
      for (let k = Math.floor(i * samples.length / n); k < Math.floor((i + 1) * samples.length / n); k++) top = Math.max(top, Math.abs(samples[k]));
      out[i] = Math.min(255, top * 255);
    }
    return out;
  };
  // Decoding here fetches the whole original, which is on record: so it is asked for.
  async function decode() {
    const answer = await fetch(media.currentSrc || media.src);
    if (!answer.ok) throw new Error("no original");
    const context = new AudioContext(), audio = await context.decodeAudioData(await answer.arrayBuffer());
    await context.close();
    show(tall(audio.getChannelData(0)), audio.duration);
  }
  function offer() {
    const b = document.createElement("button");
    b.type = "button"; b.className = "second tiny"; b.textContent = say.decode;
    b.addEventListener("click", () => { b.disabled = true; decode().then(() => b.remove(), () => { b.remove(); status.textContent = say.nowave; }); });
    status.before(b);
  }
  if (say.sound) {
    fetch(say.sound, { headers: { Accept: "application/json" } }).then(async (answer) => {
      if (!answer.ok) { if (!video) offer(); return; }
      const s = await answer.json();
      show(Uint8Array.from(atob(s.peaks), (c) => c.charCodeAt(0)), s.ms / 1000);
    }).catch(() => { if (!video) offer(); });
  } else if (!video || Number(say.size) < 64 << 20) offer();

  for (const event of ["timeupdate", "seeked", "play", "pause", "loadedmetadata"]) media.addEventListener(event, draw);
  addEventListener("resize", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  const write = (name, t) => { if (notes?.elements[name]) notes.elements[name].value = clock(Math.round(t * 10) / 10); };
  const under = (e) => { const b = canvas.getBoundingClientRect(); return Math.min(1, Math.max(0, (e.clientX - b.left) / b.width)) * length(); };
  let pressed = null;
  canvas.addEventListener("pointerdown", (e) => { pressed = under(e); chosen = null; canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener("pointermove", (e) => { if (pressed !== null && Math.abs(under(e) - pressed) / length() > 0.005) { chosen = [pressed, under(e)]; draw(); } });
  canvas.addEventListener("pointerup", (e) => {
    if (pressed === null) return;
    if (chosen) {
      write("from", Math.min(...chosen)); write("to", Math.max(...chosen));
      notes?.closest("details")?.setAttribute("open", "");
    }
    go(chosen ? Math.min(...chosen) : under(e)).catch(() => {});
    pressed = null;
  });
  canvas.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const by = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[e.key];
    if (by) go(media.currentTime + by * (e.shiftKey ? 10 : 1)).catch(() => {});
    else if (e.key === "Home") go(0).catch(() => {});
    else if (e.key === "End") go(length()).catch(() => {});
    else if (e.key === " ") { if (media.paused) media.play().catch(() => {}); else media.pause(); }
    else if (e.key === "[" || e.key === "]") {
      write(e.key === "[" ? "from" : "to", media.currentTime);
      notes?.closest("details")?.setAttribute("open", "");
    } else return;
    e.preventDefault();
  });
  // Times in what was found lead to their place.
  for (const m of marks) m.el.querySelector("a.at")?.addEventListener("click", (e) => { e.preventDefault(); go(m.from).then(() => media.play()).catch(() => {}); });
}

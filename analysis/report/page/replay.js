// The clock, the hand on it, and what was counted up to it.
const section = document.querySelector(".moves"), card = section.querySelector(".replay");
const city = JSON.parse(document.getElementById("replayed").textContent);
const said = city.words;
const moment = card.querySelector(".moment"), play = card.querySelector(".play");
const speed = card.querySelector(".speed"), beside = card.querySelector(".beside");
const strip = card.querySelector(".strip"), told = card.querySelector(".told");
const towns = [...card.querySelectorAll(".town canvas")].map((canvas) => new Town(canvas, city));
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const days = [];  // of the arms, once they are unpacked
let now = city.start, playing = false, next = 0, last = 0, frames = 0, since = 0, pointed = null;

const fill = (text, values) => text.replace(/\{(\w*)\}/g, (_, name) => values[name]);

function number(value, decimals) {
  const text = Math.abs(value).toFixed(decimals);
  const apart = text.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
  return (value < 0 && Number(text) ? "−" : "") + apart;
}

function clock(minute) {
  const whole = Math.floor(minute) % 1440;
  const two = (n) => String(n).padStart(2, "0");
  return `${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}

function skyOf(arm) {
  let found = 0;
  for (const [from, kind] of city.skies[arm]) if (from <= now) found = kind;
  return found;
}

// The weather in words: of both where it is not the same.
function sky() {
  return [...new Set(shown().map((arm) => said[`sky_${skyOf(arm)}`]))].join(" / ");
}

const shown = () => [0, beside ? Number(beside.value) : 1].slice(0, towns.length);

// Of each figure: its value up to a minute, its unit, decimals.
const FIGURES = {
  placed: [(day, at) => day.placed_so_far[at]],
  delivered: [(day, at) => day.delivered[at]],
  late: [(day, at) => 100 * day.late[at] / day.waited[at], "share", 1],
  door: [(day, at) => city.door_step * day.door[at] / day.waited[at], "min", 1],
  cancelled: [(day, at) => day.cancelled[at]],
  at_stores: [(day, at) => day.at_stores[at]],
  on_the_way: [(day, at) => day.on_the_way[at]],
};

function count() {
  for (const row of card.querySelectorAll("tr[data-of]")) {
    const [of, unit, decimals = 0] = FIGURES[row.dataset.of];
    const values = shown().map((nth) => of(days[nth], Math.floor(now)));
    const write = (value, ending) => {
      if (!Number.isFinite(value)) return "–";
      const text = number(value, decimals);
      const signed = ending && value > 0 && Number(value.toFixed(decimals)) ? `+${text}` : text;
      return unit ? said[unit + ending].replace("{}", signed) : signed;
    };
    const texts = values.map((value) => write(value, ""));
    if (values.length > 1) texts.push(write(values[1] - values[0], "_more"));
    texts.forEach((text, nth) => { row.children[nth + 1].textContent = text; });
  }
}

// What stands under the pointer, in words.
function about(day, seen, [, , of, nth, kind]) {
  if (of === "store") return fill(said.store, { n: kind });
  if (of === "courier") {
    const doing = fill(said[kind], { n: seen.carried[nth] });
    return `${doing}. ${fill(said.done, { n: seen.done[nth] })}`;
  }
  const times = { placed: clock(day.placed[nth]), promised: clock(day.promised[nth]) };
  const lines = [fill(said.order, times)];
  const over = now - day.promised[nth];
  if (kind === "lost") lines.push(fill(said.cancelled, { at: clock(day.ended[nth]) }));
  else if (day.picked_up[nth] <= now) lines.push(said.way);
  else lines.push(day.assigned[nth] <= now ? said.coming : said.kitchen);
  if (over >= 1 && kind !== "lost") lines.push(fill(said.over, { n: number(over, 0) }));
  return lines.join(". ");
}

function tell(moments) {
  const town = pointed && towns[pointed.nth];
  const mark = town && town.near(pointed.x, pointed.y);
  told.hidden = !mark;
  if (!mark) return;
  told.textContent = about(days[shown()[pointed.nth]], moments[pointed.nth], mark);
  const [left, top] = [town.canvas.offsetLeft + mark[0], town.canvas.offsetTop + mark[1]];
  const room = card.clientWidth - told.offsetWidth - 8;
  told.style.left = `${Math.max(8, Math.min(left + 12, room))}px`;
  told.style.top = `${top + 14}px`;
}

function show() {
  if (!towns[0].pen) return;
  const moments = [];
  shown().forEach((arm, nth) => {
    moments.push(momentOf(days[arm], now, city.stores.length / 2));
    towns[nth].draw(days[arm], moments[nth], skyOf(arm));
  });
  const text = fill(said.clock, { clock: clock(now), sky: sky() });
  card.querySelector(".clock").textContent = text;
  moment.value = Math.floor(now);
  moment.setAttribute("aria-valuetext", text);
  count();
  tell(moments);
}

function measure(time) {
  frames++;
  if (time - since < 1000) return;
  section.dataset.framesPerSecond = (1000 * frames / (time - since)).toFixed(1);
  [frames, since] = [0, time];
}

function step(time) {
  const passed = (time - last) / 1000;
  if (!still.matches || passed >= 1) {  // who wants no motion sees a picture a second
    now += Math.min(passed, still.matches ? 1.5 : 0.2) * Number(speed.value);
    last = time;
    if (now >= city.end) {
      now = city.end;
      pause();
    }
    show();
    measure(time);
  }
  if (playing) next = requestAnimationFrame(step);
}

function pause() {
  playing = false;
  cancelAnimationFrame(next);  // else a quick play again would have it move twice
  play.textContent = play.dataset.play;
}

function start() {
  playing = true;
  play.textContent = play.dataset.pause;
  if (now >= city.end) now = city.begin;
  next = requestAnimationFrame((time) => {
    [last, since, frames] = [time, time, 0];
    step(time);
  });
}

function fit() {
  if (!strip.clientWidth) return;  // on paper, or in a window that is not open yet
  for (const town of towns) town.fit();
  drawStrip(strip, city, shown().map((arm) => ({ day: days[arm], sky: city.skies[arm] })));
  drawKey(card.querySelectorAll(".key canvas"));
  show();
}

function change() {
  const [{ textContent: name, dataset }] = beside.selectedOptions, { canvas } = towns[1];
  canvas.parentElement.querySelector("h3").textContent = name;
  canvas.setAttribute("aria-label", fill(said.map, { of: name }));
  card.querySelector("th.other").textContent = dataset.mark;
  fit();
}

async function begin() {
  for (const packed of city.arms) days.push(dayOf(await unpacked(packed), city.step));
  [moment.min, moment.max] = [city.begin, city.end];
  play.addEventListener("click", () => (playing ? pause() : start()));
  moment.addEventListener("input", () => {
    now = Number(moment.value);
    show();
  });
  if (beside) beside.addEventListener("change", change);
  towns.forEach(({ canvas }, nth) => {
    const point = (event) => {
      pointed = { nth, x: event.offsetX, y: event.offsetY };
      if (!playing) show();
    };
    canvas.addEventListener("pointermove", point);
    canvas.addEventListener("pointerdown", point);
    canvas.addEventListener("pointerleave", () => {
      pointed = null;
      told.hidden = true;
    });
  });
  window.addEventListener("resize", fit);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", fit);
  section.querySelector(".asleep").hidden = true;
  card.hidden = false;
  if (beside) change();  // a browser may remember which arm was chosen
  else fit();
}

if (typeof DecompressionStream === "function") begin();

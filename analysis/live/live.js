// Draws both cities: what is sent is a list of whole numbers for each kind of thing.
window.o2oLive = (() => {
  "use strict";
  const LONG_MIN = 10;  // an order that waits longer is marked
  let place = null;
  const latest = {};

  const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();

  function square(context, x, y, size) {
    context.fillRect(x - size / 2, y - size / 2, size, size);
  }

  function circle(context, x, y, radius, filled) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    if (filled) context.fill(); else context.stroke();
  }

  function cross(context, x, y, size) {
    context.beginPath();
    context.moveTo(x - size, y - size);
    context.lineTo(x + size, y + size);
    context.moveTo(x - size, y + size);
    context.lineTo(x + size, y - size);
    context.stroke();
  }

  function paint(id) {
    const canvas = document.getElementById(id);
    const scene = latest[id];
    if (!canvas || !place || !scene) return;
    const width = canvas.clientWidth;
    const height = Math.round(width * place.height / place.width);
    const sharp = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * sharp)) {
      canvas.width = Math.round(width * sharp);
      canvas.height = Math.round(height * sharp);
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext("2d");
    const scale = width / place.width;
    const unit = Math.max(1.6, width / 190);
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.clearRect(0, 0, width, height);
    const at = (list, nth) => [list[nth] * scale, height - list[nth + 1] * scale];

    context.fillStyle = colour("--live-store");
    for (let nth = 0; nth < place.stores.length; nth += 2) {
      const [x, y] = at(place.stores, nth);
      square(context, x, y, unit * (1.2 + 0.7 * Math.sqrt(scene.queued[nth / 2] || 0)));
    }
    context.strokeStyle = context.fillStyle = colour("--live-courier");
    context.lineWidth = Math.max(1, unit * 0.5);
    for (let nth = 0; nth < scene.couriers.length; nth += 3) {
      const [x, y] = at(scene.couriers, nth);
      circle(context, x, y, unit * 1.05, scene.couriers[nth + 2] === 1);
    }
    context.lineWidth = Math.max(1.4, unit * 0.7);
    for (let nth = 0; nth < scene.waiting.length; nth += 3) {
      const [x, y] = at(scene.waiting, nth);
      const long = scene.waiting[nth + 2] > LONG_MIN;
      context.strokeStyle = colour(long ? "--live-long" : "--live-waiting");
      cross(context, x, y, unit * (long ? 1.5 : 1.1));
    }
  }

  function draw(scenes) {
    for (const [id, scene] of Object.entries(scenes)) {
      latest[id] = scene;
      const canvas = document.getElementById(id);
      if (canvas) canvas.setAttribute("aria-label", scene.told);
      paint(id);
    }
  }

  function again() {
    for (const id of Object.keys(latest)) paint(id);
  }

  window.addEventListener("resize", again);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  return { draw, place: (found) => { place = found; again(); } };
})();

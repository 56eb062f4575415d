// Draws a moment of a day on a map, and remembers what was drawn where.
const FAR_OVER_MIN = 10;

// The colours of the page's style, light or dark.
function coloursOf(element) {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--replay-${name}`).trim();
}

function outline(pen, form, x, y, size) {
  if (form === "circle") {
    pen.moveTo(x + size, y);
    pen.arc(x, y, size, 0, 2 * Math.PI);
  } else if (form === "square") {
    pen.rect(x - size, y - size, 2 * size, 2 * size);
  } else if (form === "cross") {
    pen.moveTo(x - size, y - size);
    pen.lineTo(x + size, y + size);
    pen.moveTo(x - size, y + size);
    pen.lineTo(x + size, y - size);
  } else {
    const flat = form === "diamond" ? [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]]
      : [[0, -1.2], [1.1, 0.9], [-1.1, 0.9]];
    flat.forEach(([dx, dy], nth) => {
      if (nth) pen.lineTo(x + size * dx, y + size * dy);
      else pen.moveTo(x + size * dx, y + size * dy);
    });
    pen.closePath();
  }
}

// How each kind of mark looks: form, size, what it is filled with and what is around it.
function looksOf(colour) {
  return {
    free: ["circle", 2.6, colour("ground-0"), colour("free")],
    empty: ["triangle", 3, colour("empty"), colour("edge")],
    loaded: ["square", 2.5, colour("loaded"), colour("edge")],
    queue: ["circle", 4, colour("queue"), colour("edge")],
    in_time: ["circle", 1.7, null, colour("in-time")],
    over: ["diamond", 3.2, colour("over"), colour("edge")],
    far_over: ["diamond", 4.6, colour("far-over"), colour("edge")],
    lost: ["cross", 3.4, null, colour("far-over")],
  };
}

// One mark in the middle of a square.
function drawMark(pen, [form, size, fill, edge], side, unit) {
  pen.beginPath();
  outline(pen, form, side / 2, side / 2, size * unit);
  if (fill) {
    pen.fillStyle = fill;
    pen.fill();
  }
  pen.strokeStyle = edge;
  pen.lineWidth = (fill ? 0.6 : 1.3) * unit;
  pen.stroke();
}

// Fit a canvas to its width on the page; its pen draws in CSS pixels from here on.
function penOf(canvas, width, height) {
  const sharp = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = Math.round(width * sharp);
  canvas.height = Math.round(height * sharp);
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.setTransform(sharp, 0, 0, sharp, 0, 0);
  return pen;
}

const FOOT_PX = 24;  // for the scale and the arrow to the north
const MARK_PX = 18;  // a mark has room in a square of this side

class Town {
  constructor(canvas, city) {
    this.canvas = canvas;
    this.city = city;
    this.marks = [];
    this.grounds = new Map();  // by weather: zones are drawn once
  }

  fit() {
    const { width, height } = this.city;
    this.width = this.canvas.clientWidth;
    this.scale = this.width / width;
    this.height = Math.round(this.scale * height);
    this.pen = penOf(this.canvas, this.width, this.height + FOOT_PX);
    this.unit = Math.max(0.85, Math.min(1.5, this.width / 420));
    this.colour = coloursOf(this.canvas);
    this.grounds.clear();
    this.stamps = {};  // each mark is drawn once, then stamped: thousands a picture
    for (const [kind, look] of Object.entries(looksOf(this.colour))) {
      this.stamps[kind] = document.createElement("canvas");
      drawMark(penOf(this.stamps[kind], MARK_PX, MARK_PX), look, MARK_PX, this.unit);
    }
  }

  at(x, y) {
    return [x * this.scale, this.height - y * this.scale];
  }

  ground(sky) {
    if (!this.grounds.has(sky)) {
      const canvas = document.createElement("canvas");
      const pen = penOf(canvas, this.width, this.height + FOOT_PX);
      pen.fillStyle = this.colour(`ground-${sky}`);
      pen.strokeStyle = this.colour("zone");
      for (const ring of this.city.zones) {
        pen.beginPath();
        for (let nth = 0; nth < ring.length; nth += 2) {
          pen.lineTo(...this.at(ring[nth], ring[nth + 1]));
        }
        pen.closePath();
        pen.fill();
        pen.stroke();
      }
      this.foot(pen);
      this.grounds.set(sky, canvas);
    }
    return this.grounds.get(sky);
  }

  foot(pen) {
    const y = this.height + FOOT_PX / 2 + 2, long = this.city.bar_km * this.city.km * this.scale;
    pen.strokeStyle = pen.fillStyle = this.colour("ink");
    pen.lineWidth = 2.5;
    pen.beginPath();
    pen.moveTo(0, y);
    pen.lineTo(long, y);
    pen.stroke();
    pen.font = `12px ${getComputedStyle(this.canvas).fontFamily}`;
    pen.textBaseline = "middle";
    pen.fillText(this.city.bar, long + 6, y);
    pen.textAlign = "right";
    pen.fillText(`${this.city.words.north} ↑`, this.width - 2, y);
  }

  draw(day, seen, sky) {
    const { pen } = this;
    pen.clearRect(0, 0, this.width, this.height + FOOT_PX);
    pen.drawImage(this.ground(sky), 0, 0, this.width, this.height + FOOT_PX);
    this.marks = [];
    this.stores(seen);
    const kinds = { in_time: [], free: [], empty: [], loaded: [], over: [], far_over: [], lost: [] };
    const put = (kind, nth, x, y, of) => {
      const mark = [x * this.scale, this.height - y * this.scale, of, nth, kind];
      kinds[kind].push(mark);
      this.marks.push(mark);
    };
    for (const nth of seen.open) {
      const over = seen.now - day.promised[nth];
      const kind = over > FAR_OVER_MIN ? "far_over" : over > 0 ? "over" : "in_time";
      put(kind, nth, day.order_x[nth], day.order_y[nth], "order");
    }
    for (const nth of seen.lost) put("lost", nth, day.order_x[nth], day.order_y[nth], "order");
    for (let nth = 0; nth < day.courier_legs.length; nth++) {
      const place = placeOf(day, nth, seen.now);
      if (!place) continue;
      put(seen.carried[nth] ? "loaded" : seen.taken[nth] ? "empty" : "free", nth, ...place, "courier");
    }
    for (const kind in kinds) {
      for (const [x, y] of kinds[kind]) {
        pen.drawImage(this.stamps[kind], x - MARK_PX / 2, y - MARK_PX / 2, MARK_PX, MARK_PX);
      }
    }
  }

  stores(seen) {
    const { pen, city, unit } = this;
    const busy = [], idle = [];
    seen.queued.forEach((n, nth) => {
      const place = this.at(city.stores[2 * nth], city.stores[2 * nth + 1]);
      this.marks.push([...place, "store", nth, n]);
      (n ? busy : idle).push([...place, n]);
    });
    pen.fillStyle = this.colour("store");
    for (const [x, y] of idle) pen.fillRect(x - unit, y - unit, 2 * unit, 2 * unit);
    pen.beginPath();
    for (const [x, y, n] of busy) outline(pen, "circle", x, y, unit * (1.3 + Math.sqrt(n)));
    pen.fillStyle = this.colour("queue");
    pen.fill();
    pen.strokeStyle = this.colour("edge");
    pen.lineWidth = 0.6;
    pen.stroke();
  }

  // What is nearest to a place on the canvas: orders and couriers before stores.
  near(x, y) {
    let nearest = null, least = 12;
    for (const mark of this.marks) {
      const far = Math.hypot(mark[0] - x, mark[1] - y) + (mark[2] === "store" ? 3 : 0);
      if (far < least) [nearest, least] = [mark, far];
    }
    return nearest;
  }
}

const BIN_MIN = 15, STRIP_PX = 52, HOURS_PX = 16;

// Orders through the day: bars of the base, a line of the other arm, and when it rains: above in
// the base, below in the other arm.
function drawStrip(canvas, city, arms) {
  const width = canvas.clientWidth, colour = coloursOf(canvas);
  const pen = penOf(canvas, width, STRIP_PX + HOURS_PX);
  const x = (minute) => width * (minute - city.begin) / (city.end - city.begin);
  const begins = [];
  for (let at = city.begin; at + BIN_MIN <= city.end; at += BIN_MIN) begins.push(at);
  const bins = arms.map(({ day: { placed_so_far: n } }) =>
    begins.map((at) => n[at + BIN_MIN] - n[at]));
  const most = Math.max(1, ...bins.flat());
  const y = (n) => STRIP_PX - (STRIP_PX - 4) * n / most;
  const high = STRIP_PX / arms.length;
  arms.forEach(({ sky }, arm) => sky.forEach(([from, kind], nth) => {
    const to = nth + 1 < sky.length ? sky[nth + 1][0] : city.end;
    pen.fillStyle = colour(`ground-${kind}`);
    pen.fillRect(x(from), arm * high, x(to) - x(from), high);
  }));
  pen.fillStyle = colour("base");
  bins[0].forEach((n, nth) => {
    pen.fillRect(x(begins[nth]), y(n), x(BIN_MIN) - x(0) - 0.5, STRIP_PX - y(n));
  });
  pen.strokeStyle = colour("other");
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (const other of bins.slice(1)) {
    other.forEach((n, nth) => {
      pen.lineTo(x(begins[nth]), y(n));
      pen.lineTo(x(begins[nth] + BIN_MIN), y(n));
    });
  }
  pen.stroke();
  pen.fillStyle = colour("ink");
  pen.font = `11px ${getComputedStyle(canvas).fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "bottom";
  const every = city.end - city.begin > 720 ? 180 : 60;  // minutes from one to the next
  for (let at = every; at < city.end; at += every) {
    const room = Math.min(x(at), width - x(at)) > 16;
    if (room) pen.fillText(`${at / 60}:00`, x(at), STRIP_PX + HOURS_PX);
  }
}

// The marks of the legend.
function drawKey(canvases) {
  for (const canvas of canvases) {
    drawMark(penOf(canvas, 16, 16), looksOf(coloursOf(canvas))[canvas.dataset.mark], 16, 1.25);
  }
}
